#pragma once

// A machine on a virtual clock for schedulers: runs that are only written down, marks of processes that are there.
// Owned by the test; one thread.

#include "schedules/scheduler.h"
#include "store/process_mark.h"
#include "store/run_store_writer.h"
#include "tests/schedules/instants.h"
#include "tests/support/sample_record.h"
#include "tests/support/temp_folder.h"

#include <gtest/gtest.h>

#include <map>
#include <set>
#include <stdexcept>
#include <utility>

namespace plimsoll::test {

struct Killed : std::runtime_error {
  Killed() : std::runtime_error("killed") {}
};

class Machine {
 public:
  Machine() { present.insert({"first", "second", mark_of_this_process()}); }

  std::filesystem::path file() const { return folder.path() / "runs.db"; }

  std::unique_ptr<Scheduler> scheduler(const std::string& mark = "first", std::function<Instant()> monotonic = {}) {
    SchedulerParts parts;
    parts.mark = mark;
    parts.now = [this] { return WallTime(now); };
    parts.new_run_id = [this] { return "run-" + std::to_string(++numbered); };
    parts.monotonic =
        monotonic ? std::move(monotonic) : std::function<Instant()>([this] { return Instant(now.time_since_epoch()); });
    parts.presence = [this](const std::string& one) {
      return present.contains(one) ? Presence::there : containers.contains(one) ? Presence::elsewhere : Presence::gone;
    };
    parts.send = [this](const Destination&, const Message& message, const std::string& id, WallTime) -> Result<void> {
      if (webhook_is_down) return Error{ErrorKind::unavailable, "answered 503"};
      sent.emplace_back(id + " " + message.schedule + ": " + message.what);
      last = message;
      return {};
    };
    parts.hands.launch = [this](const RunOrder& order) { return launch(order); };
    parts.hands.failure_of = [this](const std::string&) { return std::exchange(refusal, std::nullopt); };
    parts.hands.is_started = [this](const std::string& run) { return starting.contains(run); };
    parts.hands.ask_to_stop = [this](const std::string& run) -> Result<void> {
      asked_to_stop.push_back(run);
      return {};
    };
    parts.hands.kill = [this](const std::string&) { ++kills; };
    return Scheduler::open({file(), "http://127.0.0.1:8089", {}}, std::move(parts)).value();
  }

  ScheduleStore store() const { return ScheduleStore::open(file()).value(); }

  void add(const std::string& name, const std::string& target = "http://127.0.0.1:5000") {
    Schedule schedule;
    schedule.name = name;
    schedule.cron = "0 2 * * *";
    schedule.zone = "UTC";
    schedule.scenario = folder.path() / "soak.yaml";
    schedule.target = target;
    schedule.tell.webhook = "https://hooks.example.com/x";
    change(schedule);
    const auto added = store().add(schedule, now);
    ASSERT_TRUE(added) << added.error().message;
  }
  std::function<void(Schedule&)> change = [](Schedule&) {};

  void end(const std::string& run, RunRecord record = passing_record()) {
    record.id = run;
    ASSERT_TRUE(writers.contains(run)) << run;
    ASSERT_TRUE(writers.at(run)->end(record, "It ended."));
    writers.erase(run);
  }

  Result<void> launch(const RunOrder& order) {
    if (killed_before_launch) throw Killed();
    if (refusal) return {};
    launched.push_back(order.run);
    if (slow_to_begin.contains(order.run)) {
      starting.insert(order.run);
      return {};
    }
    auto record = passing_record();
    record.id = order.run;
    if (!lands_in_store) {
      starting.insert(order.run);
      throw Killed();
    }
    writers[order.run] = RunStoreWriter::begin(file(), record).value();
    if (killed_after_launch) throw Killed();
    return {};
  }

  TempFolder folder;
  std::chrono::sys_seconds now = utc("2026-11-29 12:00:00");
  std::set<std::string> present, starting;
  std::set<std::string> slow_to_begin;  // runs that do not come into the store when they are launched
  std::set<std::string> containers;     // marks of processes that are not seen from here
  std::map<std::string, std::unique_ptr<RunStoreWriter>> writers;
  std::vector<std::string> launched, asked_to_stop, sent;
  Message last;
  int numbered = 0, kills = 0;
  bool webhook_is_down = false, killed_before_launch = false, killed_after_launch = false, lands_in_store = true;
  std::optional<Error> refusal;
};

inline void step(Scheduler& scheduler) {
  const auto done = scheduler.step();
  ASSERT_TRUE(done) << done.error().message;
  const auto sent = scheduler.send_due();
  ASSERT_TRUE(sent) << sent.error().message;
}

}  // namespace plimsoll::test
