#include "judgement/traces/trace_keyed.h"

#include "core/text.h"
#include "judgement/traces/trace_columns.h"
#include "judgement/traces/trace_filling.h"
#include "judgement/traces/trace_formats.h"
#include "judgement/traces/trace_lines.h"
#include "judgement/traces/trace_words.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cctype>

namespace plimsoll {
namespace {

using Keyed = nlohmann::ordered_json;

constexpr std::size_t kMostKeys = 1000;
constexpr std::size_t kDeepestKey = 8;
constexpr std::string_view kMonitor = "monitor";

void add_values(const Keyed& json, const std::string& name, std::size_t depth, NamedValues& values) {
  if (json.is_object() && depth < kDeepestKey) {
    for (const auto& [key, value] : json.items()) {
      auto whole = name.empty() ? name : name + ".";
      whole += key;
      add_values(value, whole, depth + 1, values);
    }
  } else if (json.is_string()) {
    values.emplace_back(name, json.get<std::string>());
  } else if (json.is_number()) {
    values.emplace_back(name, json.dump());
  } else if (json.is_null()) {
    values.emplace_back(name, "");
  }
}

// The parser calls itself for what is nested.
bool is_deep(std::string_view text) {
  std::size_t depth = 0;
  for (const char c : text) {
    if (c == '{' || c == '[') ++depth;
    if ((c == '}' || c == ']') && depth > 0) --depth;
    if (depth > kDeepestKey) return true;
  }
  return false;
}

bool is_of_name(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '.' || c == '%'; }

// The instant that a line begins with, in brackets or not, followed by a blank; empty without one.
std::string instant_before(std::string_view line) {
  line = trimmed(line);
  if (line.starts_with('[')) line.remove_prefix(1);
  const auto words = joined_words_of(line.substr(0, 64));
  for (const std::size_t count : {std::size_t{1}, std::size_t{2}}) {
    if (count > words.size()) break;
    std::string text = words[0] + (count == 2 ? " " + words[1] : "");
    while (!text.empty() && (text.back() == ']' || text.back() == ',' || text.back() == ':')) text.pop_back();
    if (is_instant(text)) return text;
  }
  constexpr std::size_t kDigitsOfEpoch = 10;
  if (words.empty()) return "";
  const auto seconds = parse_number(words[0]);
  return seconds && words[0].size() >= kDigitsOfEpoch ? words[0] : "";
}

// The amount at the start of the text, with its unit.
std::string amount_at(std::string_view text) {
  std::size_t end = std::min<std::size_t>(text.size(), 64);
  for (std::size_t i = end; i > 0; --i)
    if (std::string_view(",;)\"").find(text[i - 1]) != std::string_view::npos && (i == text.size() || text[i] == ' '))
      end = i - 1;
  const auto words = joined_words_of(text.substr(0, end));
  return !words.empty() && parse_amount(words[0]) ? words[0] : "";
}

// Rows of a table whose names are those of the first lines.
class KeyedRows {
 public:
  using Read = NamedValues (*)(const std::string& line);

  KeyedRows(TraceInput& input, Read read, std::vector<std::string> names, bool may_lack_memory)
      : lines_(input), read_(read), names_(std::move(names)), may_lack_memory_(may_lack_memory) {}

  Result<bool> next() {
    auto more = lines_.next();
    if (!more || !*more) return more;
    const auto values = read_(lines_.line());
    breaks_off_ = values.empty();
    fields_.assign(names_.size(), "");
    tells_ = !values.empty() && is_of_monitor(values);
    for (const auto& [name, value] : values) {
      const auto place = std::find(names_.begin(), names_.end(), name);
      if (place != names_.end()) fields_[static_cast<std::size_t>(place - names_.begin())] = value;
    }
    return true;
  }
  const std::vector<std::string>& fields() const { return fields_; }
  bool is_other(const TraceTable& table) const { return !tells_ || (!may_lack_memory_ && !table.has_memory(fields_)); }
  bool at_end() const { return lines_.at_end(); }
  bool is_cut(const TraceTable& table) const {
    return at_end() && ((may_lack_memory_ && breaks_off_) || table.halves_memory(fields_));
  }
  Error error(const Error& error) const { return lines_.error(error); }
  const std::string& monitor() const { return monitor_; }
  bool had_others() const { return others_; }

