#pragma once

// The one sentence that stands first: what the run came to, and of a leak how fast it goes and what is left until it
// hurts. Plain text, the same in the page and the terminal. A pure function; any thread.

#include "record/run_record.h"

#include <string>
#include <string_view>

namespace plimsoll {

// In capitals: "PASS"; "RUNNING" and "CUT OFF" of a record that was written before the run's end.
std::string_view verdict_word(const RunRecord& record);

// "GPU memory leaks: 4.00 MiB a request, the board is full in 16 min."
std::string headline(const RunRecord& record);

// Of one that goes on: as if it ended now, where anything of its load is over.
std::string headline_so_far(const RunRecord& record);

}  // namespace plimsoll
