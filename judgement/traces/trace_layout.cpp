#include "judgement/traces/trace_layout.h"

#include "core/csv_reader.h"
#include "core/text.h"
#include "judgement/traces/trace_known_rows.h"
#include "judgement/traces/trace_words.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <sstream>
#include <utility>

namespace plimsoll {
namespace {

constexpr std::size_t kMostTitles = 30;

// What the line has most of, outside quotes; a blank where it has none.
char separator_of(std::string_view line) {
  constexpr std::array<char, 3> kSeparators = {',', ';', '\t'};
  std::array<std::size_t, kSeparators.size()> counts{};
  bool quoted = false;
  for (const char c : line) {
    if (c == '"') quoted = !quoted;
    for (std::size_t i = 0; i < kSeparators.size(); ++i) counts[i] += !quoted && c == kSeparators[i] ? 1 : 0;
  }
  const auto most = std::max_element(counts.begin(), counts.end());
  return *most == 0 ? ' ' : kSeparators[static_cast<std::size_t>(most - counts.begin())];
}

struct TextLine {
  std::string_view text;
  std::size_t at = 0, number = 1;
  std::size_t end() const { return at + text.size(); }
};

// Those that hold anything.
std::vector<TextLine> lines_of(std::string_view text) {
  std::vector<TextLine> lines;
  std::size_t number = 1;
  for (std::size_t at = 0; at < text.size() && lines.size() <= kMostTitles; ++number) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    const auto line = text.substr(at, end - at);
    if (!trimmed(line).empty()) lines.push_back({line, at, number});
    at = end + 1;
  }
  return lines;
}

bool is_comment(const TextLine& line) { return trimmed(line.text).starts_with('#'); }

bool is_data(const std::vector<std::string>& fields) {
  return std::any_of(fields.begin(), fields.end(), [](const std::string& field) {
    return !trimmed(field).empty() && (is_instant(field) || parse_amount(field).has_value());
  });
}

bool is_command(const std::string& name) {
  constexpr std::array<std::string_view, 4> kCommands = {"command", "cmd", "args", "comm"};
  const std::string low = lower_case(name);
  return std::find(kCommands.begin(), kCommands.end(), low) != kCommands.end();
}

// One try of a line as the header or the first row, with what it came to.
class Search {
 public:
  Search(std::string_view text, const TraceRequest& request) : text_(text), request_(request), lines_(lines_of(text)) {}

  Result<FoundTable> find() {
    for (std::size_t i = 0; i < lines_.size() && !settled_; ++i) {
      const char separator = separator_of(lines_[i].text);
      if (separator != ' ') try_separated(i, separator);
      if (!found_ && !settled_) try_blanks(i);
      if (found_) return *std::move(found_);
    }
    if (error_) return *error_;
    return invalid("line 1: expected a header with the names of the columns, such as t_seconds,rss_bytes");
  }

 private:
  // A header may go over several lines, in quotes.
  void try_separated(std::size_t i, char separator) {
    const TextLine& line = lines_[i];
    std::istringstream in{std::string(text_.substr(line.at))};
    CsvReader csv(in, kMostFieldBytes, separator, line.number);
    const auto more = csv.next();
    if (!more) return keep(more.error());
    const auto names = csv.fields();
    const auto bytes = line.at + static_cast<std::size_t>(in.rdbuf()->pubseekoff(0, std::ios::cur, std::ios::in));
    const auto next = csv.next();
    const bool agrees = next && *next && csv.fields().size() == names.size();
    const DecimalMark mark = separator == ',' ? DecimalMark::point : DecimalMark::comma;
    if (!is_data(names)) {
      try_header(i, names, {separator, false, false, bytes, 0}, mark);
      settled_ = !found_ && agrees;
    } else if ((agrees || !next || !*next) && !header_failed_) {
      try_rows(i, names, {separator, false, false, line.at, 0}, mark);
    }
  }

