#pragma once

// Steers and follows the run of this process. Made by the conductor before its target is ready, for as long as the run
// goes on; the load and what is known of the run outlive it. Any thread.

#include "conduct/control/run_control.h"
#include "conduct/so_far/run_so_far.h"
#include "engine/running_load.h"
#include "scenarios/scenario.h"

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace plimsoll {

// What the conductor knows besides; each may be empty. Called on any thread.
struct LoadControlHooks {
  // Gives a record so far the verdict that it would have if the run ended now; not called before the load begins.
  std::function<void(RunRecord&)> judge{};
  std::function<std::vector<std::string>()> target_log{};  // of a managed target
};

class LoadControl final : public RunControl {
 public:
  LoadControl(const Scenario& scenario, RunSoFar& so_far, LoadControlHooks hooks = {});

  // It was started: from now on it can be changed.
  void load_begins(RunningLoad& load);
  // Somebody wants the end.
  bool is_stopping() const { return stopping_; }
  // From now on nothing can be changed.
  void load_is_over() { over_ = true; }

  Result<RunStatus> status() override;
  Result<LiveStatus> live() override;
  Result<std::vector<std::string>> target_log() override;
  Result<std::unique_ptr<RunFollower>> follow(const FollowFrom& from) override;
  Result<void> set_users(std::uint64_t users, const std::string& load) override;
  Result<void> set_rate(double per_second, const std::string& load) override;
  Result<void> pause() override;
  Result<void> resume() override;
  Result<void> stop() override;

 private:
  Result<void> still_loading() const;  // there is a load, and it goes on
  template <class Model>
  Result<std::size_t> part_named(const std::string& name) const;

  const Scenario& scenario_;
  std::atomic<RunningLoad*> load_{nullptr};  // null until it begins
  RunSoFar& so_far_;
  const LoadControlHooks hooks_;
  std::atomic<bool> over_{false};
  std::atomic<bool> stopping_{false};
  std::mutex mutex_;
  std::vector<LiveLoad> loads_;  // as they were changed last; guarded
  bool paused_ = false;          // guarded
};

}  // namespace plimsoll
