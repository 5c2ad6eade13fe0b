#pragma once

// What a scheduler does to runs: a seam of functions, so that its tests start no process. A value; one thread.

#include "core/error.h"

#include <filesystem>
#include <functional>
#include <optional>
#include <string>

namespace plimsoll {

struct RunOrder {
  std::string run;  // the id that it gets
  std::filesystem::path scenario;
};

struct RunHands {
  // Returns at once: it comes into the store, or fails, later. Error: it cannot be started.
  std::function<Result<void>(const RunOrder& order)> launch;
  // Of one that was launched here and ended before it came into the store: what it said. Asked until it is there.
  std::function<std::optional<Error>(const std::string& run)> failure_of;
  // Whether a process of this run is there, whatever the store says.
  std::function<bool(const std::string& run)> is_started;
  std::function<Result<void>(const std::string& run)> ask_to_stop;
  std::function<void(const std::string& process_mark)> kill;
};

// `plimsoll run` as processes of their own, which write themselves into the store and outlive us.
RunHands process_hands(const std::filesystem::path& store);

}  // namespace plimsoll
