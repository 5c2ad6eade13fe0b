#pragma once

// What a sweep came to in words, for all its reports. Plain text, not escaped. Pure functions; any thread.

#include "record/sweeps/sweep_record.h"

#include <string>
#include <string_view>
#include <vector>

namespace plimsoll {

std::string level_text(const SweepRecord& sweep, double level);  // "8 users", "50/s"
std::string level_heading(const SweepRecord& sweep);             // "users", "arrivals/s"

// With a full stop behind, and as it is in front: names of metrics have no capital.
std::string ended(std::string text);

// A reason of the verdict that says what the limit sentence would say once more.
bool says_that_none_holds(const SweepRecord& sweep, std::string_view reason);

// "the limits hold up to 8 users (41 requests/s); at 16 users p99 < 250ms failed: 312 ms"
std::string limit_sentence(const SweepRecord& sweep);
std::string knee_sentence(const SweepRecord& sweep);
std::string goodput_sentence(const SweepRecord& sweep);

// Where memory rose with each level, in the order in which they were tried, and did not go back in between. Else empty.
// It is no verdict of a leak.
std::string memory_sentence(const SweepRecord& sweep);

// All that is to be said beside the table, a sentence each: those above, what was required, notes.
std::vector<std::string> sweep_sentences(const SweepRecord& sweep);

// What was swept: levels, hold, warm-up.
std::string plan_sentence(const SweepRecord& sweep);

// The columns that all tables of levels share, as text; those that no level has are left out.
struct LevelTable {
  std::vector<std::string> heads;              // the first is that of the level, the last "state"
  std::vector<std::vector<std::string>> rows;  // as many cells, one row a level
};
LevelTable level_table(const SweepRecord& sweep);

}  // namespace plimsoll
