#pragma once

// Runs the load of a scenario: starts the shards on threads of their own, merges what they recorded once a second,
// stops when the plan, a limit or a person says so. Made by the conductor; threads as running_load.h says.

#include "core/error.h"
#include "core/time.h"
#include "engine/io_choice.h"
#include "engine/results/redaction.h"
#include "engine/running_load.h"
#include "scenarios/scenario.h"
#include "scenarios/templates/template_rendering.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace plimsoll {

struct EngineOptions {
  unsigned threads = 1;
  std::uint64_t seed = 0;
  IoMode io = IoMode::automatic;
  std::vector<CapturedValue> captured{};  // before the load, by slot
  std::optional<Redaction> redaction{};   // told of each token that comes; absent: one of the scenario
  std::function<bool()> is_stopped{};     // asked while it is made, which waits for tokens; empty: nobody stops it
};

class Engine final : public RunningLoad {
 public:
  // Error: TLS files that cannot be used, threads or an io_uring that cannot be had, a check that does not compile. The
  // scenario must outlive the engine.
  static Result<std::unique_ptr<Engine>> make(const Scenario& scenario, const EngineOptions& options);
  ~Engine() override;  // stops now, joins

  void start() override;
  Instant started_at() const override;
  LoadReading load_reading() const override;
  std::optional<Interval> next_interval() override;
  void set_users(std::size_t part, std::uint32_t users) override;
  void set_rate(std::size_t part, double per_second) override;
  void set_paused(bool paused) override;
  void stop_gracefully() override;
  void stop_now() override;
  LoadResults results_so_far() override;
  LoadResults finish() override;

 private:
  struct State;
  explicit Engine(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace plimsoll
