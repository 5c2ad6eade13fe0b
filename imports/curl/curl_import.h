#pragma once

// curl commands, as people keep them and as browsers copy them, into requests. Reads the small files that a command
// has a header, a form field or encoded data from; others are named in the scenario. One thread.

#include "core/error.h"
#include "imports/plan/folder_pair.h"
#include "imports/plan/import_draft.h"

#include <string>
#include <string_view>

namespace plimsoll {

bool looks_like_curl(std::string_view text);

Result<> import_curl(const std::string& text, const FolderPair& folders, ImportDraft& draft);

}  // namespace plimsoll
