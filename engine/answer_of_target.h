#pragma once

// Asks the target something beside the load, as its requests ask: with the scenario's TLS and connection settings, and
// with what says who we are. In no figure. Blocks; any thread, one at a time.

#include "core/error.h"
#include "core/http/http_answer.h"
#include "engine/results/redaction.h"
#include "scenarios/scenario.h"

#include <cstdint>
#include <functional>
#include <optional>

namespace plimsoll {

struct AskingInputs {
  std::uint64_t largest_body = 8ULL << 20;
  std::function<bool()> is_unwanted{};   // asked again and again, and heeded at once; empty: it stays wanted
  std::optional<Redaction> redaction{};  // told of each token that comes; absent: one of the scenario
};

// The answer, whatever its status. `question` has no {{...}}; its path stands behind the target's own. Error:
// unavailable, what the transport says went wrong, or that it is wanted no longer.
Result<HttpAnswer> answer_of_target(const Scenario& scenario, const RequestTemplate& question,
                                    const AskingInputs& inputs);

}  // namespace plimsoll
