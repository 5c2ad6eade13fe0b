#pragma once

// A scenario as curl commands, one a request, each by itself. No state; one thread.

#include "core/error.h"
#include "exports/export_draft.h"

#include <string>

namespace plimsoll {

// `out`: the file that it will be; empty: none.
Result<std::string> write_curl(ExportDraft& draft, const std::string& out);

}  // namespace plimsoll
