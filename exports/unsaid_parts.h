#pragma once

// Parts of a scenario that a format has no words for, found once for all formats. No state; one thread.

#include "exports/export_draft.h"

namespace plimsoll {

// What a format says itself, and lists itself where it cannot.
struct SaidParts {
  bool load = false;  // users, rates, pauses, weights, thresholds
  bool checks = false;
  bool connection = false;  // addresses, trust, timeouts
};

void list_unsaid_parts(ExportDraft& draft, const SaidParts& said);

}  // namespace plimsoll
