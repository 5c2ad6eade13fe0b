#pragma once

// How much load, by which law, for how long. Plain data; any thread.

#include "core/time.h"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace plimsoll {

// Pause between the tasks of a user.
struct NoWait {};
struct ConstantWait {
  Nanos pause;
};
struct UniformWait {
  Nanos low;
  Nanos high;
};
struct ExponentialWait {
  Nanos mean;
};
struct Pacing {
  Nanos period;
};  // from start to start; overrun: at once, due at its planned instant
struct ThroughputWait {
  double tasks_per_second;
};  // each user; a pacing of 1/x
using Wait = std::variant<NoWait, ConstantWait, UniformWait, ExponentialWait, Pacing, ThroughputWait>;

// A level (users, or arrivals per second) that changes linearly from the one before it: a ramp; the same level again
// holds; without a length it jumps. The first starts from 0, and the last one's level stays.
struct Stage {
  Nanos length{0};
  double level = 0;
};

struct ClosedLoad {
  std::uint32_t users = 1;
  double spawn_rate = 1;  // users per second, evenly; the first at 0
  Wait wait;
  std::vector<Stage> stages;  // of users; where there are any, users and spawn_rate say nothing
};

// Requests that start when they are due, whatever became of those before.
struct ArrivalRate {
  enum class Law { constant, poisson, gamma };
  std::vector<Stage> stages;  // of arrivals per second
  Law law = Law::constant;
  double burstiness = 1;  // gamma: the shape of its gaps, whose coefficient of variation is 1 / sqrt(burstiness)
};
constexpr double kLeastBurstiness = 0.01;
constexpr double kMostBurstiness = 1000;
// A timed log of requests (replay_reader.h), each due at its offset divided by the speed.
struct ReplayLog {
  std::filesystem::path file;
  double speed = 1;
};
// At the instants of a trace (feeders/token_trace.h), each divided by the speed; which task arrives is drawn.
struct ArrivalTrace {
  std::filesystem::path file;
  double speed = 1;
  std::uint64_t rows = 0;
  Nanos length{0};  // of the file, at speed 1
  double mean_rate() const {
    const double seconds = to_seconds(length) / speed;
    return seconds > 0 ? static_cast<double>(rows) / seconds : 0;
  }
};
struct OpenLoad {
  std::variant<ArrivalRate, ReplayLog, ArrivalTrace> arrivals;
  std::optional<std::uint32_t> max_in_flight;        // an arrival above it is dropped; absent: by the rate
  Nanos late_after = std::chrono::milliseconds(10);  // started later than due by more: late
};

// What one load may be at most, wherever it is said.
constexpr std::uint32_t kMostUsers = 100'000;
constexpr std::uint32_t kMostInFlight = 1'000'000;
constexpr double kHighestRate = 1e6;

// One alternative a load model; adding one makes the compiler list the places to touch.
using LoadModel = std::variant<ClosedLoad, OpenLoad>;

// One of the loads that run at once, with the requests that are its own.
struct LoadPart {
  std::string name;  // empty: the only one
  LoadModel model;
  std::vector<std::size_t> tasks;  // indices into Scenario::tasks; empty: all

  // Sends the rows of a log, at its own pace.
  bool replays_log() const {
    const auto* open = std::get_if<OpenLoad>(&model);
    return open != nullptr && std::holds_alternative<ReplayLog>(open->arrivals);
  }
};

// Each `every` ends with a rest of this length, in which nobody starts a task. What is absent follows from the load.
struct Rests {
  std::optional<Nanos> every{};
  std::optional<Nanos> length{};
};

struct Load {
  std::vector<LoadPart> parts = {LoadPart{}};      // at least one
  Nanos duration = std::chrono::minutes(1);        // from the first user to the last request's start, warm-up included
  bool until_verdict = false;                      // ends sooner, as soon as memory is judged clean or leaking
  std::optional<std::uint64_t> requests;           // stop after so many (finished or in flight)
  Nanos warmup{0};                                 // requests due in it are counted apart
  Nanos graceful_stop = std::chrono::seconds(10);  // in-flight requests get this long at the end
  Nanos cooldown{0};                               // after that nothing is sent, and memory is still watched
  std::optional<Rests> rests{};                    // of all parts alike
  bool batches_in_turn = false;                    // bodies of several rows come size by size
};

// How often and how long: a fifth of the duration (or a minute, where nobody knows it), a third of that.
struct RestTimes {
  Nanos every{0};
  Nanos length{0};
};
std::optional<RestTimes> rest_times(const Load& load);

}  // namespace plimsoll
