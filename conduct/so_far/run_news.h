#pragma once

// What happens in a run, piece by piece, as those who follow it receive it: its seconds, its events, its end. Values;
// any thread.

#include "record/run_record.h"

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace plimsoll {

struct SecondNews {
  TimelineRow row;
  std::vector<std::optional<double>> memory_bytes;  // of each watched thing, in the order of the record
};

struct EventNews {
  std::string monitor;  // the name of the watched thing
  MonitorEvent event;
};

struct RunNews {
  std::uint64_t number = 0;  // counts up from 1
  std::uint64_t missed = 0;  // pieces before it that are no longer kept
  std::variant<SecondNews, EventNews, RunVerdict> what;
};

}  // namespace plimsoll
