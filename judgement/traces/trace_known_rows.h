#pragma once

// Rows that have no header: what their fields are called. A pure function; any thread.

#include "core/error.h"

#include <string>
#include <vector>

namespace plimsoll {

// By the form of top's and of ps aux's and kubectl top's rows, with or without an instant before them; else an instant
// and one amount.
Result<std::vector<std::string>> names_of_rows(const std::vector<std::string>& fields);

}  // namespace plimsoll
