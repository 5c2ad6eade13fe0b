#pragma once

// A Postman collection (2.0 and 2.1) into requests: folders, variables, sign-in, bodies; simple tests become
// expectations, other scripts are told. One thread.

#include "core/error.h"
#include "imports/plan/folder_pair.h"
#include "imports/plan/import_draft.h"

#include <string>

namespace plimsoll {

Result<> import_postman(const std::string& text, const FolderPair& folders, ImportDraft& draft);

}  // namespace plimsoll
