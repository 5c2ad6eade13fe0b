#pragma once

// What requests took that may need several attempts, in words for every report. Pure; any thread.

#include "record/run_record.h"

#include <optional>
#include <string>
#include <vector>

namespace plimsoll {

// Nothing where there were none.
std::optional<double> attempts_per_request(const AttemptTally& tally);

// One a request that may take several; none where none may.
std::vector<std::string> attempt_sentences(const RunRecord& record);

// Where attempts exceed requests by a tenth and more: what the target answered was more than what was asked for. It
// stands with the verdict, so that a storm of retries cannot hide.
std::optional<std::string> storm_sentence(const RunRecord& record);

}  // namespace plimsoll
