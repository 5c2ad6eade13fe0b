#pragma once

// The checks of a request as conditions of a script. No state; one thread.

#include "exports/export_draft.h"
#include "exports/script_language.h"

#include <string>
#include <vector>

namespace plimsoll {

struct ScriptCheck {
  std::string label;      // "status is 200"
  std::string condition;  // of `response` in Python, of `r` in JavaScript
};

struct ScriptChecks {
  ExportDraft& draft;  // gets what has no words there
  ScriptLanguage& language;
  std::string place;
};

std::vector<ScriptCheck> script_checks(const ScriptChecks& where, const std::vector<Check>& checks);

}  // namespace plimsoll
