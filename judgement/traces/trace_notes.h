#pragma once

// What is said about how a recording was read. Pure functions; any thread.

#include "judgement/traces/trace_file.h"

#include <cstddef>
#include <string>
#include <string_view>

namespace plimsoll {

// "2 rows WHAT".
std::string rows_text(std::size_t count, std::string_view what);

// In which unit a column was read and why; empty where its name says it is bytes.
std::string unit_note(const JudgedColumn& column);

}  // namespace plimsoll
