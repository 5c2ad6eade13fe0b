#include "judgement/traces/trace_known_rows.h"

#include "core/text.h"
#include "judgement/traces/trace_text.h"
#include "judgement/traces/trace_time.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <span>
#include <string_view>

namespace plimsoll {
namespace {

using Fields = std::span<const std::string>;

bool is_whole(const std::string& text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

bool has_unit(const std::string& text) { return parse_amount(text).value_or(Amount{}).unit.has_value(); }

bool is_amount(const std::string& text) { return !trimmed(text).empty() && parse_amount(text).has_value(); }

bool is_of_top(Fields row) {
  return is_whole(row[0]) && is_amount(row[4]) && is_amount(row[5]) && is_amount(row[6]) && row[7].size() == 1 &&
         row[10].find(':') != std::string::npos;
}

bool is_of_ps(Fields row) {
  return is_whole(row[1]) && is_amount(row[2]) && is_amount(row[3]) && is_whole(row[4]) && is_whole(row[5]) &&
         row[9].find(':') != std::string::npos;
}

bool is_of_kubectl(Fields row) {
  return !is_amount(row[0]) && (row[1].ends_with('m') || is_whole(row[1])) && has_unit(row[2]) && row[2].ends_with('i');
}

struct KnownRow {
  bool (*is)(Fields row);
  std::vector<std::string> names;
};

const std::vector<KnownRow>& known_rows() {
  static const std::vector<KnownRow> kKnown = {
      {is_of_top, {"PID", "USER", "PR", "NI", "VIRT", "RES", "SHR", "S", "%CPU", "%MEM", "TIME+", "COMMAND"}},
      {is_of_ps, {"USER", "PID", "%CPU", "%MEM", "VSZ", "RSS", "TTY", "STAT", "START", "TIME", "COMMAND"}},
      {is_of_kubectl, {"NAME", "CPU(cores)", "MEMORY(bytes)"}}};
  return kKnown;
}

bool fits(const KnownRow& known, Fields row) {
  const bool open = known.names.back() == "COMMAND";
  if (open ? row.size() < known.names.size() : row.size() != known.names.size()) return false;
  return known.is(row);
}

// The only field that is both an amount and not the time.
std::optional<std::size_t> memory_of(Fields row, std::optional<std::size_t> time) {
  std::vector<std::size_t> amounts, with_unit;
  for (std::size_t i = 0; i < row.size(); ++i) {
    if (i == time || !is_amount(row[i]) || is_instant(row[i])) continue;
    amounts.push_back(i);
    if (has_unit(row[i])) with_unit.push_back(i);
  }
  if (with_unit.size() == 1) return with_unit.front();
  return amounts.size() == 1 ? std::optional(amounts.front()) : std::nullopt;
}

std::optional<std::vector<std::string>> names_of_amount(Fields row) {
  const auto instant = std::find_if(row.begin(), row.end(), [](const std::string& field) { return is_instant(field); });
  std::optional<std::size_t> time;
  if (instant != row.end()) {
    time = static_cast<std::size_t>(instant - row.begin());
  } else if (row.size() > 1 && is_amount(row[0]) && !has_unit(row[0])) {
    time = 0;
  }
  const auto memory = memory_of(row, time);
  if (!memory) return std::nullopt;
  std::vector<std::string> names;
  for (std::size_t i = 0; i < row.size(); ++i)
    names.push_back(i == time ? "time" : i == *memory ? "memory" : "field_" + std::to_string(i + 1));
  return names;
}

}  // namespace

Result<std::vector<std::string>> names_of_rows(const std::vector<std::string>& fields) {
  for (const auto& known : known_rows()) {
    if (fits(known, fields)) return known.names;
    if (fields.size() < 2 || !(is_instant(fields[0]) || is_whole(fields[0]))) continue;
    if (!fits(known, Fields(fields).subspan(1))) continue;
    auto names = known.names;
    names.insert(names.begin(), "timestamp");
    return names;
  }
  if (auto names = names_of_amount(fields)) return *std::move(names);
  return invalid("expected a header with the names of the columns, such as t_seconds,rss_bytes; which of " +
                 std::to_string(fields.size()) + " fields is memory is not known");
}

}  // namespace plimsoll
