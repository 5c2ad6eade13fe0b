#pragma once

// The verdicts on everything of one watched thing that is judged: the memory of its processes, then what its probes
// named, then single processes that stand out. No state.

#include "monitors/judgement/leak_verdict.h"
#include "monitors/judgement/load_phases.h"
#include "monitors/sampler_results.h"
#include "reports/run_record.h"

#include <string>
#include <vector>

namespace plimsoll {

// What the load was, in the order and on the time of the rows.
struct JudgedLoad {
  std::vector<std::string> request_names{};
  std::vector<RestSpan> rests{};
};

// `options`: of the memory of the processes.
std::vector<LeakRecord> judge_series_of(const SamplerResults& results, const JudgedLoad& load,
                                        const JudgeOptions& options);

}  // namespace plimsoll
