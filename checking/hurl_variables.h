#pragma once

// The variables that a .hurl file is run with, as they are given on the command line and in files: NAME=VALUE, where
// true, null, 3, 1.5 and "text" have their types. Reads the file that is named; no state.

#include "core/error.h"
#include "engine/queries/query_value.h"

#include <filesystem>
#include <string>
#include <string_view>

namespace plimsoll {

// One of them. Error: it has no name, or that of a function.
Result<> add_variable(std::string_view assignment, QueryVariables& into);

// A line each; # begins a comment. The error names file and line.
Result<> add_variables_of_file(const std::filesystem::path& file, QueryVariables& into);

}  // namespace plimsoll
