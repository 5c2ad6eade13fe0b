#pragma once

// Brings what any importer found into the shape of a scenario: one target, methods that there are, headers that a
// person would keep, names that differ, no secret. Pure but for the draft; one thread.

#include "core/error.h"
#include "imports/plan/import_draft.h"

namespace plimsoll {

// Error: nothing is left that could be sent.
Result<> finish_plan(ImportDraft& draft);

}  // namespace plimsoll
