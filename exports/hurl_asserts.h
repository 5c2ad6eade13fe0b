#pragma once

// The checks of a request as what Hurl expects of its answer. No state; one thread.

#include "exports/export_draft.h"
#include "scenarios/flow.h"

#include <string>
#include <vector>

namespace plimsoll {

struct HurlChecks {
  ExportDraft& draft;  // gets what Hurl has no words for
  const std::string& place;
  const std::vector<Check>& checks;
  const StepFlow* flow;  // whose captures are said too; null: none
};

// From "HTTP ..." on. Without a check any status below 400 is good, as it is here.
std::string hurl_answer(const HurlChecks& checks);

}  // namespace plimsoll
