#include "core/csv_reader.h"
#include "judgement/traces/trace_formats.h"
#include "judgement/traces/trace_table.h"

#include <fmt/format.h>

#include <array>
#include <string>

namespace plimsoll {
namespace {

constexpr std::size_t kMostFieldBytes = std::size_t{64} << 10;

// What the header has most of, outside quotes.
char separator_of(std::string_view text) {
  constexpr std::array<char, 3> kSeparators = {',', ';', '\t'};
  const auto from = text.find_first_not_of("\r\n");
  std::array<std::size_t, kSeparators.size()> counts{};
  bool quoted = false;
  for (const char c : from == std::string_view::npos ? "" : text.substr(from, text.find('\n', from) - from)) {
    if (c == '"') quoted = !quoted;
    for (std::size_t i = 0; i < kSeparators.size(); ++i) counts[i] += !quoted && c == kSeparators[i] ? 1 : 0;
  }
  std::size_t most = 0;
  for (std::size_t i = 1; i < counts.size(); ++i)
    if (counts[i] > counts[most]) most = i;
  return kSeparators[most];
}

Error at_line(std::size_t line, const Error& error) { return with_context(error, fmt::format("line {}", line)); }

}  // namespace

Result<TraceFile> read_csv_trace(TraceInput& input, const TraceRequest& request) {
  const char separator = separator_of(input.beginning());
  std::istream in(&input);
  CsvReader csv(in, kMostFieldBytes, separator);
  auto more = csv.next();
  if (!more) return more.error();
  if (!*more) {
    return Error{ErrorKind::invalid,
                 "the trace is empty: expected a header row with t_seconds and anon_bytes or rss_bytes"};
  }
  auto table = TraceTable::begin(csv.fields(), request, {separator == ',' ? DecimalMark::point : DecimalMark::comma});
  if (!table) return at_line(csv.line(), table.error());
  while (true) {
    more = csv.next();
    if (!more) return more.error();
    if (!*more) return table->finish(TraceFormat::csv);
    if (auto added = table->add(csv.fields()); !added) return at_line(csv.line(), added.error());
  }
}

}  // namespace plimsoll
