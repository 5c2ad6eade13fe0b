#include "judgement/traces/trace_table.h"

#include "core/error.h"
#include "core/text.h"
#include "core/units.h"
#include "judgement/traces/trace_columns.h"
#include "judgement/traces/trace_notes.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <utility>

namespace plimsoll {
namespace {

constexpr std::string_view kRequestPrefix = "requests_";
constexpr std::size_t kMostTypes = 1000;
constexpr std::size_t kMostLivesOfInstant = 1024;
// A pid is below it, so that of each run it is a life of its own.
constexpr double kLivesOfRun = 4294967296;

// The places of a row; what is known by its name and the request types come behind.
enum Place : std::size_t { at_time, at_memory, at_life, at_pid, at_run, at_beside };

constexpr std::string_view kVersion = "version";

constexpr std::array<std::string_view, 7> kKnown = {"processes", "requests_total", "active_users", "restarts_total",
                                                    "warmup",    "aborted_total",  "cpu_seconds"};

bool has_number(const std::vector<double>& column) {
  return std::any_of(column.begin(), column.end(), [](double value) { return std::isfinite(value); });
}

// Rows without a time go last.
void sort_by_time(Trace& trace) {
  std::vector<std::size_t> order(trace.t_seconds.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  const auto instant = [&](std::size_t row) {
    return std::isfinite(trace.t_seconds[row]) ? trace.t_seconds[row] : INFINITY;
  };
  std::stable_sort(order.begin(), order.end(), [&](auto a, auto b) { return instant(a) < instant(b); });
  const auto put = [&](std::vector<double>& column) {
    std::vector<double> sorted;
    for (const auto row : order)
      if (!column.empty()) sorted.push_back(column[row]);
    column = std::move(sorted);
  };
  for_each_column(trace, put);
}

}  // namespace

Result<TraceTable> TraceTable::begin(const std::vector<std::string>& header, const TraceRequest& request,
                                     DecimalMark mark) {
  TraceTable table(mark);
  for (const auto& field : header) table.header_.emplace_back(trimmed(field));
  if (auto found = table.find_columns(request); !found) return found.error();
  return table;
}

Result<void> TraceTable::find_columns(const TraceRequest& request) {
  if (auto found = find_time(request); !found) return found.error();
  std::vector<std::size_t> fields;
  for (const auto& name : request.columns) {
    const auto field = field_named(name);
    if (!field) return field.error();
    fields.push_back(*field);
  }
  first_of_ = fields.empty();
  if (first_of_) {
    fields = memory_columns(header_);
    if (time_) std::erase(fields, *time_);
  }
  if (fields.empty()) {
    return invalid(fmt::format("expected a column anon_bytes or rss_bytes, got {}; --column NAME says which is memory",
                               shown_names(header_)));
  }
  if (auto found = find_beside(fields); !found) return found.error();
  for (const std::size_t field : fields) judged_.push_back(judged_of(field, request.unit));
  const bool counts_from_start = !every_s_ && !whose_.life && !whose_.name;
  runs_ = TraceRuns(counts_from_start);
  return {};
}

Result<void> TraceTable::find_time(const TraceRequest& request) {
  every_s_ = request.every_s;
  if (every_s_) return {};
  auto field = request.time ? field_named(*request.time) : Result<std::size_t>(header_.size());
  if (!request.time) {
    const auto found = time_column(header_);
    if (!found) {
      return invalid(
          fmt::format("expected a column t_seconds, time, timestamp, date or elapsed, got {}; "
                      "--time NAME says which is the time, --every 15s how far apart rows without times are",
                      shown_names(header_)));
    }
    field = field_named(header_[*found]);  // is it there twice?
  }
  if (!field) return field.error();
  time_ = *field;
  clock_ = TraceTime(seconds_of_unit(name_parts(header_[*field]).unit));
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
  std::vector<std::size_t> types;
  whose_ = process_columns(header_);
  for (std::size_t field = 0; field < header_.size(); ++field) {
    if (field == time_ || std::find(judged.begin(), judged.end(), field) != judged.end()) continue;
    const std::string& name = header_[field];
    if (!version_ && same_without_case(name, kVersion)) version_ = field;
    const bool known = std::find(kKnown.begin(), kKnown.end(), name) != kKnown.end();
    const bool again = std::any_of(beside_.begin(), beside_.end(), [&](auto other) { return header_[other] == name; });
    if (known && !again) {
      if (name == "warmup") warmup_ = beside_.size();
      beside_.push_back(field);
    } else if (name.starts_with(kRequestPrefix) && name.size() > kRequestPrefix.size()) {
      // A second requests_total is that of a request type of this name.
      types.push_back(field);
    } else if (known) {
      return invalid(fmt::format("the column {} is there twice", shown(name)));
    }
  }
  if (types.size() > kMostTypes) return invalid(fmt::format("more than {} columns requests_NAME", kMostTypes));
  known_ = beside_.size();
  beside_.insert(beside_.end(), types.begin(), types.end());
  return {};
}

TraceTable::Judged TraceTable::judged_of(std::size_t field, const std::optional<MemoryUnit>& unit) const {
  const std::string& name = header_[field];
  auto known = known_unit(name, header_);
  if (unit) known = KnownUnit{*unit, UnitSource::option};
  const bool counts = is_count(name);
  if (counts) known = KnownUnit{{"", 1}, UnitSource::name};
  return {field, counts, TraceAmounts(known, mark_), TraceRows(at_beside + beside_.size() + (version_ ? 1 : 0))};
}

Result<double> TraceTable::number(std::size_t field, std::span<const std::string> fields) const {
  const auto value = parse_number(fields[field], mark_);
  if (value) return *value;
  return invalid(fmt::format("column {}: expected a number, got \"{}\"", shown(header_[field]), shown(fields[field])));
}

Result<double> TraceTable::time_of(std::span<const std::string> fields) {
  const auto t_s = clock_.read(fields[*time_]);
  if (!t_s) return with_context(t_s.error(), "column " + shown(header_[*time_]));
  return runs_.place(*t_s);
}

// A process that comes again is read anew.
double TraceTable::instant_without_time(double life) {
  const bool is_new = instant_ended_ || std::isnan(life) || lives_of_instant_.contains(life) ||
                      lives_of_instant_.size() == kMostLivesOfInstant;
  if (is_new && judged_.front().rows.added() > 0) {
    instant_s_ += *every_s_;
    lives_of_instant_.clear();
  }
  instant_ended_ = false;
  if (!std::isnan(life)) lives_of_instant_.insert(life);
  return instant_s_;
}

Result<double> TraceTable::life_of(std::span<const std::string> fields) {
  if (whose_.life) return number(*whose_.life, fields);
  return whose_.name ? names_.number(trimmed(fields[*whose_.name])) : NAN;
}

Result<void> TraceTable::add(std::span<const std::string> fields) {
  if (fields.size() != header_.size()) {
    return invalid(fmt::format("expected {} fields as in the header, got {}", header_.size(), fields.size()));
  }
  row_.assign(at_beside, NAN);
  if (time_) {
    const auto t_s = time_of(fields);
    if (!t_s) return t_s.error();
    row_[at_time] = *t_s;
  }
  const auto life = life_of(fields);
  if (!life) return life.error();
  row_[at_life] = *life + kLivesOfRun * runs_.run();
  const auto pid = whose_.pid ? number(*whose_.pid, fields) : *life;
  if (!pid) return pid.error();
  row_[at_pid] = *pid;
  row_[at_run] = runs_.run();
  for (std::size_t i = 0; i < beside_.size(); ++i) {
    const auto value = number(beside_[i], fields);
    if (!value) return value.error();
    if (warmup_ == i && *value > 0) return {};
    row_.push_back(*value);
  }
  if (version_) {
    const auto version = trimmed(fields[*version_]);
    row_.push_back(version.empty() ? NAN : versions_.number(version));
  }
  for (auto& judged : judged_) {
    const auto memory = judged.amounts.read(fields[judged.field]);
    if (!memory) return with_context(memory.error(), "column " + shown(header_[judged.field]));
    judged.latest = *memory;
  }
  if (!time_) row_[at_time] = instant_without_time(*life);
  for (auto& judged : judged_) {
    row_[at_memory] = judged.latest;
    judged.rows.add(row_);
  }
  return {};
}

bool TraceTable::is_header(std::span<const std::string> fields) const {
  const std::size_t field = judged_.front().field;
  return field < fields.size() && trimmed(fields[field]) == header_[field];
}

bool TraceTable::is_row(std::span<const std::string> fields) const {
  const auto is_amount = [&](std::size_t field) {
    return field < fields.size() && !trimmed(fields[field]).empty() && parse_amount(fields[field], mark_).has_value();
  };
  if (time_) return *time_ < fields.size() && (is_instant(fields[*time_]) || is_amount(*time_));
  return fields.size() == header_.size() && is_amount(judged_.front().field) &&
         (!whose_.life || is_amount(*whose_.life));
}

bool TraceTable::has_memory(std::span<const std::string> fields) const {
  const std::size_t field = judged_.front().field;
  return field < fields.size() && !trimmed(fields[field]).empty();
}

bool TraceTable::halves_memory(std::span<const std::string> fields) const {
  if (fields.size() != header_.size()) return false;
  const auto& judged = judged_.front();
  auto amounts = judged.amounts;
  const auto now = amounts.read(fields[judged.field]);
  return now && *now < judged.latest / 2;
}

TraceFile TraceTable::finish(TraceFormat format) const {
  std::vector<const Judged*> chosen;
  for (const auto& judged : judged_) chosen.push_back(&judged);
  if (first_of_) {
    const auto found = std::find_if(chosen.begin(), chosen.end(),
                                    [](const Judged* judged) { return has_number(judged->rows.columns()[at_memory]); });
    chosen = {found == chosen.end() ? chosen.front() : *found};
  }
  const double origin_s = origin_of(*chosen.front());
  TraceFile file;
  file.format = format;
  for (const auto* judged : chosen) {
    file.columns.push_back(made_of(*judged, origin_s));
    if (auto text = unit_note(file.columns.back()); !text.empty()) file.notes.push_back(std::move(text));
  }
  note_rows(*chosen.front(), file.notes);
  if (auto text = first_of_ ? note_on_others(header_, header_[chosen.front()->field]) : ""; !text.empty())
    file.notes.push_back(std::move(text));
  return file;
}

// Instants of the calendar count from the first one on, others are as they are. Each column has the same ones, but for
// what was thinned.
double TraceTable::origin_of(const Judged& judged) const {
  if (!clock_.is_calendar()) return 0;
  double first_s = INFINITY;
  for (const double t_s : judged.rows.columns()[at_time])
    if (std::isfinite(t_s)) first_s = std::min(first_s, t_s);
  return std::isfinite(first_s) ? first_s : 0;
}

JudgedColumn TraceTable::made_of(const Judged& judged, double origin_s) const {
  const auto& columns = judged.rows.columns();
  JudgedColumn made{header_[judged.field], judged.counts ? "" : "bytes", {}};
  Trace& trace = made.trace;
  trace.t_seconds = columns[at_time];
  for (double& t_s : trace.t_seconds) t_s -= origin_s;
  trace.memory_bytes = columns[at_memory];
  if (!judged.counts) {
    const auto unit = judged.amounts.unit();
    if (unit.unit != "bytes" || unit.from != UnitSource::name) made.read_as = unit;
    for (double& memory : trace.memory_bytes) memory *= judged.amounts.factor();
  }
  const std::array<std::pair<std::string_view, std::vector<double>*>, 6> places = {
      {{"processes", &trace.processes},
       {"requests_total", &trace.requests_total},
       {"aborted_total", &trace.aborted_total},
       {"active_users", &trace.active_users},
       {"restarts_total", &trace.restarts_total},
       {"cpu_seconds", &trace.cpu_seconds}}};
  for (std::size_t i = 0; i < known_; ++i)
    for (const auto& [name, place] : places)
      if (header_[beside_[i]] == name) *place = columns[at_beside + i];
  for (std::size_t i = known_; i < beside_.size(); ++i)
    trace.requests_by_type.push_back({header_[beside_[i]].substr(kRequestPrefix.size()), columns[at_beside + i]});
  if (version_ && !versions_.names().empty()) {
    trace.versions = columns.back();
    made.version_names = versions_.names();
  }
  add_processes(judged, made);
  if (runs_.count() > 1) add_restarts(judged, trace);
  if (judged.rows.backwards() > 0) sort_by_time(trace);
  return made;
}

// A single name is that of the whole.
void TraceTable::add_processes(const Judged& judged, JudgedColumn& made) const {
  if (!whose_.life && names_.names().size() < 2) return;
  made.trace.lives = judged.rows.columns()[at_life];
  if (whose_.life) made.trace.pids = judged.rows.columns()[at_pid];
  if (!whose_.life) made.process_names = names_.names();
}

// The counter goes on behind the last one of the run before, and one further.
void TraceTable::add_restarts(const Judged& judged, Trace& trace) {
  const auto& runs = judged.rows.columns()[at_run];
  auto& restarts = trace.restarts_total;
  restarts.resize(runs.size(), 0);
  double base = 0, run = 0, latest = 0;
  for (std::size_t i = 0; i < runs.size(); ++i) {
    if (runs[i] != run) base = latest + 1;
    run = runs[i];
    if (std::isnan(restarts[i])) restarts[i] = 0;
    restarts[i] += base;
    latest = std::max(latest, restarts[i]);
  }
}

void TraceTable::note_rows(const Judged& judged, std::vector<std::string>& notes) const {
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
  if (every_s_) notes.push_back(fmt::format("a reading each {} s, as --every says", format_number(*every_s_)));
  if (runs_.count() < 2) return;
  notes.push_back(fmt::format("{} runs in one file, each a life of its own, put one behind the other{}", runs_.count(),
                              runs_.left_out_s() > 0
                                  ? fmt::format(": the {:.1f} h between them are left out", runs_.left_out_s() / 3600)
                                  : ""));
}

}  // namespace plimsoll
