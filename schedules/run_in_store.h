#pragma once

// How a run stands, by what the store says and whether its process is there. One thread.

#include "core/error.h"
#include "store/database.h"
#include "store/stored_run.h"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace plimsoll {

struct RunInStore {
  RunState state = RunState::running;
  std::string process;  // its mark
};

using IsThere = std::function<bool(const std::string& mark)>;

// Nothing: it is not in the store, yet or any more.
Result<std::optional<RunInStore>> run_in_store(const Database& database, const std::string& run,
                                               const IsThere& is_there);

// The targets of runs that go on and that no schedule made.
Result<std::vector<std::string>> targets_loaded_by_hand(const Database& database, const IsThere& is_there);

}  // namespace plimsoll
