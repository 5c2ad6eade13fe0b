#pragma once

// The keys of a scenario file at its top. Immutable tables; any thread.

#include "scenarios/fields/field_table.h"
#include "scenarios/scenario.h"
#include "scenarios/tables/feeder_table.h"
#include "scenarios/tables/load_table.h"
#include "scenarios/tables/request_table.h"

#include <optional>
#include <vector>

namespace plimsoll {

struct ScenarioDraft {
  LoadDraft load;
  std::vector<LoadDraft> loads;  // instead of the load's own model
  Scenario scenario;             // all but its load and tasks
  ConnectionOptions connection;  // of the target, which may stand after it
  std::optional<Nanos> timeout;
  ExchangeDraft exchange;  // of every request that has none of its own
  bool cookies = false;
  std::vector<RequestDraft> requests;
  std::vector<RequestDraft> login, before_all, after_all;  // their steps
  std::vector<FeederDraft> feeders;
};

const ObjectTable<ScenarioDraft>& scenario_table();
ValueType<std::string> note_type();

// Every table, the scenario's first: what the schema and the reference are made from.
std::vector<ObjectDescription> scenario_objects();

}  // namespace plimsoll
