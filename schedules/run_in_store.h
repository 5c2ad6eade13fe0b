#pragma once

// How a run stands, by what the store says and whether it goes on. One thread.

#include "core/error.h"
#include "store/database.h"
#include "store/stored_run.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace plimsoll {

struct RunInStore {
  RunState state = RunState::running;
  std::string process;  // its mark
};

// By the mark of its process, and by its last sign of life.
using GoesOn = std::function<bool(const std::string& run, const std::string& mark, std::int64_t sign)>;

// Nothing: it is not in the store, yet or any more.
Result<std::optional<RunInStore>> run_in_store(const Database& database, const std::string& run, const GoesOn& goes_on);

// The targets of runs that go on and that no schedule made.
Result<std::vector<std::string>> targets_loaded_by_hand(const Database& database, const GoesOn& goes_on);

}  // namespace plimsoll
