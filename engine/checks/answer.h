#pragma once

// One answer as those see it who look into it: what came, how long after it was due, and its body as JSON, which the
// first who asks has parsed for all. Lives for one judgement, beside its response; one thread.

#include "engine/checks/json_body.h"
#include "engine/exchange/request.h"

namespace plimsoll {

struct Answer {
  Answer(const Response& its_response, Instant due)
      : response(its_response), response_time(its_response.done - due), json(its_response.body) {}

  const Response& response;
  Nanos response_time;
  JsonBody json;
};

}  // namespace plimsoll
