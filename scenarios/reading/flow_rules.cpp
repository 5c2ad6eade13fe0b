#include "scenarios/reading/flow_rules.h"

#include "scenarios/document/document_path.h"
#include "scenarios/document/rule_findings.h"
#include "scenarios/flow.h"

#include <algorithm>
#include <string>
#include <utility>

namespace plimsoll {
namespace {

class FlowRules : private RuleFindings {
 public:
  explicit FlowRules(const Scenario& scenario) : scenario_(scenario) {}

  std::vector<Finding> findings() {
    for (std::size_t i = 0; i < scenario_.tasks.size(); ++i) {
      const auto& task = scenario_.tasks[i];
      const auto path = path_to_item("requests", i);
      look_at(task, task.steps.size() == 1 ? path : path + ".steps");
      if (is_of_log(i) && !task.steps.empty() && task.steps.front().flow)
        refuse(path, "a row of a log is sent once, as it is: remove capture, until and repeat");
    }
    if (scenario_.before_all) look_at(*scenario_.before_all, "before_all");
    if (scenario_.login) look_at(*scenario_.login, "login");
    if (scenario_.after_all) look_at(*scenario_.after_all, "after_all");
    return taken();
  }

 private:
  void look_at(const Task& task, const std::string& path) {
    const bool is_one = path.ends_with(']');
    for (std::size_t i = 0; i < task.steps.size(); ++i) {
      const auto& flow = task.steps[i].flow;
      if (!flow) continue;
      const auto here = is_one ? path : path_to_item(path, i);
      // A task in which nothing is sent would go round and round.
      if (i == 0 && flow->when)
        refuse(here + ".when", "the first step is always sent: put the condition on those after it");
      if (flow->until && flow->repeat > 1)
        refuse(here + ".repeat", "a step with `until` is sent until then: remove this or that");
      if (flow->conversation && (flow->until || flow->repeat > 1))
        refuse(here + ".conversation", "is sent once a turn: remove until and repeat");
      if (flow->until && flow->until->every < Nanos(0)) refuse(here + ".until.every", "expected a duration from 0");
    }
  }

  bool is_of_log(std::size_t task) const {
    return std::any_of(scenario_.load.parts.begin(), scenario_.load.parts.end(), [&](const LoadPart& part) {
      return part.replays_log() && std::find(part.tasks.begin(), part.tasks.end(), task) != part.tasks.end();
    });
  }

  const Scenario& scenario_;
};

}  // namespace

std::vector<Finding> flow_findings(const Scenario& scenario) { return FlowRules(scenario).findings(); }

}  // namespace plimsoll
