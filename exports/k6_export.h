#pragma once

// A scenario as a script for k6: its load as scenarios, its thresholds, its rows read from their files. No state; one
// thread.

#include "core/error.h"
#include "exports/export_draft.h"

#include <string>

namespace plimsoll {

// `out`: the file that it will be; empty: none.
Result<std::string> write_k6(ExportDraft& draft, const std::string& out);

}  // namespace plimsoll
