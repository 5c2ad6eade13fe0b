#pragma once

// An OpenCollection, as Bruno writes it: one file with all requests in it, or the file of one request. One thread.

#include "core/error.h"
#include "imports/plan/folder_pair.h"
#include "imports/plan/import_draft.h"

#include <string>

namespace plimsoll {

Result<> import_opencollection(const std::string& text, const FolderPair& folders, ImportDraft& draft);

}  // namespace plimsoll
