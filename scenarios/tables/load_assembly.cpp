#include "scenarios/tables/load_assembly.h"

#include "core/nearest_name.h"
#include "scenarios/document/document_path.h"
#include "scenarios/document/rule_findings.h"

#include <fmt/format.h>

#include <algorithm>

namespace plimsoll {
namespace {

class Assembly : private RuleFindings {
 public:
  explicit Assembly(ScenarioDraft& draft) : draft_(draft), scenario_(draft.scenario) {}

  std::vector<Finding> findings() {
    const bool several = !draft_.loads.empty();
    const auto& load = draft_.load;
    scenario_.load = load.common;
    scenario_.load.parts.clear();
    if (several && !(load.closed_key + load.open_key).empty())
      refuse("load." + (load.closed_key.empty() ? load.open_key : load.closed_key),
             "belongs to an entry of `loads`, as there are several");
    if (!several) {
      add(load, "load");
    } else {
      for (std::size_t i = 0; i < draft_.loads.size(); ++i) add(draft_.loads[i], path_to_item("loads", i));
    }
    if (!load.has_duration && longest_) scenario_.load.duration = *longest_;
    return taken();
  }

 private:
  void add(const LoadDraft& load, const std::string& path) {
    auto part = load.part();
    const bool is_closed = !load.closed_key.empty();
    if (load.level_key.empty() && !load.open_key.empty() && !is_closed)
      refuse_value(path + "." + load.open_key,
                   "arrivals of an open load come at a rate: add rate, stages, trace or replay");
    if (load.replay && load.law) refuse_value(path + ".arrivals", "belongs to a rate: a log keeps its own pace");
    if (load.trace && load.law) refuse_value(path + ".arrivals", "belongs to a rate: a trace says when each comes");
    if (load.burstiness && load.law != ArrivalRate::Law::gamma && load.law)
      refuse(path + ".burstiness", "belongs to arrivals: gamma");
    if (load.law == ArrivalRate::Law::gamma && !load.burstiness)
      refuse(path + ".arrivals",
             "gamma needs `burstiness`: below 1 arrivals come in bursts, 1 is poisson, above 1 they "
             "are more even");
    if (const auto length = load.own_length()) longest_ = std::max(longest_.value_or(Nanos(0)), *length);
    for (std::size_t i = 0; i < load.tasks.size(); ++i)
      if (const auto task = task_named(load.tasks[i], path_to_item(path + ".tasks", i))) part.tasks.push_back(*task);
    if (load.replay) add_replayed_tasks(*load.replay, part);
    const auto same = [&](const LoadPart& other) { return other.name == part.name; };
    if (std::any_of(scenario_.load.parts.begin(), scenario_.load.parts.end(), same))
      refuse(path + ".name", fmt::format(R"(there is a load named "{}" already)", part.name));
    scenario_.load.parts.push_back(std::move(part));
  }

  std::optional<std::size_t> task_named(const std::string& name, const std::string& path) {
    std::vector<std::string_view> known;
    for (std::size_t i = 0; i < written_tasks_; ++i) {
      if (scenario_.tasks[i].name == name) return i;
      known.push_back(scenario_.tasks[i].name);
    }
    const auto nearest = nearest_name(name, known);
    refuse(path, nearest.empty() ? fmt::format(R"(there is no request named "{}")", name)
                                 : fmt::format(R"(there is no request named "{}"; did you mean "{}"?)", name, nearest));
    return std::nullopt;
  }

  // A request of the scenario with the same name says how its rows are checked.
  void add_replayed_tasks(const ReplayDraft& replay, LoadPart& part) {
    if (!replay.summary) return;
    for (const auto& kind : replay.summary->kinds) part.tasks.push_back(replayed_task(kind));
    if (!replay.summary->more_kinds) return;
    ReplayRow other;
    other.name = kOtherReplayName;
    other.path = "/";
    part.tasks.push_back(replayed_task(other));
  }

  std::size_t replayed_task(const ReplayRow& kind) {
    const auto same = [&](const Task& task) { return task.steps.size() == 1 && task.name == kind.name; };
    auto found = std::find_if(scenario_.tasks.begin(), scenario_.tasks.end(), same);
    if (found != scenario_.tasks.end()) return static_cast<std::size_t>(found - scenario_.tasks.begin());
    RequestTemplate request;
    request.name = kind.name;
    request.method = kind.method;
    request.path = kind.path;
    request.timeout = draft_.timeout.value_or(request.timeout);
    request.bodies.content_type = "application/json";
    Task task;
    task.name = kind.name;
    task.weight = 0;  // no draw takes it
    task.steps.push_back(std::move(request));
    scenario_.tasks.push_back(std::move(task));
    return scenario_.tasks.size() - 1;
  }

  ScenarioDraft& draft_;
  Scenario& scenario_;
  const std::size_t written_tasks_ = scenario_.tasks.size();
  std::optional<Nanos> longest_;
};

}  // namespace

std::vector<Finding> assemble_loads(ScenarioDraft& draft) { return Assembly(draft).findings(); }

}  // namespace plimsoll