 private:
  // Several things that were watched have processes of the same numbers: the first one is read.
  bool is_of_monitor(const NamedValues& values) {
    const auto found =
        std::find_if(values.begin(), values.end(), [](const auto& value) { return value.first == kMonitor; });
    if (found == values.end()) return true;
    if (monitor_.empty()) monitor_ = found->second;
    others_ = others_ || monitor_ != found->second;
    return monitor_ == found->second;
  }

  TraceLines lines_;
  Read read_;
  std::vector<std::string> names_;
  bool may_lack_memory_;
  bool breaks_off_ = false, tells_ = false, others_ = false;
  std::string monitor_;
  std::vector<std::string> fields_;
};

NamedValues values_of_log_line(const std::string& line) { return values_of_log(line); }

// Of all lines of the beginning, so that a value that comes late is found.
std::vector<std::string> names_in(std::string_view beginning, KeyedRows::Read read, std::size_t& first_line) {
  std::vector<std::string> names;
  std::size_t number = 1;
  for (std::size_t at = 0; at < beginning.size() && names.size() < kMostKeys; ++number) {
    const auto end = std::min(beginning.find('\n', at), beginning.size());
    for (const auto& [name, value] : read(std::string(beginning.substr(at, end - at)))) {
      if (first_line == 0) first_line = number;
      if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
    }
    at = end + 1;
  }
  return names;
}

Result<TraceFile> read_keyed(TraceInput& input, const TraceRequest& request, TraceFormat format, KeyedRows::Read read) {
  std::size_t first_line = 0;
  const auto names = names_in(input.beginning(), read, first_line);
  if (names.empty()) {
    return invalid(format == TraceFormat::jsonl ? "line 1: expected a JSON object in each line"
                                                : "expected lines with a memory and its amount, as rss: 120 MB");
  }
  auto table = TraceTable::begin(names, request);
  if (!table) return with_context(table.error(), fmt::format("line {}", first_line));
  KeyedRows rows(input, read, names, format == TraceFormat::jsonl);
  auto file = fill(rows, *table, format);
  if (file && rows.had_others()) {
    file->notes.push_back(
        fmt::format("several were watched: {} is read, the lines of the others are left out", shown(rows.monitor())));
  }
  return file;
}

}  // namespace

NamedValues values_of_json(const std::string& line) {
  NamedValues values;
  const auto text = trimmed(line);
  if (!text.starts_with('{') || is_deep(text)) return values;
  const auto json = Keyed::parse(text, nullptr, false);
  if (json.is_object()) add_values(json, "", 0, values);
  return values;
}

NamedValues values_of_log(std::string_view line) {
  NamedValues values;
  if (auto instant = instant_before(line); !instant.empty()) values.emplace_back("time", std::move(instant));
  for (std::size_t at = line.find_first_of(":="); at != std::string_view::npos; at = line.find_first_of(":=", at + 1)) {
    std::size_t to = at;
    while (to > 0 && (line[to - 1] == ' ' || line[to - 1] == '"')) --to;
    std::size_t from = to;
    while (from > 0 && is_of_name(line[from - 1])) --from;
    const auto name = line.substr(from, to - from);
    if (name.empty() || std::isalpha(static_cast<unsigned char>(name.front())) == 0) continue;
    if (auto amount = amount_at(line.substr(at + 1)); !amount.empty()) {
      values.emplace_back(name, std::move(amount));
    }
  }
  return values;
}

bool tells_memory(const NamedValues& values) {
  std::vector<std::string> names;
  for (const auto& value : values) names.push_back(value.first);
  return !memory_columns(names).empty();
}

Result<TraceFile> read_jsonl_trace(TraceInput& input, const TraceRequest& request) {
  return read_keyed(input, request, TraceFormat::jsonl, values_of_json);
}

Result<TraceFile> read_log_trace(TraceInput& input, const TraceRequest& request) {
  return read_keyed(input, request, TraceFormat::log, values_of_log_line);
}

}  // namespace plimsoll
