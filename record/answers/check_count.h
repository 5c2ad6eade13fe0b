#pragma once

// How many answers of one request were looked into by its checks, where there was no time for all. Part of the run
// record; a value, any thread.

#include <cstdint>
#include <string>
#include <vector>

namespace plimsoll {

// Outside the warm-up. What the status alone tells is always looked at, and is in none of these.
struct CheckCount {
  std::string request;
  std::uint64_t answers = 0;  // that had anything to be checked
  std::uint64_t checked = 0;
  std::uint64_t wrong = 0;  // of these

  bool is_sampled() const { return checked < answers; }
};

// Of each request that either has.
void merge_check_counts(std::vector<CheckCount>& into, const std::vector<CheckCount>& from);

}  // namespace plimsoll
