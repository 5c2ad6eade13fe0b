#pragma once

// The `target` of a scenario. Immutable tables; any thread.

#include "scenarios/fields/field_table.h"
#include "scenarios/target.h"

#include <optional>

namespace plimsoll {

struct TargetDraft {
  Target target;
  ManagedTarget managed;
};

const ObjectTable<TargetDraft>& target_table();
const ObjectTable<TlsOptions>& tls_table();
const ObjectTable<Readiness>& ready_table();
const ObjectTable<StopCommand>& stop_table();
const ObjectTable<VersionQuestion>& version_table();
ValueType<Target> target_type();

}  // namespace plimsoll
