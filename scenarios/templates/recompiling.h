#pragma once

// {{...}} of bodies that are made once the target is ready, with the feeders and captured values that the scenario has
// by then. Files and variables are read again: the parse has allowed them. Blocks; the conductor's thread.

#include "core/error.h"
#include "scenarios/scenario.h"
#include "scenarios/template_text.h"

#include <filesystem>
#include <string_view>

namespace plimsoll {

// Of JSON. Error: what is wrong within which {{...}}.
Result<TemplateText> recompiled_json(std::string_view json, const Scenario& scenario,
                                     const std::filesystem::path& folder);

}  // namespace plimsoll
