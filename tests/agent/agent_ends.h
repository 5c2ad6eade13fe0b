#pragma once

// Both ends of the conversation with an agent, without a network between: the service, and who asks it. What is read is
// what the test put there, and a test can hold up who finds or reads it. Owned by a test; its thread.

#include "agent/agent_service.h"
#include "monitors/remote/agent_probe.h"

#include <gtest/gtest.h>

#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

namespace plimsoll {

inline constexpr auto kToken = "a token of some length";

inline ProcessSample sample_of(int pid, std::uint64_t start) {
  ProcessSample sample;
  sample.pid = pid;
  sample.parent_pid = 1;
  sample.life = 1;
  sample.is_root = true;
  sample.command = "python3";
  sample.start_ticks = start;
  sample.started_at = "2026-11-21T17:00:00Z";
  sample.rss_bytes = 5'000'000'000;
  sample.anon_bytes = 4096;
  sample.cpu_seconds = 1.25;
  sample.threads = 3;
  return sample;
}

// Shut, it holds up who goes through.
class Door {
 public:
  void shut() { set(true); }
  void open() { set(false); }
  void go_through() {
    std::unique_lock lock(mutex_);
    ++waiting_;
    changed_.notify_all();
    changed_.wait(lock, [&] { return !shut_; });
    --waiting_;
  }
  void wait_for_somebody() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return waiting_ > 0; });
  }

 private:
  void set(bool shut) {
    const std::scoped_lock lock(mutex_);
    shut_ = shut;
    changed_.notify_all();
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  bool shut_ = false;
  int waiting_ = 0;
};

// What all puppets read next, and who holds them up.
struct Strings {
  ProbeReading next;
  double monitoring_share = 0;  // that the last reading was told
  Door door;
};

// Reads whatever the test last put there.
class PuppetProbe : public Probe {
 public:
  explicit PuppetProbe(std::shared_ptr<Strings> strings) : strings_(std::move(strings)) {}
  ProbeReading read(const ProbeMoment& moment) override {
    auto reading = strings_->next;
    strings_->next.events.clear();
    strings_->monitoring_share = moment.monitoring_share;
    strings_->door.go_through();
    return reading;
  }
  std::string description() const override { return "python3 7"; }

 private:
  std::shared_ptr<Strings> strings_;
};

class AgentTest : public ::testing::Test {
 public:
  AgentTest() { next_->processes = {sample_of(7, 100)}; }
  ~AgentTest() override {
    finding_.open();
    strings_->door.open();
  }

 protected:
  void start_agent(std::string token = kToken, std::vector<std::string> allow = {}) {
    AgentServiceOptions options;
    options.token = std::move(token);
    options.allow = std::move(allow);
    options.machine = "a machine";
    options.wall = [this] { return agent_wall_; };
    options.cpu_time = [this] { return cpu_time_; };
    options.ready = [this] { ready_.open(); };
    options.find = [this](const std::string& spec, const std::vector<std::string>& metrics) -> Result<ServedWatch> {
      finding_.go_through();
      metrics_ = metrics;
      if (spec == "pid:8") return ServedWatch{std::make_unique<PuppetProbe>(std::make_shared<Strings>()), {}};
      if (spec != "pid:7") return Error{ErrorKind::unavailable, "nothing is " + spec};
      return ServedWatch{std::make_unique<PuppetProbe>(strings_), {1ULL << 30, {"a note"}}};
    };
    agent_ = std::make_unique<AgentService>(std::move(options));
  }

  // Until it is there, unless the test plays that who asks has no patience.
  ServiceReply answer(const std::string& target) {
    const auto arrived = now_;
    for (;;) {
      ready_.shut();
      auto reply = agent_->answer({"GET", target, arrived, now_});
      if (reply.status != ServiceReply::kNotYet) return reply;
      if (impatient_) {
        now_ += reply.patience;
        return agent_->answer({"GET", target, arrived, now_});
      }
      ready_.go_through();
    }
  }

  AgentAccess access(std::string token = kToken, std::string spec = "pid:7") {
    return {"far:7070", std::move(spec), std::move(token),
            [this](const std::string& target, Nanos) -> Result<HttpAnswer> {
              asked_.push_back(target);
              now_ += std::chrono::milliseconds(20);  // there
              if (!agent_) return Error{ErrorKind::unavailable, "connection refused"};
              auto reply = answer(target);
              now_ += std::chrono::milliseconds(20);  // and back
              if (std::exchange(loses_next_, false)) return Error{ErrorKind::unavailable, "timeout"};
              return spoil_ ? spoil_(reply) : HttpAnswer{reply.status, reply.body};
            }};
  }

  Result<std::unique_ptr<AgentProbe>> open(std::string token = kToken, std::string spec = "pid:7") {
    return AgentProbe::open(access(std::move(token), std::move(spec)),
                            {[this] { return now_; }, [this] { return wall_; }});
  }

  Instant now_ = Instant(std::chrono::hours(1));
  WallTime wall_ = WallTime(std::chrono::hours(1000));
  WallTime agent_wall_ = wall_;
  Nanos cpu_time_{};
  std::vector<std::string> metrics_;  // that were to be found last
  std::shared_ptr<Strings> strings_ = std::make_shared<Strings>();
  ProbeReading* next_ = &strings_->next;  // changed while nothing is read
  Door finding_, ready_;
  std::unique_ptr<AgentService> agent_;
  bool impatient_ = false;
  std::vector<std::string> asked_;
  bool loses_next_ = false;
  std::function<HttpAnswer(const ServiceReply&)> spoil_;
};

}  // namespace plimsoll
