#pragma once

// The steps of one task as the body of a function of a k6 script, in order. Adds what it needs to the language's needs:
// "check", "sleep", "retried", "signedIn". Owned by one export; one thread.

#include "exports/scripted_tasks.h"

#include <string>

namespace plimsoll {

class K6Steps {
 public:
  // What the function returns where a step fails that is needed: "", " false".
  K6Steps(ExportDraft& draft, ScriptLanguage& script, std::string failed)
      : draft_(draft), script_(script), failed_(std::move(failed)) {}

  // Lines with the indentation of a function's body.
  std::string write(const ScriptedTask& task);

 private:
  std::string step(const ScriptedRequest& request, bool is_last);
  std::string sent_until(const ScriptedRequest& request);
  std::string sent(const ScriptedRequest& request);
  std::string call(const ScriptedRequest& request) const;
  std::string sending(const ScriptedRequest& request);
  std::string parameters(const ScriptedRequest& request) const;
  std::string captures(const ScriptedRequest& request, bool keeps_older) const;
  std::string checked(const ScriptedRequest& request, std::vector<ScriptCheck> checks);

  ExportDraft& draft_;
  ScriptLanguage& script_;
  const std::string failed_;
  std::string answer_;                 // how the answer is kept: "const response", "response"
  std::vector<std::string> captured_;  // variables that are set when the step begins
};

// Seconds as a call that waits them.
std::string k6_pause(ScriptLanguage& script, const std::string& seconds);

// The functions at the top of a script, those alone that it needs.
std::string k6_helpers(const ScriptLanguage& script);

}  // namespace plimsoll
