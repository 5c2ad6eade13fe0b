#pragma once

// A request made to go wrong on purpose, before the run. A pure function.

#include "engine/exchange/request.h"

namespace plimsoll {

// `fault` outlives the request.
Request with_fault(Request request, const Fault& fault);

}  // namespace plimsoll
