#pragma once

// The arrivals of an open load: when each is due and what it asks for. Every shard draws the same sequence and keeps
// its part. Owned by an executor; one thread.

#include "engine/load/pacer.h"
#include "engine/load/shard_parts.h"
#include "engine/load/task_choice.h"
#include "scenarios/bodies/replay_reader.h"
#include "scenarios/feeders/token_trace.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace plimsoll {

struct Arrival {
  std::uint64_t number = 0;
  Nanos due{0};  // from the start of the load
  std::size_t task = 0;
  RequestTurn turn{};
  Random random{0};  // for what else is random about it
};

// Later than any run ends.
constexpr Nanos kNeverDue = std::chrono::hours(24 * 3650);

// By a planned rate, each a task drawn by weight. Task, bodies and what else is random are functions of the seed and
// the arrival's number.
class PlannedArrivals {
 public:
  PlannedArrivals(const Scenario& scenario, const LoadPart& part, const ArrivalRate& rate, std::uint64_t seed);
  Arrival next();

  // That rate from that instant on; the arrival given last is due again then, if it was due later.
  void set_rate(double per_second, Nanos from) { pacer_.set_rate(per_second, from); }
  Nanos last_due() const { return pacer_.last_due().value_or(kNeverDue); }
  const StagePlan& plan() const noexcept { return pacer_.plan(); }

 private:
  Pacer pacer_;
  const TaskChoice choice_;
  const std::uint64_t seed_;
  std::uint64_t number_ = 0;
  std::vector<std::uint64_t> turns_;  // by task
};

// At the instants of a trace, read while it runs; each a task drawn by weight, as of planned ones.
class TracedArrivals {
 public:
  static Result<TracedArrivals> open(const Scenario& scenario, const LoadPart& part, const ArrivalTrace& trace,
                                     std::uint64_t seed);
  std::optional<Arrival> next();
  // A row that could not be read, though it could before the run; ends the sequence.
  const std::string& fault() const noexcept { return fault_; }

 private:
  TracedArrivals(const Scenario& scenario, const LoadPart& part, double speed, std::uint64_t seed,
                 std::unique_ptr<TokenTrace> trace);

  double speed_;
  TaskChoice choice_;
  std::uint64_t seed_;
  std::unique_ptr<TokenTrace> trace_;
  std::uint64_t number_ = 0;
  std::vector<std::uint64_t> turns_;  // by task
  std::string fault_;
};

// As a log says, read while it runs; only the rows of the own shard are kept for their requests.
class ReplayedArrivals {
 public:
  static Result<ReplayedArrivals> open(const Scenario& scenario, const LoadPart& part, const ReplayLog& log,
                                       ShardShare share);
  std::optional<Arrival> next();
  // A row that could not be read, though it could before the run; ends the sequence.
  const std::string& fault() const noexcept { return fault_; }

 private:
  ReplayedArrivals(const Scenario& scenario, const LoadPart& part, const ReplayLog& log, ShardShare share,
                   ReplayReader reader);
  std::size_t task_of(const ReplayRow& row) const;

  const Scenario* scenario_;
  std::vector<std::size_t> tasks_;
  double speed_;
  ShardShare share_;
  ReplayReader reader_;
  std::uint64_t number_ = 0;
  std::string fault_;
};

}  // namespace plimsoll
