#pragma once

// An access log into a timed log of requests, read line by line however large it is. A log has no bodies: a file for
// each path stands for those of its POST, PUT and PATCH. One thread.

#include "core/error.h"
#include "imports/plan/import_draft.h"

#include <istream>
#include <string_view>

namespace plimsoll {

bool looks_like_access_log(std::string_view head);

Result<> import_access_log(std::istream& in, ImportDraft& draft);

}  // namespace plimsoll
