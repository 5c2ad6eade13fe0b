#include "engine/load/arrivals.h"

#include "engine/load/rest_plan.h"

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
  arrival.turn.number = turns_[arrival.task]++;
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
    : scenario_(&scenario), tasks_(part.tasks), speed_(log.speed), share_(share), reader_(std::move(reader)) {}

std::optional<Arrival> ReplayedArrivals::next() {
  auto row = reader_.next();
  if (row.has_error()) fault_ = row.error().message;
  if (row.has_error() || !*row) return std::nullopt;
  Arrival arrival;
  arrival.number = number_++;
  arrival.due = Nanos(std::llround(static_cast<double>((*row)->offset.count()) / speed_));
  arrival.task = task_of(**row);
  if (arrival.number % share_.count != share_.index) return arrival;
  arrival.turn.row = std::make_shared<const ReplayRow>(std::move(**row));
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
