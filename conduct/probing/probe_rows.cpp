#include "conduct/probing/probe_rows.h"

#include "core/random.h"

#include <algorithm>
#include <utility>

namespace plimsoll {
namespace {

constexpr std::size_t kTriesARow = 8;

struct Place {
  std::size_t task = 0, step = 0;
};

Place place_of(const Scenario& scenario, const std::string& name) {
  for (std::size_t task = 0; task < scenario.tasks.size(); ++task)
    for (std::size_t step = 0; step < scenario.tasks[task].steps.size(); ++step)
      if (name.empty() || scenario.tasks[task].steps[step].name == name) return {task, step};
  return {};
}

bool is_same(const Request& one, const Request& other) {
  const auto body_of = [](const Request& request) {
    return request.body ? std::string_view(*request.body) : std::string_view();
  };
  return one.path == other.path && body_of(one) == body_of(other);
}

// With a body of its own: the next row is filled into the same memory.
Request copy_of(const Request& request) {
  Request copy = request;
  if (request.body) copy.body = std::make_shared<const std::string>(*request.body);
  copy.number = 0;
  copy.fault = nullptr;
  copy.keeps_body = copy.keeps_headers = true;
  return copy;
}

}  // namespace

Result<ProbeRows> make_probe_rows(const Scenario& scenario, std::vector<CapturedValue> captured, std::uint64_t seed) {
  auto source = RequestSource::make(scenario, seed);
  if (source.has_error()) return source.error();
  ProbeRows made;
  made.source = std::move(*source);
  made.source->set_captured(std::move(captured));
  const auto& plan = *scenario.probes;
  const auto place = place_of(scenario, plan.request);
  const auto& step = scenario.tasks[place.task].steps[place.step];
  made.request = step.name;
  made.hides_answer = step.hides_answer;
  auto random = Random::stream(seed, 0x70726f6265);
  RenderedRequest rendered;
  made.source->make_room(rendered);
  for (std::size_t turn = 0; turn < plan.rows * kTriesARow && made.rows.size() < plan.rows; ++turn) {
    if (!made.source->begin(place.task, {0, 1, turn}, rendered)) break;
    made.source->at(place.task, place.step, {turn, nullptr}, random, rendered);
    const auto& request = rendered.get();
    if (std::none_of(made.rows.begin(), made.rows.end(), [&](const Request& one) { return is_same(one, request); }))
      made.rows.push_back(copy_of(request));
  }
  if (made.rows.empty())
    return Error{ErrorKind::invalid, "probes: " + step.name + " has no row to ask: its data has none left"};
  return made;
}

}  // namespace plimsoll
