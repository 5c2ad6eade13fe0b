#pragma once

// A load that only notes what it is told, and a run around it that tests fill by hand. Values of a test; any thread.

#include "conduct/control/load_control.h"
#include "conduct/so_far/run_so_far.h"
#include "engine/running_load.h"
#include "scenarios/scenario.h"

#include <optional>
#include <string>
#include <vector>

namespace plimsoll {

class FakeLoad final : public RunningLoad {
 public:
  void start() override {}
  Instant started_at() const override { return {}; }
  LoadReading load_reading() const override { return {7, 123, {123}, 0}; }
  std::optional<Interval> next_interval() override { return std::nullopt; }
  void set_users(std::size_t part, std::uint32_t users) override {
    calls.push_back("users " + std::to_string(part) + " " + std::to_string(users));
  }
  void set_rate(std::size_t part, double per_second) override {
    calls.push_back("rate " + std::to_string(part) + " " + std::to_string(static_cast<int>(per_second)));
  }
  void set_paused(bool paused) override { calls.emplace_back(paused ? "pause" : "resume"); }
  void stop_gracefully() override { calls.emplace_back("stop"); }
  void stop_now() override { calls.emplace_back("stop now"); }
  LoadResults results_so_far() override { return {}; }
  LoadResults finish() override { return {}; }

  std::vector<std::string> calls;
};

// A closed load named "users" and an open one named "bots".
inline Scenario two_loads() {
  Scenario scenario;
  scenario.load.parts = {{"users", ClosedLoad{}, {}}, {"bots", OpenLoad{}, {}}};
  return scenario;
}

inline RunRecord run_begun() {
  RunRecord record;
  record.name = "soak";
  record.request_names = {"predict"};
  record.stats = Snapshot(1);
  return record;
}

struct FakeRun {
  Scenario scenario = two_loads();
  FakeLoad load;
  RunSoFar so_far{run_begun(), {}};
  LoadControl control{scenario, so_far, {{}, [] { return std::vector<std::string>{"ready", "\xff"}; }}};

  FakeRun() { control.load_begins(load); }

  // An event each second from `begin` to before `end`.
  void events(int begin, int end) {
    for (int t = begin; t < end; ++t)
      so_far.publish_event("port:5000", {static_cast<double>(t), "start", 4711, "came"});
  }
  // Seconds from `begin` to before `end`, ten requests each.
  void seconds(int begin, int end) {
    for (int t = begin; t < end; ++t) {
      Interval second;
      second.t_s = t;
      second.snapshot = Snapshot(1);
      second.snapshot.by_request[0].requests = 10;
      so_far.add(second, {});
      so_far.publish_second();
    }
  }
};

}  // namespace plimsoll
