#pragma once

// Fills a table with the rows that a source gives, one after the other. One thread.
//
// A source has: Result<bool> next(), false at the end; fields(), of the row; is_other(table), the line is no row;
// at_end(), the file ends with this line, without a line end; is_cut(table), and so it seems to break off;
// error(Error), with the place.

#include "judgement/traces/trace_notes.h"
#include "judgement/traces/trace_table.h"

#include <string_view>
#include <utility>

namespace plimsoll {

inline constexpr std::string_view kCutLine = "the last line is cut off and left out: the file is still being written";

template <class Source>
Result<TraceFile> fill(Source& source, TraceTable& table, TraceFormat format) {
  std::size_t others = 0;
  bool cut = false;
  while (true) {
    const auto more = source.next();
    if (!more) return more.error();
    if (!*more) break;
    if (table.is_header(source.fields())) {
      table.end_instant();
    } else if (source.is_cut(table)) {
      cut = true;
    } else if (source.is_other(table)) {
      ++others;
    } else if (const auto added = table.add(source.fields()); !added) {
      if (!source.at_end()) return source.error(added.error());
      cut = true;
    }
  }
  auto file = table.finish(format);
  if (others > 0) file.notes.push_back(rows_text(others, "of another kind left out"));
  if (cut) file.notes.emplace_back(kCutLine);
  return file;
}

}  // namespace plimsoll
