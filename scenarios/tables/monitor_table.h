#pragma once

// What the keys of a `monitor` entry are: what is watched. Used by the scenario's table; no state.

#include "scenarios/fields/field_table.h"
#include "scenarios/monitoring.h"

#include <optional>
#include <string>
#include <vector>

namespace plimsoll {

struct MonitorDraft {
  std::optional<WatchSpec> watch;
  std::vector<std::string> metrics;
  bool names_server = false;  // whose metrics they are
};

const ObjectTable<MonitorDraft>& monitor_table();

// `monitor: none`, or a list of entries: mappings, or text like "port:5000".
ValueType<Monitoring> monitoring_type();

}  // namespace plimsoll
