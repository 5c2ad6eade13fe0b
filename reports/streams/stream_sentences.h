#pragma once

// What answers that came as streams tell, in words for every report. Pure; any thread.

#include "record/run_record.h"

#include <string>
#include <vector>

namespace plimsoll {

// One a request whose answers come as streams, with its times; none where none do.
std::vector<std::string> stream_sentences(const RunRecord& record);

// What a table of these figures does not tell, a sentence or two a request: where the count of tokens is from, how
// streams ended, what text waited for, what those that failed would change, what the client itself held up.
std::vector<std::string> stream_notes(const RunRecord& record);

}  // namespace plimsoll
