#pragma once

// The `load` of a scenario, or the several `loads` that run at once. Immutable tables; any thread.

#include "scenarios/bodies/replay_reader.h"
#include "scenarios/fields/field_table.h"
#include "scenarios/load.h"

#include <optional>
#include <string>
#include <vector>

namespace plimsoll {

// As the keys come in; the model is put together when all are known.
struct StageDraft {
  std::optional<Nanos> length;
  std::optional<double> users;
  std::optional<double> rate;
};

struct ReplayDraft {
  ReplayLog log;
  std::optional<ReplaySummary> summary;  // what the log holds; absent where it cannot be read
};

struct TraceDraft {
  ArrivalTrace trace;
  bool is_read = false;  // and what it holds is known
};

struct LoadDraft {
  std::string name;
  std::vector<std::string> tasks;  // by name; empty: all
  ClosedLoad closed;
  OpenLoad open;
  std::optional<ArrivalRate::Law> law;
  std::optional<double> burstiness;
  std::optional<double> rate;
  std::vector<Stage> stages;
  std::optional<ReplayDraft> replay;
  std::optional<TraceDraft> trace;
  std::string closed_key;  // the first that makes it one; "" if none does
  std::string open_key;
  std::string level_key;  // users, rate, stages, trace or replay: what says how much there is

  Load common;  // of `load` alone: all but its parts
  bool has_duration = false;

  LoadPart part() const;
  // Of its stages or its log; nothing where it has neither.
  std::optional<Nanos> own_length() const;
};

const ObjectTable<LoadDraft>& load_table();       // `load`
const ObjectTable<LoadDraft>& load_part_table();  // an entry of `loads`
const ObjectTable<StageDraft>& stage_table();
const ObjectTable<ReplayDraft>& replay_table();
const ObjectTable<TraceDraft>& trace_table();

}  // namespace plimsoll
