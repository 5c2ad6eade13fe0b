#pragma once

// Where in a text the table begins, what parts its fields and what they are called: below titles and comments, with a
// header or, of a few programs, without. Pure functions; any thread.

#include "core/error.h"
#include "judgement/traces/trace_table.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace plimsoll {

struct TraceLayout {
  char separator = ',';       // ' ': blanks, of any number
  bool joined = true;         // of blanks: words that belong together are one field
  bool rest_in_last = false;  // of blanks: the last field has any number of words
  std::size_t bytes = 0;      // of the text before the first row
  std::size_t lines = 0;      // the same as lines
};

// Of a line whose fields are parted by blanks.
std::vector<std::string> fields_of(const TraceLayout& layout, std::string_view line);

struct FoundTable {
  TraceLayout layout;
  TraceTable table;
};

// Errors name the line.
Result<FoundTable> find_table(std::string_view beginning, const TraceRequest& request);

}  // namespace plimsoll
