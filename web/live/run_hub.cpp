#include "web/live/run_hub.h"

#include "core/clock.h"

#include <chrono>
#include <iterator>
#include <utility>
#include <vector>

namespace plimsoll {
namespace {

constexpr std::size_t kMostFollowed = 32;
constexpr Nanos kIdle = std::chrono::seconds(60);

}  // namespace

std::shared_ptr<FollowedRun> RunHub::follow(const std::string& id, const std::filesystem::path& control) {
  const std::lock_guard lock(mutex_);
  if (const auto found = runs_.find(id); found != runs_.end()) {
    found->second->look();
    return found->second;
  }
  if (runs_.size() >= kMostFollowed) return nullptr;
  auto run = std::make_shared<FollowedRun>(id, control, [this] { doorbell_.ring(); });
  runs_.emplace(id, run);
  return run;
}

std::shared_ptr<FollowedRun> RunHub::find(const std::string& id) {
  const std::lock_guard lock(mutex_);
  const auto found = runs_.find(id);
  return found == runs_.end() ? nullptr : found->second;
}

// Their threads are waited for without the lock.
void RunHub::let_go_of_idle() {
  std::vector<std::shared_ptr<FollowedRun>> idle;
  const auto now = monotonic_now();
  std::unique_lock lock(mutex_);
  for (auto run = runs_.begin(); run != runs_.end();) {
    const bool goes = run->second.use_count() == 1 && now - run->second->looked_at() > kIdle;
    if (goes) idle.push_back(std::move(run->second));
    run = goes ? runs_.erase(run) : std::next(run);
  }
  lock.unlock();
}

void RunHub::let_go_of_all() {
  std::map<std::string, std::shared_ptr<FollowedRun>> all;
  {
    const std::lock_guard lock(mutex_);
    all.swap(runs_);
  }
  for (const auto& [id, run] : all) run->stop();
}

}  // namespace plimsoll
