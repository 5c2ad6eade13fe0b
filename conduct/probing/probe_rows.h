#pragma once

// The requests that probes ask: the first different ones of a request of the scenario, filled in once, so that each
// asking sends the same bytes. Values; any thread.

#include "core/error.h"
#include "engine/exchange/request.h"
#include "engine/requests/request_source.h"
#include "scenarios/scenario.h"

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

namespace plimsoll {

struct ProbeRows {
  std::string request;        // its name
  bool hides_answer = false;  // a secret comes with it
  std::vector<Request> rows;  // they refer to the scenario and to the source
  std::unique_ptr<RequestSource> source;
};

// The scenario, which has probes, outlives them. Error: a feeder that cannot be read, no row at all.
Result<ProbeRows> make_probe_rows(const Scenario& scenario, std::vector<CapturedValue> captured, std::uint64_t seed);

}  // namespace plimsoll
