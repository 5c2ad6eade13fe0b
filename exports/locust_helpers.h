#pragma once

// The functions at the top of a locustfile, those alone that it needs. Pure; one thread.

#include "exports/script_language.h"

#include <string>

namespace plimsoll {

std::string locust_helpers(const ScriptLanguage& python);

}  // namespace plimsoll
