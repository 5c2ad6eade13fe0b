#pragma once

// An OpenAPI 3.0 or 3.1 document into a request for each of its operations, with bodies and parameters from its
// examples or, where it has none, from its schemas. One thread.

#include "core/error.h"
#include "imports/plan/import_draft.h"

#include <string>

namespace plimsoll {

Result<> import_openapi(const std::string& text, ImportDraft& draft);

}  // namespace plimsoll
