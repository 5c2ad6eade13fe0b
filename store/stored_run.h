#pragma once

// One run of the store, as a list shows it; and the names by which people ask for one. Values; any thread.

#include "record/record_parts.h"
#include "record/run_record.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace plimsoll {

enum class RunState { running, ended, cut_off };

struct StoredRun {
  std::string id;
  std::string name;  // of the scenario
  std::string target;
  std::string started_at;  // RFC 3339
  RunState state = RunState::running;
  double duration_s = 0;
  std::uint64_t requests = 0, failures = 0;
  std::optional<double> p95_ms;
  std::optional<RunOutcome> outcome;  // of one that ended
  std::optional<int> exit_code;
  std::string headline;
  std::string note;
  std::vector<std::string> tags;  // in order
  bool kept = false;              // never pruned
  std::uint64_t stored_bytes = 0;
  std::optional<RecordParts> parts;  // of its record; absent of one that an older plimsoll stored
  std::string control;               // the socket that it can be steered by while it goes on; empty: none
};

std::string_view to_string(RunState state);  // "running", "ended", "cut off"

}  // namespace plimsoll
