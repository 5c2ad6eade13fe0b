#pragma once

// A k6 script into a scenario, without running it: its options, and requests whose arguments are literal. The rest is
// told. One thread.

#include "core/error.h"
#include "imports/plan/import_draft.h"

#include <string>

namespace plimsoll {

Result<> import_k6(const std::string& text, ImportDraft& draft);

}  // namespace plimsoll
