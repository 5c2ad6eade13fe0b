#pragma once

// Parts of a scenario that a format has no words for, found once for all formats. No state; one thread.

#include "exports/export_draft.h"

namespace plimsoll {

// What a format says itself, and lists itself where it cannot.
struct SaidParts {
  bool load = false;  // users, rates, pauses, weights, thresholds
  bool checks = false;
  bool connection = false;  // addresses, trust, timeouts
  bool flow = false;        // captures, conditions, loops, pauses between steps, login, what is sent once
  bool exchange = false;    // redirects, attempts, cookies
  bool auth = false;        // tokens and keys that change; those that never do are said by all
};

void list_unsaid_parts(ExportDraft& draft, const SaidParts& said);

}  // namespace plimsoll
