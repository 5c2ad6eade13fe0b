#pragma once

// One mapping of a process as /proc/PID/smaps or maps tells it, and the reading of their text. Plain values; pure; any
// thread.

#include "record/mapping_growth.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace plimsoll {

struct Mapping {
  std::uint64_t begin = 0, end = 0;  // addresses
  std::string rights;                // "rw-p"
  std::string name;                  // "[heap]", a path cut after 128 bytes; empty: anonymous
  MappingAmount amount;              // of a line of maps the size alone
  bool has_guards = false;           // pages within it may not be touched

  // Reserved address space is nobody's memory.
  bool may_be_touched() const noexcept { return !rights.starts_with("---"); }
};

// Takes the lines of either file, one after the other. A line that it does not know is left out.
class MappingParser {
 public:
  void add_line(std::string_view line);  // without its end
  std::size_t count() const noexcept { return mappings_.size(); }
  std::vector<Mapping> take() { return std::move(mappings_); }

 private:
  bool add_header(std::string_view line);

  std::vector<Mapping> mappings_;
};

}  // namespace plimsoll
