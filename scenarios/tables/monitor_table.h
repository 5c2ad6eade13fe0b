#pragma once

// What the keys of a `monitor` entry are: what is watched. Used by the scenario's table; no state.

#include "scenarios/scenario.h"
#include "scenarios/tables/field_table.h"

#include <optional>
#include <string>
#include <vector>

namespace plimsoll {

struct MonitorDraft {
  std::optional<WatchSpec> watch;
  std::vector<std::string> metrics;
};

const ObjectTable<MonitorDraft>& monitor_table();

// `monitor: none`, or a list of entries. Nothing where what stands there was refused.
std::optional<Monitoring> read_monitoring(const Value& value);

}  // namespace plimsoll
