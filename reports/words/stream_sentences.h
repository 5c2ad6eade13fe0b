#pragma once

// What answers that came as streams tell, in words for every report. Pure; any thread.

#include "record/run_record.h"

#include <string>
#include <vector>

namespace plimsoll {

// One a request whose answers come as streams; none where none do.
std::vector<std::string> stream_sentences(const RunRecord& record);

}  // namespace plimsoll