  void try_blanks(std::size_t i) {
    const TextLine& line = lines_[i];
    std::optional<TextLine> row;
    for (std::size_t k = i + 1; k < lines_.size() && !row; ++k)
      if (!is_comment(lines_[k])) row = lines_[k];
    const auto after = row ? row->at : line.end();
    for (const bool joined : {true, false}) {
      const TraceLayout below{' ', joined, false, after, 0};
      const auto fields = fields_of(below, line.text);
      const std::size_t below_fields = row ? fields_of(below, row->text).size() : 0;
      if (is_blank_header(fields))
        try_blank_header(i, fields, below, below_fields);
      else if (joined && !header_failed_ && (!row || below_fields == fields.size() || fields.size() > kFieldsOfTop))
        try_rows(i, fields, {' ', true, false, line.at, 0}, DecimalMark::point);
    }
  }

  static bool begins_with_clock(const std::vector<std::string>& fields) {
    return !fields.empty() && is_instant(fields.front());
  }

  // Names, behind a clock that some programs print before them.
  static bool is_blank_header(const std::vector<std::string>& fields) {
    const std::size_t first = begins_with_clock(fields) ? 1 : 0;
    return fields.size() > first && !is_data({fields.begin() + static_cast<std::ptrdiff_t>(first), fields.end()});
  }

  // `below_fields`: of the first row; 0: there is none.
  void try_blank_header(std::size_t i, const std::vector<std::string>& fields, const TraceLayout& below,
                        std::size_t below_fields) {
    for (auto names : {wide_names_of(lines_[i].text), without_mark(fields)}) {
      if (found_) return;
      if (begins_with_clock(fields)) names.front() = "timestamp";
      const bool rest = !names.empty() && is_command(names.back()) && below_fields > names.size();
      if (below_fields > 0 && names.size() != below_fields && !rest) continue;
      auto layout = below;
      layout.rest_in_last = rest;
      try_header(i, names, layout, DecimalMark::point);
    }
  }

  // "# Time": the mark is no name.
  static std::vector<std::string> without_mark(std::vector<std::string> names) {
    if (!names.empty() && names.front() == "#") names.erase(names.begin());
    return names;
  }

  void try_header(std::size_t i, const std::vector<std::string>& names, TraceLayout layout, DecimalMark mark) {
    auto table = TraceTable::begin(names, request_, mark);
    if (!table) {
      header_failed_ = true;
      return keep(with_context(table.error(), fmt::format("line {}", lines_[i].number)));
    }
    take(layout, *std::move(table));
  }

  // Rows without a header, of a form that is known.
  void try_rows(std::size_t i, const std::vector<std::string>& fields, TraceLayout layout, DecimalMark mark) {
    const auto names = names_of_rows(fields);
    if (!names) return keep(with_context(names.error(), fmt::format("line {}", lines_[i].number)));
    layout.rest_in_last = layout.separator == ' ' && is_command(names->back());
    auto table = TraceTable::begin(*names, request_, mark);
    if (!table) return keep(with_context(table.error(), fmt::format("line {}, which is no header", lines_[i].number)));
    take(layout, *std::move(table));
  }

  void take(TraceLayout layout, TraceTable table) {
    const auto before = text_.substr(0, layout.bytes);
    layout.lines = static_cast<std::size_t>(std::count(before.begin(), before.end(), '\n'));
    found_ = FoundTable{layout, std::move(table)};
  }

  void keep(Error error) {
    if (!error_) error_ = std::move(error);
  }

  static constexpr std::size_t kMostFieldBytes = std::size_t{64} << 10;
  static constexpr std::size_t kFieldsOfTop = 11;

  std::string_view text_;
  const TraceRequest& request_;
  std::vector<TextLine> lines_;
  std::optional<FoundTable> found_;
  std::optional<Error> error_;  // the first
  bool header_failed_ = false;  // names were there, and were not what is needed
  bool settled_ = false;        // and the line below has as many fields: it is the header
};

}  // namespace

std::vector<std::string> fields_of(const TraceLayout& layout, std::string_view line) {
  return layout.joined ? joined_words_of(line) : words_of(line);
}

Result<FoundTable> find_table(std::string_view beginning, const TraceRequest& request) {
  return Search(beginning, request).find();
}

}  // namespace plimsoll
