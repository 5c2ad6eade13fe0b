#pragma once

// What runs leave in the state folder: ID.log, what each said, and ID/, what its target wrote. Functions; any thread.

#include <cstddef>
#include <filesystem>

namespace plimsoll {

inline constexpr std::size_t kMostRunLogs = 100;

// Removes what the oldest left, so that those of so many stay; never of a run that goes on. What a target wrote last is
// in the run's record all the same.
void keep_few_run_logs(const std::filesystem::path& state, std::size_t most = kMostRunLogs);

}  // namespace plimsoll
