#pragma once

// What opening a connection came to, put into the response of the request that it was opened for. A pure function.

#include "engine/exchange/request.h"
#include "engine/wire/connect_outcome.h"

namespace plimsoll {

void add_connect(ConnectOutcome outcome, Response& response);

}  // namespace plimsoll
