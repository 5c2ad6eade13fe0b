#pragma once

// Runs what is scheduled in a store, whoever put it there. Of several on one store one leads; where it goes, another
// takes over. Killed at any moment, it neither loses nor doubles a time: each is claimed in the store, with the id of
// its run, before the run is launched. Owned by a command or by a dashboard; has two threads of its own once started,
// one that plans and one that sends, each with a connection to the store.

#include "core/error.h"
#include "schedules/planner.h"
#include "schedules/run_in_store.h"
#include "schedules/schedule_store.h"
#include "schedules/scheduler_parts.h"
#include "schedules/signs_of_life.h"

#include <condition_variable>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace plimsoll {

struct SchedulerSettings {
  std::filesystem::path store;
  std::string page;                                  // the dashboard's address, for links; empty: there is none
  std::function<void(const std::string& line)> say;  // what happened; called on its threads; may be empty
};

class Scheduler {
 public:
  static Result<std::unique_ptr<Scheduler>> open(SchedulerSettings settings, SchedulerParts parts);
  ~Scheduler();  // its runs go on; another may lead at once
  Scheduler(const Scheduler&) = delete;
  Scheduler& operator=(const Scheduler&) = delete;

  void start();

  // What its threads do about once a second. Error: the store cannot be used; it may be tried again.
  Result<void> step();
  Result<void> send_due();
  bool leads() const noexcept { return leads_; }

 private:
  Scheduler(SchedulerSettings settings, SchedulerParts parts, ScheduleStore store, ScheduleStore of_sender);

  std::chrono::sys_seconds now() const { return std::chrono::floor<std::chrono::seconds>(parts_.now()); }
  void say(const std::string& line) const;
  void repeat(const std::function<Result<void>()>& once);
  Result<void> keep_open(ScheduleStore& store) const;
  Result<void> take_lead();
  GoesOn goes_on();  // of runs, as seen from here
  Result<Situation> situation();
  Result<void> look_after(const Occurrence& occurrence, const ScheduleState& state);
  Result<void> launch(const Occurrence& occurrence, const ScheduleState& state);
  Result<void> conclude(const Occurrence& occurrence, const ScheduleState& state, PastRun run);
  Result<void> carry_out(const Plan& plan, const std::vector<ScheduleState>& schedules);
  Result<void> stop(const StopAction& action);

  SchedulerSettings settings_;
  SchedulerParts parts_;
  ScheduleStore store_;      // of the thread that plans
  ScheduleStore of_sender_;  // of the other
  bool leads_ = false;
  Instant led_at_{};     // the store says that we lead, as of then
  SignsOfLife signs_{};  // of who leads, and of runs whose process cannot be seen; of the thread that plans

  std::mutex mutex_;
  std::condition_variable stopped_;
  bool stopping_ = false;  // guarded
  std::vector<std::thread> threads_;
};

}  // namespace plimsoll
