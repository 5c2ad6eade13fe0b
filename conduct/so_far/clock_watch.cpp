#include "conduct/so_far/clock_watch.h"

#include <algorithm>
#include <ctime>

namespace plimsoll {
namespace {

// Slewing moves the wall clock by half a millisecond a second at most; more than this was set.
constexpr Nanos kStep = std::chrono::milliseconds(50);
constexpr Nanos kSleep = std::chrono::milliseconds(100);

constexpr Nanos kAtOnce = std::chrono::milliseconds(1);
constexpr int kMostTries = 100;

Nanos read(clockid_t clock) {
  timespec time{};
  clock_gettime(clock, &time);
  return std::chrono::seconds(time.tv_sec) + Nanos(time.tv_nsec);
}

}  // namespace

// Again where the thread lost its core between two of the readings.
ClockReading read_clocks() {
  ClockReading reading;
  for (int i = 0; i < kMostTries; ++i) {
    reading.monotonic = read(CLOCK_MONOTONIC);
    reading.boottime = read(CLOCK_BOOTTIME);
    reading.realtime = read(CLOCK_REALTIME);
    if (read(CLOCK_MONOTONIC) - reading.monotonic < kAtOnce) break;
  }
  return reading;
}

void ClockWatch::add(const ClockReading& reading) {
  if (last_) {
    const auto passed = reading.boottime - last_->boottime;
    const auto slept = passed - (reading.monotonic - last_->monotonic);
    const auto stepped = reading.realtime - last_->realtime - passed;
    if (slept > kSleep) suspended_ += slept;
    if (std::chrono::abs(stepped) > std::max(kStep, std::chrono::abs(step_))) step_ = stepped;
  }
  last_ = reading;
}

}  // namespace plimsoll
