#include "engine/load/arrivals.h"

#include "engine/load/rest_plan.h"
#include "engine/requests/request_rendering.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace plimsoll {

PlannedArrivals::PlannedArrivals(const Scenario& scenario, const LoadPart& part, const ArrivalRate& rate,
                                 std::uint64_t seed)
    : pacer_(rate, seed, RestPlan(scenario.load).rests()),
      choice_(scenario, part),
      seed_(seed),
      turns_(scenario.tasks.size()) {}

Arrival PlannedArrivals::next() {
  Arrival arrival;
  arrival.due = pacer_.next().value_or(kNeverDue);
  arrival.number = number_++;
  arrival.random = Random::stream(seed_, arrival.number);
  arrival.task = choice_.draw(arrival.random);
  arrival.turn = turns_[arrival.task]++;
  return arrival;
}

Result<ReplayedArrivals> ReplayedArrivals::open(const Scenario& scenario, const LoadPart& part, const ReplayLog& log,
                                                ShardShare share) {
  auto reader = ReplayReader::open(log.file);
  if (reader.has_error()) return reader.error();
  return ReplayedArrivals(scenario, part, log, share, std::move(*reader));
}

ReplayedArrivals::ReplayedArrivals(const Scenario& scenario, const LoadPart& part, const ReplayLog& log,
                                   ShardShare share, ReplayReader reader)
    : scenario_(&scenario), tasks_(part.tasks), speed_(log.speed), share_(share), reader_(std::move(reader)) {
  const auto names = scenario.request_names();
  for (const auto& task : scenario.tasks) {
    const auto name = std::find(names.begin(), names.end(), task.steps.front().name);
    names_.push_back(static_cast<std::size_t>(name - names.begin()));
  }
}

std::optional<Arrival> ReplayedArrivals::next() {
  auto row = reader_.next();
  if (row.has_error()) fault_ = row.error().message;
  if (row.has_error() || !*row) return std::nullopt;
  Arrival arrival;
  arrival.number = number_++;
  arrival.due = Nanos(std::llround(static_cast<double>((*row)->offset.count()) / speed_));
  arrival.task = task_of(**row);
  if (arrival.number % share_.count != share_.index) return arrival;
  const auto& from = scenario_->tasks[arrival.task].steps.front();
  auto request = std::make_shared<Request>(render_replayed(*scenario_, from, names_[arrival.task], **row));
  arrival.replayed = std::move(request);
  return arrival;
}

// The last one takes those whose name has no task of its own.
std::size_t ReplayedArrivals::task_of(const ReplayRow& row) const {
  const auto found = std::find_if(tasks_.begin(), tasks_.end(), [&](std::size_t task) {
    return scenario_->tasks[task].steps.front().name == row.name;
  });
  return found == tasks_.end() ? tasks_.back() : *found;
}

}  // namespace plimsoll
