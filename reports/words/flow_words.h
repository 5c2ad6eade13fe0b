#pragma once

// Flows in words that formats share: the rows of their table, what was sent once, names of requests as tables show
// them. Pure; any thread.

#include "record/run_record.h"
#include "record/time_summary.h"

#include <string>
#include <vector>

namespace plimsoll {

struct FlowRow {
  std::string name;
  std::string begun;
  std::string completed;
  std::string failed;    // how many ...
  std::string at;        // ... and where most of them; empty: none failed
  TimeSummary duration;  // of those completed
  bool is_good = true;
};
std::vector<FlowRow> flow_table(const RunRecord& record);

// "unfinished: 3 of checkout, ..."; empty: none was.
std::string unfinished_flows(const RunRecord& record);

// Before the load and after it, a sentence each.
std::vector<std::string> once_sentences(const RunRecord& record);

// The record's request names, in its order, as "flow / step" where they are steps of one.
std::vector<std::string> shown_names(const RunRecord& record);

}  // namespace plimsoll
