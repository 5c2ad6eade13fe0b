#pragma once

// What a step does besides sending one request, as the expressions of a script: what it takes out of its answer,
// whether and how often it is sent, the pause after it. No state; one thread.

#include "exports/script_checks.h"
#include "scenarios/flow.h"
#include "scenarios/load.h"

#include <string>
#include <vector>

namespace plimsoll {

struct ScriptedCapture {
  std::string variable;   // "job", "self.token", "shared.model"
  std::string value;      // an expression of the answer
  std::string otherwise;  // where there is nothing; empty: that is a failure
};

struct ScriptedFlow {
  std::vector<ScriptedCapture> captures;
  std::vector<ScriptCheck> when;   // empty: it is always sent
  std::vector<ScriptCheck> until;  // empty: nothing is waited for
  std::string pause;               // seconds, an expression; empty: none
};

// What has no words there is left unsaid in the draft. The answer is called `response`.
ScriptedFlow scripted_flow(const ScriptChecks& where, const StepFlow& flow);

// Seconds, an expression that draws anew; empty: no pause, or one from start to start.
std::string seconds_of(ScriptLanguage& language, const Wait& wait);

// Gives each captured value its variable: of a user, of a round of its task, or of the whole load.
void name_captured(const Scenario& scenario, ScriptLanguage& language, std::vector<std::string>& taken);

}  // namespace plimsoll
