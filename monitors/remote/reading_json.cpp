#include "monitors/remote/reading_json.h"

#include "core/json/json.h"
#include "core/json/json_archive.h"
#include "monitors/process_figures.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

namespace plimsoll {

template <>
struct EnumNames<ProcessEvent::Kind> {
  static constexpr std::size_t kCount = static_cast<std::size_t>(ProcessEvent::Kind::unwatched) + 1;
  static std::string_view name(ProcessEvent::Kind kind) { return to_string(kind); }
};

template <class A>
void describe(A& a, FieldsOf<A, ProcessSample> process) {
  a.required("pid", process.pid);
  a.required("parent", process.parent_pid);
  a.required("life", process.life);
  a.required("root", process.is_root);
  a.required("command", process.command);
  a.required("start", process.start_ticks);
  a.where_filled("started_at", process.started_at);
  a.where_filled("program", process.program);
  a.where_filled("runtime", process.runtime);
  for (const auto& figure : kProcessFigures) a.where_known(figure.short_name, process.*figure.value);
  a.where_known("cpu", process.cpu_seconds);
}

template <class A>
void describe(A& a, FieldsOf<A, ProcessEvent> event) {
  a.required("kind", event.kind);
  a.required("pid", event.pid);
  a.required("message", event.message);
}

template <class A>
void describe(A& a, FieldsOf<A, ProbeValue> value) {
  a.required("name", value.name);
  a.required("unit", value.unit);
  a.required("value", value.value);
  a.required("judged", value.judged);
}

template <class A>
void describe(A& a, FieldsOf<A, DescribedReading> described) {
  a.required("description", described.description);
  a.required("processes", described.reading.processes);
  a.required("events", described.reading.events);
  a.required("values", described.reading.values);
  a.required("unknown", described.reading.unknown);
  a.required("age_s", described.age_s);
  a.required("held_s", described.held_s);
  a.where_known("agent_cpu_share", described.agent_cpu_share);
}

namespace {

constexpr std::size_t kMostProcesses = 1024;
constexpr std::size_t kMostEvents = 1024;
constexpr std::size_t kMostValues = 64;
constexpr double kLongestSeconds = 365 * 86400.0;

// What a stranger may send at most; the first that goes beyond it is kept.
class Bounds {
 public:
  void text(const std::string& place, const std::string& text) {
    if (text.size() > kLongestText) expected(place, fmt::format("at most {} bytes", kLongestText));
  }
  template <class T>
  void list(const std::string& place, const std::vector<T>& list, std::size_t most) {
    if (list.size() > most) expected(place, fmt::format("at most {}", most));
  }
  void pid(const std::string& place, int pid) {
    if (pid < 0) expected(place, "a process id");
  }
  void number(const std::string& place, double value) {
    if (!std::isfinite(value)) expected(place, "a number");
  }
  void seconds(const std::string& place, double value) {
    if (!(value >= 0 && value <= kLongestSeconds)) expected(place, "seconds, at most a year of them");
  }
  const std::string& problem() const noexcept { return problem_; }

 private:
  void expected(const std::string& place, const std::string& what) {
    if (problem_.empty()) problem_ = fmt::format("{}: expected {}", place, what);
  }
  std::string problem_;
};

std::string beyond_bounds(const DescribedReading& described) {
  const auto& reading = described.reading;
  Bounds bounds;
  bounds.text("reading.description", described.description);
  bounds.seconds("reading.age_s", described.age_s);
  bounds.seconds("reading.held_s", described.held_s);
  bounds.number("reading.agent_cpu_share", described.agent_cpu_share.value_or(0));
  bounds.list("reading.processes", reading.processes, kMostProcesses);
  bounds.list("reading.events", reading.events, kMostEvents);
  bounds.list("reading.values", reading.values, kMostValues);
  for (const auto& process : reading.processes) {
    const auto place = fmt::format("reading.processes, pid {}", process.pid);
    bounds.pid(place, process.pid);
    bounds.pid(place + ", parent", process.parent_pid);
    bounds.text(place + ", command", process.command);
    bounds.text(place + ", started_at", process.started_at);
    bounds.text(place + ", program", process.program);
    bounds.text(place + ", runtime", process.runtime);
    bounds.number(place + ", cpu", process.cpu_seconds.value_or(0));
  }
  for (const auto& event : reading.events) {
    bounds.pid("reading.events, pid", event.pid);
    bounds.text("reading.events, message", event.message);
  }
  for (const auto& value : reading.values) {
    bounds.text("reading.values, name", value.name);
    bounds.text("reading.values, unit", value.unit);
    bounds.number("reading.values, value", value.value);
  }
  return bounds.problem();
}

}  // namespace

std::string to_json(DescribedReading described) {
  described.description.resize(std::min(described.description.size(), kLongestText));
  for (auto& event : described.reading.events) event.message.resize(std::min(event.message.size(), kLongestText));
  return to_text(JsonWriter::json_of(described));
}

Result<DescribedReading> parse_reading(std::string_view text) {
  const auto json = parse_ordered_json(text);
  if (json.is_discarded()) return Error{ErrorKind::unavailable, "expected JSON"};
  DescribedReading described;
  std::string problem;
  JsonReader(json, "reading", problem).read(described);
  if (problem.empty()) problem = beyond_bounds(described);
  if (!problem.empty()) return Error{ErrorKind::unavailable, std::move(problem)};
  return described;
}

}  // namespace plimsoll
