#include "engine/requests/request_source.h"

#include "engine/requests/request_fault.h"
#include "engine/requests/request_rendering.h"

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <utility>

namespace plimsoll {

struct RequestSource::Step {
  explicit Step(Checker its_checker) : checker(std::move(its_checker)) {}

  Checker checker;
  std::vector<Request> by_body;         // at least one
  std::vector<Request> faulty_by_body;  // empty where nothing goes wrong on purpose
  double fault_share = 0;
  BodySet::Order order = BodySet::Order::sequential;
  std::atomic<std::uint64_t> turn{0};
};

RequestSource::RequestSource(const Scenario& scenario) : scenario_(scenario) {}
RequestSource::~RequestSource() = default;

Result<std::unique_ptr<RequestSource>> RequestSource::make(const Scenario& scenario) {
  auto source = std::unique_ptr<RequestSource>(new RequestSource(scenario));
  const auto names = scenario.request_names();
  for (const auto& task : scenario.tasks) {
    const auto added = source->add_task(task, names);
    if (added.has_error()) return added.error();
  }
  return source;
}

Result<void> RequestSource::add_task(const Task& task, const std::vector<std::string>& names) {
  auto& steps = steps_.emplace_back();
  for (const auto& from : task.steps) {
    auto checker = Checker::compile(from.checks);
    if (checker.has_error()) return with_context(checker.error(), "request " + from.name);
    const auto name = static_cast<std::size_t>(std::find(names.begin(), names.end(), from.name) - names.begin());
    auto step = std::make_unique<Step>(std::move(*checker));
    step->order = from.bodies.order;
    const auto bodies = std::max<std::size_t>(1, from.bodies.payloads.size());
    for (std::size_t body = 0; body < bodies; ++body) {
      step->by_body.push_back(render_request(scenario_, from, name, body));
      if (from.fault) step->faulty_by_body.push_back(with_fault(step->by_body.back(), *from.fault));
    }
    if (from.fault) step->fault_share = from.fault->share;
    steps.push_back(std::move(step));
  }
  return {};
}

const Request& RequestSource::next(std::size_t task, std::size_t step, Random& random) {
  auto& chosen = *steps_[task][step];
  const bool in_turn = chosen.by_body.size() > 1 && chosen.order == BodySet::Order::sequential;
  return at(task, step, in_turn ? chosen.turn.fetch_add(1, std::memory_order_relaxed) : 0, random);
}

const Request& RequestSource::at(std::size_t task, std::size_t step, std::uint64_t turn, Random& random) const {
  const auto& chosen = *steps_[task][step];
  const bool faulty = !chosen.faulty_by_body.empty() && random.uniform() < chosen.fault_share;
  const auto& requests = faulty ? chosen.faulty_by_body : chosen.by_body;
  if (requests.size() == 1) return requests.front();
  return requests[chosen.order == BodySet::Order::random ? random.below(requests.size()) : turn % requests.size()];
}

const Checker& RequestSource::checker(std::size_t task, std::size_t step) const { return steps_[task][step]->checker; }

}  // namespace plimsoll
