#pragma once

// What came as answers, in words for every report. Pure; any thread.

#include "record/run_record.h"

#include <string>
#include <vector>

namespace plimsoll {

// Answers by status code, of all and of each request that differs; none where no answer was counted.
std::vector<std::string> status_sentences(const RunRecord& record);

// What a good verdict would hide, told with it: that nearly all was led elsewhere, that nothing came for a while.
std::vector<std::string> result_notes(const RunRecord& record);

// One a request whose Content-Encoding is no coding.
std::vector<std::string> coding_sentences(const RunRecord& record);

}  // namespace plimsoll
