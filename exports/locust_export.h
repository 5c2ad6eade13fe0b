#pragma once

// A scenario as a locustfile: its users, pauses, weights and stages, its rows read from their files. No state; one
// thread.

#include "core/error.h"
#include "exports/export_draft.h"

#include <string>

namespace plimsoll {

// `out`: the file that it will be; empty: none.
Result<std::string> write_locust(ExportDraft& draft, const std::string& out);

}  // namespace plimsoll
