#pragma once

// Files that a command makes of something else: a scenario with what lies beside it, or one for another tool. Nothing
// that is there already is written over. One thread.

#include "core/error.h"
#include "imports/import.h"

#include <filesystem>
#include <string>

namespace plimsoll {

// Error: it is there already, with what to do; `option` names it.
Result<> refuse_existing(const std::filesystem::path& file, const std::string& option);

// With the folder that it is in. Error: cannot be written.
Result<> write_new_file(const std::filesystem::path& file, const std::string& content);
Result<> write_new_file(const std::filesystem::path& file, const ImportedFile& content);

// A scenario that was made, and the files that it names.
Result<> write_scenario_files(const ImportedScenario& scenario, const std::filesystem::path& out);

// What it came to, what was left out, what comes next. Left out is told on standard error.
void tell_of_scenario(const ImportedScenario& scenario, const std::string& out);

// Its files must be there, and its parts fit each other: told now, not at the run. The exit code.
int check_written(const std::string& out);

}  // namespace plimsoll
