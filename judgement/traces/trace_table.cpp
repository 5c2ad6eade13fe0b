#include "judgement/traces/trace_table.h"

#include "core/error.h"
#include "core/text.h"
#include "judgement/traces/trace_columns.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace plimsoll {
namespace {

constexpr std::string_view kRequestPrefix = "requests_";
constexpr std::string_view kLife = "life";
constexpr std::string_view kPid = "pid";
constexpr std::size_t kMostTypes = 1000;
// Beside the memory, in the order of rows: time and memory come before.
constexpr std::array<std::string_view, 8> kKnown = {
    kLife, kPid, "processes", "requests_total", "active_users", "restarts_total", "warmup", "aborted_total"};
constexpr double kSmallMemory = 16e6;

bool has_number(const std::vector<double>& column) {
  return std::any_of(column.begin(), column.end(), [](double value) { return std::isfinite(value); });
}

std::string rows_text(std::size_t count, std::string_view what) {
  return fmt::format("{} row{} {}", count, count == 1 ? "" : "s", what);
}

}  // namespace

Result<TraceTable> TraceTable::begin(const std::vector<std::string>& header, const TraceRequest& request,
                                     const TableStyle& style) {
  TraceTable table(style);
  for (const auto& field : header) table.header_.emplace_back(trimmed(field));
  if (auto found = table.find_columns(request); !found) return found.error();
  return table;
}

Result<void> TraceTable::find_columns(const TraceRequest& request) {
  if (auto found = find_time(request.time); !found) return found.error();
  std::vector<std::size_t> fields;
  for (const auto& name : request.columns) {
    const auto field = field_named(name);
    if (!field) return field.error();
    fields.push_back(*field);
  }
  first_of_ = fields.empty();
  if (first_of_) {
    fields = memory_columns(header_);
    std::erase(fields, time_.field);
  }
  if (fields.empty()) {
    return invalid(fmt::format("expected a column anon_bytes or rss_bytes, got {}; --column NAME says which is memory",
                               shown_names(header_)));
  }
  if (auto found = find_beside(fields); !found) return found.error();
  for (const std::size_t field : fields) judged_.push_back(judged_of(field));
  return {};
}

Result<void> TraceTable::find_time(const std::optional<std::string>& name) {
  auto field = name ? field_named(*name) : Result<std::size_t>(header_.size());
  if (!name) {
    const auto found = time_column(header_);
    if (!found) {
      return invalid(
          fmt::format("expected a column t_seconds, time, timestamp, date or elapsed, got {}; "
                      "--time NAME says which is the time",
                      shown_names(header_)));
    }
    field = field_named(header_[*found]);  // is it there twice?
  }
  if (!field) return field.error();
  time_ = {*field, header_[*field]};
  clock_ = TraceTime(seconds_of_unit(name_parts(time_.name).unit));
  return {};
}

Result<std::size_t> TraceTable::field_named(const std::string& name) const {
  for (const bool exactly : {true, false}) {
    std::optional<std::size_t> found;
    for (std::size_t i = 0; i < header_.size(); ++i) {
      const bool same = exactly
                            ? header_[i] == name
                            : same_without_case(header_[i], name) || name_parts(header_[i]).stem == lower_case(name);
      if (!same) continue;
      if (found) {
        return invalid(exactly
                           ? fmt::format("the column {} is there twice", shown(name))
                           : fmt::format("{} may be {} or {}", shown(name), shown(header_[*found]), shown(header_[i])));
      }
      found = i;
    }
    if (found) return *found;
  }
  return invalid(fmt::format("expected a column {}, got {}", shown(name), shown_names(header_)));
}

Result<void> TraceTable::find_beside(const std::vector<std::size_t>& judged) {
  std::vector<Column> types;
  // Where lives are told apart a pid is for people; elsewhere, and in our own files of before, it is what there is.
  const bool with_lives = std::find(header_.begin(), header_.end(), kLife) != header_.end();
  for (std::size_t field = 0; field < header_.size(); ++field) {
    if (field == time_.field || std::find(judged.begin(), judged.end(), field) != judged.end()) continue;
    const std::string& name = header_[field];
    if (with_lives && name == kPid) continue;
    const bool known = std::find(kKnown.begin(), kKnown.end(), name) != kKnown.end();
    const bool again = std::any_of(beside_.begin(), beside_.end(), [&](const Column& c) { return c.name == name; });
    if (known && !again) {
      if (name == "warmup") warmup_ = beside_.size();
      beside_.push_back({field, name});
    } else if (name.starts_with(kRequestPrefix) && name.size() > kRequestPrefix.size()) {
      // A second requests_total is that of a request type of this name.
      types.push_back({field, name});
    } else if (known) {
      return invalid(fmt::format("the column {} is there twice", shown(name)));
    }
  }
  if (types.size() > kMostTypes) return invalid(fmt::format("more than {} columns requests_NAME", kMostTypes));
  known_ = beside_.size();
  beside_.insert(beside_.end(), types.begin(), types.end());
  return {};
}

