#pragma once

// The steps of one task as the body of a method of a Locust user, in order. Adds what it needs to the language's needs:
// "retried", "signed_in", "time". Owned by one export; one thread.

#include "exports/scripted_tasks.h"

#include <string>

namespace plimsoll {

class LocustSteps {
 public:
  explicit LocustSteps(ScriptLanguage& python) : python_(python) {}

  // Lines with the indentation of a method's body.
  std::string write(const ScriptedTask& task);

 private:
  std::string step(const ScriptedRequest& request, bool is_last);
  std::string sent_until(const ScriptedRequest& request);
  std::string sent(const ScriptedRequest& request);
  std::string judged(const ScriptedRequest& request);
  std::string call(const ScriptedRequest& request, bool is_judged) const;
  std::string sending(const ScriptedRequest& request);
  std::string captures(const ScriptedRequest& request, bool keeps_older) const;
  std::string failure(const std::string& label) const;

  ScriptLanguage& python_;
  std::vector<std::string> captured_;  // variables that are set when the step begins
};

}  // namespace plimsoll
