#include "monitors/remote/reading_json.h"

#include "core/json.h"
#include "monitors/process_figures.h"

#include <fmt/format.h>

#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

namespace plimsoll {
namespace {

using Json = nlohmann::json;

constexpr std::size_t kMostProcesses = 1024;
constexpr std::size_t kMostEvents = 1024;
constexpr std::size_t kMostValues = 64;
constexpr double kLongestSeconds = 365 * 86400.0;

// Reads the fields of one object; the first that is not as expected is kept.
class Fields {
 public:
  Fields(const Json& json, std::string place) : json_(json), place_(std::move(place)) {
    if (!json_.is_object()) problem_ = place_ + ": expected an object";
  }

  void read(const char* name, std::string& field, bool required = true) {
    const auto* value = find(name, required);
    if (value == nullptr) return;
    const auto* text = value->get_ptr<const std::string*>();
    if (text == nullptr || text->size() > kLongestText) return expected(name, "a text of at most 1000 bytes");
    field = *text;
  }
  void read(const char* name, bool& field) {
    const auto* value = find(name, true);
    if (value == nullptr) return;
    if (!value->is_boolean()) return expected(name, "true or false");
    field = value->get<bool>();
  }
  void read(const char* name, std::uint64_t& field) {
    const auto* value = find(name, true);
    if (value == nullptr) return;
    if (!value->is_number_unsigned()) return expected(name, "a whole number");
    field = value->get<std::uint64_t>();
  }
  void read(const char* name, int& field) {
    std::uint64_t whole = 0;
    read(name, whole);
    if (whole > static_cast<std::uint64_t>(std::numeric_limits<int>::max())) return expected(name, "a process id");
    field = static_cast<int>(whole);
  }
  void read(const char* name, double& field) {
    const auto* value = find(name, true);
    if (value == nullptr) return;
    if (!value->is_number() || !std::isfinite(value->get<double>())) return expected(name, "a number");
    field = value->get<double>();
  }
  void read(const char* name, Nanos& field) {
    double seconds = 0;
    read(name, seconds);
    if (seconds < 0 || seconds > kLongestSeconds) return expected(name, "seconds, at most a year of them");
    field = from_seconds(seconds);
  }
  template <class T>
  void read(const char* name, std::optional<T>& field) {
    if (json_.is_object() && json_.contains(name)) read(name, field.emplace());
  }

  const Json* list(const char* name, std::size_t most) {
    const auto* value = find(name, true);
    if (value == nullptr) return nullptr;
    if (value->is_array() && value->size() <= most) return value;
    expected(name, fmt::format("a list of at most {}", most));
    return nullptr;
  }

  void expected(const char* name, const std::string& what) {
    if (problem_.empty()) problem_ = fmt::format("{}.{}: expected {}", place_, name, what);
  }
  const std::string& problem() const noexcept { return problem_; }

 private:
  const Json* find(const char* name, bool required) {
    if (!problem_.empty()) return nullptr;
    const auto found = json_.find(name);
    if (found != json_.end()) return &*found;
    if (required) expected(name, "to be there");
    return nullptr;
  }

  const Json& json_;
  std::string place_;
  std::string problem_;
};

template <class Value>
void put(Json& json, const char* name, const std::optional<Value>& value) {
  if (value) json[name] = *value;
}

Json json_of(const ProcessSample& process) {
  Json json = {{"pid", process.pid},      {"parent", process.parent_pid}, {"life", process.life},
               {"root", process.is_root}, {"command", process.command},   {"start", process.start_ticks}};
  if (!process.started_at.empty()) json["started_at"] = process.started_at;
  for (const auto& figure : kProcessFigures) put(json, figure.short_name, process.*figure.value);
  put(json, "cpu", process.cpu_seconds);
  return json;
}

void read_into(ProcessSample& process, Fields& fields) {
  fields.read("pid", process.pid);
  fields.read("parent", process.parent_pid);
  fields.read("life", process.life);
  fields.read("root", process.is_root);
  fields.read("command", process.command);
  fields.read("start", process.start_ticks);
  fields.read("started_at", process.started_at, false);
  for (const auto& figure : kProcessFigures) fields.read(figure.short_name, process.*figure.value);
  fields.read("cpu", process.cpu_seconds);
}

std::optional<ProcessEvent::Kind> kind_named(const std::string& name) {
  for (int i = 0;; ++i) {
    const auto kind = static_cast<ProcessEvent::Kind>(i);
    if (to_string(kind).empty()) return std::nullopt;
    if (to_string(kind) == name) return kind;
  }
}

void read_into(ProcessEvent& event, Fields& fields) {
  std::string kind;
  fields.read("kind", kind);
  fields.read("pid", event.pid);
  fields.read("message", event.message);
  if (const auto known = kind_named(kind))
    event.kind = *known;
  else
    fields.expected("kind", "a kind of event that is known");
}

void read_into(ProbeValue& value, Fields& fields) {
  fields.read("name", value.name);
  fields.read("unit", value.unit);
  fields.read("value", value.value);
  fields.read("judged", value.judged);
}

template <class T>
std::string read_list(Fields& whole, const char* name, std::size_t most, std::vector<T>& into) {
  const auto* list = whole.list(name, most);
  if (list == nullptr) return {};
  for (std::size_t i = 0; i < list->size(); ++i) {
    Fields fields((*list)[i], fmt::format("{}[{}]", name, i));
    read_into(into.emplace_back(), fields);
    if (!fields.problem().empty()) return fields.problem();
  }
  return {};
}

}  // namespace

std::string to_json(const DescribedReading& described) {
  Json json;
  json["description"] = described.description.substr(0, kLongestText);
  json["processes"] = Json::array();
  for (const auto& process : described.reading.processes) json["processes"].push_back(json_of(process));
  json["events"] = Json::array();
  for (const auto& event : described.reading.events)
    json["events"].push_back({{"kind", std::string(to_string(event.kind))},
                              {"pid", event.pid},
                              {"message", event.message.substr(0, kLongestText)}});
  json["values"] = Json::array();
  for (const auto& value : described.reading.values)
    json["values"].push_back(
        {{"name", value.name}, {"unit", value.unit}, {"value", value.value}, {"judged", value.judged}});
  json["unknown"] = described.reading.unknown;
  json["age_s"] = to_seconds(described.age);
  json["held_s"] = to_seconds(described.held);
  put(json, "agent_cpu_share", described.agent_cpu_share);
  return to_text(json);
}

Result<DescribedReading> parse_reading(std::string_view text) {
  const auto json = parse_json(text);
  if (json.is_discarded()) return Error{ErrorKind::unavailable, "expected JSON"};
  DescribedReading described;
  Fields fields(json, "reading");
  fields.read("description", described.description);
  fields.read("unknown", described.reading.unknown);
  fields.read("age_s", described.age);
  fields.read("held_s", described.held);
  fields.read("agent_cpu_share", described.agent_cpu_share);
  std::string problem = read_list(fields, "processes", kMostProcesses, described.reading.processes);
  if (problem.empty()) problem = read_list(fields, "events", kMostEvents, described.reading.events);
  if (problem.empty()) problem = read_list(fields, "values", kMostValues, described.reading.values);
  if (problem.empty()) problem = fields.problem();
  if (!problem.empty()) return Error{ErrorKind::unavailable, std::move(problem)};
  return described;
}

}  // namespace plimsoll
