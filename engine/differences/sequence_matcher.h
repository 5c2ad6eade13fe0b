#pragma once

// Which parts of two sequences are equal, as Python's difflib.SequenceMatcher finds them (Ratcliff and Obershelp's
// gestalt pattern matching, without its junk). Elements are numbers that are equal where the elements are. Pure; any
// thread.

#include <cstdint>
#include <vector>

namespace plimsoll {

struct SequenceEdit {
  enum class Kind { replaced, removed, inserted };
  Kind kind = Kind::replaced;
  std::size_t begin = 0, end = 0;              // of the first
  std::size_t other_begin = 0, other_end = 0;  // of the second
};

// What is not equal, in order.
std::vector<SequenceEdit> edits_between(const std::vector<std::uint32_t>& one, const std::vector<std::uint32_t>& other);

}  // namespace plimsoll
