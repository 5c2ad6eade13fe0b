#pragma once

// What is said about how a recording was read. Pure functions; any thread.

#include "judgement/traces/trace_file.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace plimsoll {

// "2 rows WHAT".
std::string rows_text(std::size_t count, std::string_view what);

// In which unit a column was read and why; empty where its name says it is bytes.
std::string unit_note(const JudgedColumn& column);

// What else in a memory.csv a run would judge, where one column was taken by itself; empty where there is nothing.
std::string note_on_others(const std::vector<std::string>& header, const std::string& judged);

}  // namespace plimsoll
