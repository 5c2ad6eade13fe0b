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

// The body; of binary tensors the JSON that they would be without the extension.
JsonBody json_body_of(const Response& response);

struct Answer {
  Answer(const Response& its_response, Instant due)
      : response(its_response), response_time(its_response.done - due), json(json_body_of(its_response)) {}
  // Of that request.
  Answer(const Response& its_response, Instant due, const Request& request) : Answer(its_response, due) {
    streamed = request.stream != nullptr;
  }

  const Response& response;
  Nanos response_time;
  JsonBody json;
  bool streamed = false;                      // it came as a stream, which was measured
  const QueryVariables* variables = nullptr;  // null: there are none
  const AnswerOrigin* origin = nullptr;       // null: nobody kept it
};

}  // namespace plimsoll
