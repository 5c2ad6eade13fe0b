#pragma once

// One answer as those see it who look into it: what came, how long after it was due, its body as JSON, which the first
// who asks has parsed for all, and what was known beside it. Lives for one judgement, beside its response; one thread.

#include "engine/exchange/request.h"
#include "engine/queries/json_body.h"

#include <string>
#include <vector>

namespace plimsoll {

struct QueryVariables;  // query_value.h

// Where an answer came from, for who follows redirects.
struct AnswerOrigin {
  struct Redirect {
    int status = 0;
    std::string location;  // the URL that it led to
  };
  std::string url;
  std::string ip;  // empty: it is not known
  std::vector<Redirect> redirects;
};

struct Answer {
  Answer(const Response& its_response, Instant due)
      : response(its_response), response_time(its_response.done - due), json(its_response.body) {}

  const Response& response;
  Nanos response_time;
  JsonBody json;
  const QueryVariables* variables = nullptr;  // null: there are none
  const AnswerOrigin* origin = nullptr;       // null: nobody kept it
};

}  // namespace plimsoll
