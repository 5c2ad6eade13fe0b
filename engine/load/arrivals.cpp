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

namespace {

Arrival drawn_arrival(Nanos due, std::uint64_t number, std::uint64_t seed, const TaskChoice& choice,
                      std::vector<std::uint64_t>& turns) {
  Arrival arrival;
  arrival.due = due;
  arrival.number = number;
  arrival.random = Random::stream(seed, number);
  arrival.task = choice.draw(arrival.random, due);
  arrival.turn.number = turns[arrival.task]++;
  return arrival;
}

Nanos at_speed(Nanos instant, double speed) {
  return Nanos(std::llround(static_cast<double>(instant.count()) / speed));
}

}  // namespace

Arrival PlannedArrivals::next() {
  return drawn_arrival(pacer_.next().value_or(kNeverDue), number_++, seed_, choice_, turns_);
}

Result<TracedArrivals> TracedArrivals::open(const Scenario& scenario, const LoadPart& part, const ArrivalTrace& trace,
                                            std::uint64_t seed) {
  auto rows = TokenTrace::open(trace.file, trace.file.string());
  if (rows.has_error()) return rows.error();
  return TracedArrivals(scenario, part, trace.speed, seed, *std::move(rows));
}

TracedArrivals::TracedArrivals(const Scenario& scenario, const LoadPart& part, double speed, std::uint64_t seed,
                               std::unique_ptr<TokenTrace> trace)
    : speed_(speed), choice_(scenario, part), seed_(seed), trace_(std::move(trace)), turns_(scenario.tasks.size()) {}

std::optional<Arrival> TracedArrivals::next() {
  const auto row = trace_->next();
  if (row.has_error()) fault_ = row.error().message;
  if (row.has_error() || !*row) return std::nullopt;
  return drawn_arrival(at_speed((*row)->instant, speed_), number_++, seed_, choice_, turns_);
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
  arrival.due = at_speed((*row)->offset, speed_);
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
