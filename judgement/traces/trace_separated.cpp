// Tables: fields parted by commas, semicolons, tabs or blanks.

#include "core/csv_reader.h"
#include "judgement/traces/trace_filling.h"
#include "judgement/traces/trace_formats.h"
#include "judgement/traces/trace_layout.h"
#include "judgement/traces/trace_lines.h"

#include <fmt/format.h>

#include <string>
#include <vector>

namespace plimsoll {
namespace {

constexpr std::size_t kMostFieldBytes = std::size_t{64} << 10;

class CsvRows {
 public:
  CsvRows(TraceInput& input, const TraceLayout& layout)
      : in_(&input), csv_(in_, kMostFieldBytes, layout.separator, layout.lines + 1) {}

  Result<bool> next() { return csv_.next(); }
  const std::vector<std::string>& fields() const { return csv_.fields(); }
  bool is_other(const TraceTable&) const { return csv_.fields().front().starts_with('#'); }
  bool at_end() const { return csv_.at_end(); }
  bool is_cut(const TraceTable& table) const { return at_end() && table.halves_memory(fields()); }
  Error error(const Error& error) const { return with_context(error, fmt::format("line {}", csv_.line())); }

 private:
  std::istream in_;
  CsvReader csv_;
};

class BlankRows {
 public:
  BlankRows(TraceInput& input, const TraceLayout& layout, std::size_t names)
      : lines_(input, layout.lines), layout_(layout), names_(names) {}

  Result<bool> next() {
    auto more = lines_.next();
    if (more && *more) fields_ = plimsoll::fields_of(layout_, lines_.line());
    if (layout_.rest_in_last && fields_.size() > names_) fields_.resize(names_);
    return more;
  }
  const std::vector<std::string>& fields() const { return fields_; }
  bool is_other(const TraceTable& table) const { return lines_.line().front() == '#' || !table.is_row(fields_); }
  bool at_end() const { return lines_.at_end(); }
  bool is_cut(const TraceTable& table) const { return at_end() && table.halves_memory(fields_); }
  Error error(const Error& error) const { return lines_.error(error); }

 private:
  TraceLines lines_;
  TraceLayout layout_;
  std::size_t names_;
  std::vector<std::string> fields_;
};

Result<TraceFile> read_table(TraceInput& input, const TraceRequest& request, TraceFormat of_blanks) {
  auto found = find_table(input.beginning(), request);
  if (!found) return found.error();
  auto& [layout, table] = *found;
  input.skip(layout.bytes);
  if (layout.separator == ' ') {
    BlankRows rows(input, layout, table.width());
    return fill(rows, table, of_blanks);
  }
  CsvRows rows(input, layout);
  return fill(rows, table, TraceFormat::csv);
}

}  // namespace

Result<TraceFile> read_separated_trace(TraceInput& input, const TraceRequest& request) {
  if (input.beginning().find_first_not_of(" \t\r\n") == std::string_view::npos) {
    return Error{ErrorKind::invalid,
                 "the trace is empty: expected a header row with t_seconds and anon_bytes or rss_bytes"};
  }
  return read_table(input, request, TraceFormat::table);
}

Result<TraceFile> read_psrecord_trace(TraceInput& input, const TraceRequest& request) {
  const auto beginning = input.beginning();
  if (beginning.find("Elapsed time") == std::string_view::npos) {
    return invalid("line 1: expected the header of psrecord: # Elapsed time   CPU (%)   Real (MB)   Virtual (MB)");
  }
  return read_table(input, request, TraceFormat::psrecord);
}

}  // namespace plimsoll
