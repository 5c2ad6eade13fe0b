#pragma once

// What is judged, as sentences speak of it: its name and its amounts. Plain values; any thread.

#include <string>

namespace plimsoll {

// The judgement is one of bytes, with pages as their grain. A count is judged as if one of it were so many bytes: above
// a page, so that one more is one step and not rounding, and such that 8 of them are worth an accusation where 512 KiB
// are, and fewer than 16 harmless where 1 MiB is.
inline constexpr double kBytesOfOne = 65536;

struct Subject {
  std::string name = "memory";  // singular: "the number of open files"
  bool counted = false;

  bool is_memory() const { return name == "memory"; }
  // What a healthy service may fill in its first minutes: 32 MiB, or 64 of a count.
  double filled_bytes() const { return counted ? 64 * kBytesOfOne : 32.0 * 1024 * 1024; }
  std::string at_start() const;            // of a sentence
  std::string amount(double bytes) const;  // three significant digits: "4.14 KiB", "12.5"
  std::string floor_of() const;            // "its floor"
  std::string of_itself() const;           // "this memory"
};

}  // namespace plimsoll
