#pragma once

// An audit by itself as JSON, as run.json has it in `rules`. Pure; any thread.

#include "record/rules/rules_record.h"

#include <string>

namespace plimsoll {

std::string audit_json(const CacheAudit& audit);

}  // namespace plimsoll
