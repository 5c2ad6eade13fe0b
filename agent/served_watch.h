#pragma once

// What the agent has found to watch: who reads it, and what is reported of it when it is opened. A plain value.

#include "monitors/probe.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace plimsoll {

struct WatchFacts {
  std::optional<std::uint64_t> limit_bytes;
  std::vector<std::string> notes;
};

struct ServedWatch {
  std::unique_ptr<Probe> probe;
  WatchFacts facts;
};

}  // namespace plimsoll