TraceTable::Judged TraceTable::judged_of(std::size_t field) const {
  Judged judged{{field, header_[field]}, "bytes", false, is_count(header_[field]), TraceRows(2 + beside_.size())};
  std::string unit = name_parts(judged.column.name).unit;
  if (style_.mb_is_mib && unit == "mb") unit = "mib";
  if (const auto meaning = memory_unit(unit)) {
    judged.unit = meaning->text;
    judged.column.factor = meaning->bytes;
    judged.has_unit = true;
  }
  return judged;
}

Result<double> TraceTable::number(const Column& column, std::span<const std::string> fields) const {
  const auto value = parse_number(fields[column.field], style_.mark);
  if (value) return *value * column.factor;
  return invalid(
      fmt::format("column {}: expected a number, got \"{}\"", shown(column.name), shown(fields[column.field])));
}

Result<void> TraceTable::add(std::span<const std::string> fields) {
  if (fields.size() != header_.size()) {
    return invalid(fmt::format("expected {} fields as in the header, got {}", header_.size(), fields.size()));
  }
  row_.assign(2, NAN);
  const auto t_s = clock_.read(fields[time_.field]);
  if (!t_s) return with_context(t_s.error(), "column " + shown(time_.name));
  row_[0] = *t_s;
  for (std::size_t i = 0; i < beside_.size(); ++i) {
    const auto value = number(beside_[i], fields);
    if (!value) return value.error();
    if (warmup_ == i && *value > 0) return {};
    row_.push_back(*value);
  }
  for (auto& judged : judged_) {
    const auto memory = number(judged.column, fields);
    if (!memory) return memory.error();
    row_[1] = *memory;
    judged.rows.add(row_);
  }
  return {};
}

TraceFile TraceTable::finish(TraceFormat format) const {
  std::vector<const Judged*> chosen;
  for (const auto& judged : judged_) chosen.push_back(&judged);
  if (first_of_) {
    const auto found = std::find_if(chosen.begin(), chosen.end(),
                                    [](const Judged* judged) { return has_number(judged->rows.columns()[1]); });
    chosen = {found == chosen.end() ? chosen.front() : *found};
  }
  const double origin_s = origin_of(*chosen.front());
  TraceFile file;
  file.format = format;
  for (const auto* judged : chosen) {
    file.columns.push_back(made_of(*judged, origin_s));
    note(*judged, file.notes);
  }
  note_rows(*chosen.front(), file.notes);
  return file;
}

// Instants of the calendar count from the first one on, others are as they are. Each column has the same ones, but for
// what was thinned.
double TraceTable::origin_of(const Judged& judged) const {
  if (!clock_.is_calendar()) return 0;
  double first_s = INFINITY;
  for (const double t_s : judged.rows.columns()[0])
    if (std::isfinite(t_s)) first_s = std::min(first_s, t_s);
  return std::isfinite(first_s) ? first_s : 0;
}

JudgedColumn TraceTable::made_of(const Judged& judged, double origin_s) const {
  const auto& columns = judged.rows.columns();
  JudgedColumn made{judged.column.name, judged.counts ? "" : "bytes", {}};
  Trace& trace = made.trace;
  trace.t_seconds = columns[0];
  for (double& t_s : trace.t_seconds) t_s -= origin_s;
  trace.memory_bytes = columns[1];
  const std::array<std::pair<std::string_view, std::vector<double>*>, 7> places = {
      {{kLife, &trace.lives},
       {kPid, &trace.lives},
       {"processes", &trace.processes},
       {"requests_total", &trace.requests_total},
       {"aborted_total", &trace.aborted_total},
       {"active_users", &trace.active_users},
       {"restarts_total", &trace.restarts_total}}};
  for (std::size_t i = 0; i < known_; ++i)
    for (const auto& [name, place] : places)
      if (beside_[i].name == name) *place = columns[2 + i];
  for (std::size_t i = known_; i < beside_.size(); ++i)
    trace.requests_by_type.push_back({beside_[i].name.substr(kRequestPrefix.size()), columns[2 + i]});
  return made;
}

void TraceTable::note(const Judged& judged, std::vector<std::string>& notes) {
  const std::string name = shown(judged.column.name);
  if (judged.has_unit && judged.unit != "bytes") {
    notes.push_back(fmt::format("{} is read as {} of {:.0f} bytes", name, judged.unit, judged.column.factor));
  }
  const auto& memory = judged.rows.columns()[1];
  const bool small = std::none_of(memory.begin(), memory.end(), [](double value) { return value > kSmallMemory; });
  if (!judged.has_unit && !judged.counts && small && has_number(memory)) {
    notes.push_back(
        fmt::format("{} names no unit and is read as bytes; call it {}_kib or {}_mib if it is that", name, name, name));
  }
}

void TraceTable::note_rows(const Judged& judged, std::vector<std::string>& notes) {
  const auto& rows = judged.rows;
  if (rows.gaps() > 0) notes.push_back(rows_text(rows.gaps(), "without a time or memory left out"));
  if (rows.not_positive() > 0 && !judged.counts)
    notes.push_back(rows_text(rows.not_positive(), "with memory of 0 or less left out"));
  if (rows.backwards() > 0) {
    notes.push_back(rows_text(rows.backwards(), "with a time before that of the row above: sorted by time"));
  }
  if (rows.kept() < rows.added()) {
    notes.push_back(
        fmt::format("{} rows, of which the extremes of neighbouring ones are kept: {}", rows.added(), rows.kept()));
  }
}

}  // namespace plimsoll
