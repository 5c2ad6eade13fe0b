#pragma once

// Runs the load of a scenario: starts the shards on threads of their own, merges what they recorded once a second,
// stops when the plan, a limit or a person says so. Made by the conductor; the methods may be called from any thread,
// but next_interval and finish from one only.

#include "core/error.h"
#include "core/histogram.h"
#include "core/snapshot.h"
#include "core/time.h"
#include "engine/io_choice.h"
#include "engine/results/failure_log.h"
#include "scenarios/scenario.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace plimsoll {

struct EngineOptions {
  unsigned threads = 1;
  std::uint64_t seed = 0;
  IoWish io = IoWish::automatic;
};

// One second of the run, all shards together; the last may be shorter, one that was fetched late longer.
struct Interval {
  double t_s = 0;
  double length_s = 1;
  Snapshot snapshot{0};
  double active_users = 0;
  std::uint64_t in_flight = 0;
  bool warmup = false;  // it began in the warm-up
};

enum class EngineEnd { duration, requests, stopped };

// What is left when all is over; `totals` is the sum of all intervals.
struct EngineResults {
  Snapshot totals{0};
  std::vector<FailureCount> failures;
  EngineEnd ended_by = EngineEnd::duration;
  double duration_s = 0;            // from the first due instant to the end of the load (graceful stop apart)
  std::vector<double> cpu_seconds;  // of each shard's thread
  Histogram loop_lag;               // how much later than asked the shards' loops woke
  Histogram lateness;               // start - due, outside the warm-up
  double waited_seconds = 0;        // pauses of all users, outside the warm-up
  std::uint64_t planned = 0;        // arrivals of open loads that were due, warm-up included
  std::uint64_t never_started = 0;  // among them: the end came while the generator was behind; counted as dropped
  std::uint64_t dropped_while_late = 0;
  std::vector<double> gaps;           // of Poisson arrivals, in planned arrivals: exponential of mean 1
  bool ever_connected = false;        // at least one connection was opened, by any request
  std::string first_connect_failure;  // message, if nothing ever connected
  std::string fault;                  // a bug of ours ended a shard; empty: none
};

class Engine {
 public:
  // Error: TLS files that cannot be used, threads or an io_uring that cannot be had, a check that does not compile. The
  // scenario must outlive the engine.
  static Result<std::unique_ptr<Engine>> make(const Scenario& scenario, const EngineOptions& options);
  ~Engine();  // stops now, joins

  void start();  // users spawn from now on
  Instant started_at() const;
  LoadReading load_reading() const;  // cumulative, warm-up included; any thread, no lock

  // Waits for the next whole second to be merged; empty when the run is over (then call finish).
  std::optional<Interval> next_interval();

  // Changes of the plan while it runs, from now on; what does not fit the model of that part of the load does nothing.
  void set_users(std::size_t part, std::uint32_t users);
  void set_rate(std::size_t part, double per_second);
  void set_paused(bool paused);

  void stop_gracefully();  // no new requests; those in flight get the graceful stop
  void stop_now();         // in-flight requests end as unfinished
  EngineResults finish();  // joins the threads

 private:
  struct State;
  explicit Engine(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace plimsoll
