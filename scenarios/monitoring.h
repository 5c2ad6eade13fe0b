#pragma once

// What is watched while load runs, and what the verdict on memory is held against. Plain data; any thread.

#include "core/time.h"
#include "record/allowed_growth.h"
#include "scenarios/watch.h"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace plimsoll {

// What the verdict on memory is held against.
struct LeakRules {
  std::optional<AllowedGrowth> minimum{};  // leaking below it is clean
  Nanos horizon = std::chrono::hours(24);  // growth that may yet settle is suspected where it would matter within it
  std::vector<std::string> ignore{};       // series that are not judged, globs; "memory" is that of the processes
};

struct Monitoring {
  bool automatic = true;                     // the listener of a loopback target, or the managed target
  std::vector<WatchSpec> watches;            // given by hand: automatic does not apply
  std::optional<std::uint64_t> limit_bytes;  // what the time left is counted to
  LeakRules leak;
};

}  // namespace plimsoll
