#include "agent/watch_worker.h"

#include <utility>

namespace plimsoll {

WatchWorker::WatchWorker(Find find, std::function<void()> ready, std::function<Nanos()> cpu_time, MonitoringCost& cost)
    : find_(std::move(find)), ready_(std::move(ready)), cpu_time_(std::move(cpu_time)), cost_(cost) {
  thread_ = std::thread([this] { run(); });
}

WatchWorker::~WatchWorker() {
  leave();
  thread_.join();
}

void WatchWorker::run() {
  auto served = find_();
  {
    const std::scoped_lock lock(mutex_);
    found_ = served.has_error() ? Result<WatchFacts>(served.error()) : Result<WatchFacts>(served->facts);
  }
  ready_();
  while (const auto moment = next()) {
    const auto cpu = cpu_time_();
    DescribedReading described;
    described.reading = served->probe->read(*moment);
    described.description = served->probe->description();
    cost_.add(cpu_time_() - cpu, moment->now);
    put(std::move(described));
    ready_();
  }
  const std::scoped_lock lock(mutex_);
  left_ = true;
}

// Nothing: it leaves.
std::optional<ProbeMoment> WatchWorker::next() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return leaving_ || asked_; });
  if (leaving_) return std::nullopt;
  return std::exchange(asked_, std::nullopt);
}

void WatchWorker::put(DescribedReading reading) {
  const std::scoped_lock lock(mutex_);
  reading_ = std::move(reading);
}

std::optional<Result<WatchFacts>> WatchWorker::found() const {
  const std::scoped_lock lock(mutex_);
  return found_;
}

void WatchWorker::read(const ProbeMoment& moment) {
  {
    const std::scoped_lock lock(mutex_);
    reading_.reset();
    asked_ = moment;
  }
  changed_.notify_all();
}

std::optional<DescribedReading> WatchWorker::reading() const {
  const std::scoped_lock lock(mutex_);
  return reading_;
}

void WatchWorker::leave() {
  {
    const std::scoped_lock lock(mutex_);
    leaving_ = true;
  }
  changed_.notify_all();
}

bool WatchWorker::has_left() const {
  const std::scoped_lock lock(mutex_);
  return left_;
}

}  // namespace plimsoll
