#pragma once

// The checks of a request as conditions of a script. No state; one thread.

#include "exports/export_draft.h"
#include "exports/script_language.h"
#include "scenarios/flow.h"

#include <string>
#include <string_view>
#include <vector>

namespace plimsoll {

struct ScriptCheck {
  std::string label;      // "status is 200"
  std::string condition;  // of the answer
};

struct ScriptChecks {
  ExportDraft& draft;  // gets what has no words there
  ScriptLanguage& language;
  std::string place;
  std::string answer;  // the script's name of it: "response"
};

std::vector<ScriptCheck> script_checks(const ScriptChecks& where, const std::vector<Check>& checks);
// Of a captured value, that the expression gives.
std::vector<ScriptCheck> script_checks_of(const ScriptChecks& where, const ValueCondition& condition,
                                          const std::string& value);
// What holds of an answer where nothing is said of its status.
ScriptCheck usual_check(const ScriptLanguage& language, std::string_view answer);

}  // namespace plimsoll
