#pragma once

// The instants and durations of a run. Values; any thread.

#include <chrono>

namespace plimsoll {

using Nanos = std::chrono::nanoseconds;

// Monotonic: every duration of a run is a difference of two of these.
using Instant = std::chrono::time_point<std::chrono::steady_clock, Nanos>;

// Only for labels (started_at); never subtracted.
using WallTime = std::chrono::time_point<std::chrono::system_clock, Nanos>;

using Seconds = std::chrono::duration<double>;

inline constexpr double kSecondsPerHour = 3600;

inline double to_seconds(Nanos duration) { return std::chrono::duration_cast<Seconds>(duration).count(); }
inline double to_milliseconds(Nanos duration) { return static_cast<double>(duration.count()) / 1e6; }
inline Nanos from_seconds(double seconds) { return std::chrono::duration_cast<Nanos>(Seconds(seconds)); }

}  // namespace plimsoll
