#pragma once

// The load and the thresholds of a scenario as the options of a script for k6. No state; one thread.

#include "exports/export_draft.h"
#include "exports/script_language.h"

#include <string>
#include <string_view>

namespace plimsoll {

std::string k6_options(ExportDraft& draft, const ScriptLanguage& script);

// Which runs one iteration of a load of that name.
std::string k6_function(std::string_view load);

}  // namespace plimsoll
