#pragma once

// A request as it goes out, whatever protocol sends it, made from its template. Pure functions; any thread.

#include "engine/exchange/request.h"
#include "scenarios/bodies/replay_reader.h"
#include "scenarios/check.h"
#include "scenarios/query.h"
#include "scenarios/scenario.h"

#include <cstddef>
#include <vector>

namespace plimsoll {

// What must be kept of an answer for those who look into it.
struct AnswerParts {
  bool body = false;
  bool headers = false;

  void add(const std::vector<Check>& checks);
  void add(const Query& query);
};

// With the template's body number `body`, if it has any. A template's own headers win over the scenario's of the same
// name, both over ours; Content-Length is always ours.
Request render_request(const Scenario& scenario, const RequestTemplate& from, std::size_t name_index, std::size_t body);

// With method, path and body of a row; while the run goes on.
Request render_replayed(const Scenario& scenario, const RequestTemplate& from, std::size_t name_index,
                        const ReplayRow& row);

}  // namespace plimsoll
