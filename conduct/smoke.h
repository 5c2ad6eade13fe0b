#pragma once

// `check --smoke`: each request of a scenario sent once, in the order of the file, its checks applied. Blocks; no
// state.

#include "conduct/cases/case_trial.h"
#include "conduct/interrupts.h"
#include "core/error.h"
#include "record/run_record.h"
#include "scenarios/scenario.h"

#include <optional>
#include <string>
#include <vector>

namespace plimsoll {

struct SmokeResult {
  std::string request;
  double response_time_ms = 0;
  std::string failure;  // "status: status 500, expected 200"; empty: good
  std::string note;     // what is odd about a good answer; empty: nothing
};

struct SmokeOutcome {
  std::vector<SmokeResult> answers;
  std::vector<CaseResult> cases;  // bad requests, sent where all good ones are answered well
  bool cases_left_out = false;    // since one was not
  bool memory_was_read = false;   // between bad requests
};

// A managed target is started, waited for and stopped. Error: it never became ready, or nothing connected. After an
// interrupt it ends soon, with what there is: what `before_all` did is undone by `after_all`.
Result<SmokeOutcome> smoke(const Scenario& given, Interrupts& interrupts);

}  // namespace plimsoll
