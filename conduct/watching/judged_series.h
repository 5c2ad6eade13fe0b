#pragma once

// The verdicts on everything of one watched thing that is judged: the memory of its processes, then what its probes
// named, then single processes that stand out. No state.

#include "judgement/judge.h"
#include "judgement/load_phases.h"
#include "record/leak_verdict.h"
#include "record/run_record.h"
#include "scenarios/monitoring.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace plimsoll {

// What the load was, in the order and on the time of the rows.
struct JudgedLoad {
  std::vector<std::string> request_names{};
  std::vector<RestSpan> rests{};
  std::vector<TargetSegment> segments{};  // of a target that was redeployed: each is judged by itself
};

// What the verdicts are held against.
struct JudgeRules {
  std::optional<std::uint64_t> limit_bytes{};  // of the memory of the processes and of the group that they are in
  LeakRules leak{};
};

// As sentences speak of it: "memory", "the number of open files".
std::string subject_of(std::string_view series);

// `given` for this series: how it is spoken of, its unit, whether a framework may hold it for itself. A count is held
// against no limit and no minimum of bytes.
JudgeOptions judging_of_series(std::string_view series, std::string_view unit, JudgeOptions given);

std::vector<LeakRecord> judge_series_of(const MonitorRecord& monitor, const JudgedLoad& load, const JudgeRules& rules);

// Of the first of them alone. Nothing where none is judged.
std::optional<LeakVerdict> judge_first_series(const MonitorRecord& monitor,
                                              const std::vector<std::string>& request_names, const JudgeRules& rules);

// A sentence for each that `rules` leave out and that was not there to be judged: a slip of the pen, most often.
std::vector<std::string> notes_on_ignored(const LeakRules& rules, const std::vector<MonitorRecord>& monitors);

}  // namespace plimsoll
