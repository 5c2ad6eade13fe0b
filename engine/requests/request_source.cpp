#include "engine/requests/request_source.h"

#include "engine/requests/request_rendering.h"

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <utility>

namespace plimsoll {

struct RequestSource::Step {
  Step(const RequestTemplate& its_template, std::size_t its_name, Checker its_checker)
      : from(its_template), name(its_name), checker(std::move(its_checker)) {}

  const RequestTemplate& from;
  std::size_t name;
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
    auto step = std::make_unique<Step>(from, name, std::move(*checker));
    step->order = from.bodies.order;
    const auto bodies = std::max<std::size_t>(1, from.bodies.payloads.size());
    for (std::size_t body = 0; body < bodies; ++body) {
      step->by_body.push_back(render_request(scenario_, from, name, body));
      step->by_body.back().number = ++prepared_;
      if (!from.fault) continue;
      step->faulty_by_body.push_back(step->by_body.back());
      step->faulty_by_body.back().fault = &*from.fault;
    }
    if (from.fault) step->fault_share = from.fault->share;
    steps.push_back(std::move(step));
  }
  return {};
}

void RequestSource::next(std::size_t task, std::size_t step, Random& random, RenderedRequest& into) {
  auto& from = *steps_[task][step];
  const bool in_turn = from.by_body.size() > 1 && from.order == BodySet::Order::sequential;
  into.refer_to(choose(from, in_turn ? from.turn.fetch_add(1, std::memory_order_relaxed) : 0, random));
}

void RequestSource::at(std::size_t task, std::size_t step, const RequestTurn& turn, Random& random,
                       RenderedRequest& into) const {
  const auto& from = *steps_[task][step];
  if (turn.row)
    into.own() = render_replayed(scenario_, from.from, from.name, *turn.row);
  else
    into.refer_to(choose(from, turn.number, random));
}

const Request& RequestSource::choose(const Step& step, std::uint64_t turn, Random& random) {
  const bool faulty = !step.faulty_by_body.empty() && random.uniform() < step.fault_share;
  const auto& requests = faulty ? step.faulty_by_body : step.by_body;
  if (requests.size() == 1) return requests.front();
  return requests[step.order == BodySet::Order::random ? random.below(requests.size()) : turn % requests.size()];
}

const Checker& RequestSource::checker(std::size_t task, std::size_t step) const { return steps_[task][step]->checker; }

}  // namespace plimsoll
