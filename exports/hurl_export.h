#pragma once

// A scenario as a .hurl file: an entry a request, its checks as asserts. No state; one thread.

#include "core/error.h"
#include "exports/export_draft.h"

#include <string>

namespace plimsoll {

// `out`: the file that it will be; empty: none.
Result<std::string> write_hurl(ExportDraft& draft, const std::string& out);

}  // namespace plimsoll
