#pragma once

// One watch of the agent on a thread of its own: finds what is watched, then reads it as often as it is asked to, so
// that what is slow there holds up nobody else. Owned by the service, whose thread calls it; no call waits for the
// thread, its end alone does.

#include "agent/served_watch.h"
#include "core/error.h"
#include "monitors/remote/reading_json.h"
#include "monitors/sampling/monitoring_cost.h"

#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <thread>

namespace plimsoll {

class WatchWorker {
 public:
  using Find = std::function<Result<ServedWatch>()>;

  // `ready` is called on the worker's thread when there is what was asked for; `cost` is given what reading takes of
  // `cpu_time`, the thread's own, and outlives the worker.
  WatchWorker(Find find, std::function<void()> ready, std::function<Nanos()> cpu_time, MonitoringCost& cost);
  ~WatchWorker();
  WatchWorker(const WatchWorker&) = delete;
  WatchWorker& operator=(const WatchWorker&) = delete;

  // Nothing while it is looked for.
  std::optional<Result<WatchFacts>> found() const;
  // Of what was found, with no reading under way.
  void read(const ProbeMoment& moment);
  // The last one; nothing while it is read.
  std::optional<DescribedReading> reading() const;

  void leave();  // after what it is at
  bool has_left() const;

 private:
  void run();
  std::optional<ProbeMoment> next();
  void put(DescribedReading reading);

  const Find find_;
  const std::function<void()> ready_;
  const std::function<Nanos()> cpu_time_;
  MonitoringCost& cost_;
  mutable std::mutex mutex_;  // guards what follows but the thread
  std::condition_variable changed_;
  std::optional<Result<WatchFacts>> found_;
  std::optional<ProbeMoment> asked_;
  std::optional<DescribedReading> reading_;
  bool leaving_ = false;
  bool left_ = false;
  std::thread thread_;
};

}  // namespace plimsoll
