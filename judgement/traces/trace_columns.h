#pragma once

// Which columns of a header are the time and the memory, where nobody says it. Pure functions; any thread.

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace plimsoll {

std::optional<std::size_t> time_column(const std::vector<std::string>& header);

// Anonymous memory before resident memory before the rest. A second one stands in where the first has no number.
// Where anonymous and resident memory are there, every other memory and count comes behind them: of what has no
// processes, the tables that we write ourselves leave those two empty.
std::vector<std::size_t> memory_columns(const std::vector<std::string>& header);

// Open files and the like: a number of things, not of bytes.
bool is_count(const std::string& name);

}  // namespace plimsoll
