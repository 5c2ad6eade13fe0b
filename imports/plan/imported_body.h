#pragma once

// The bytes of a body into the form that a person would give it in a scenario: JSON, a form, or text. Pure; any thread.

#include "imports/plan/import_draft.h"

#include <string>
#include <string_view>

namespace plimsoll {

// `content_type`: as it was sent; empty: none is known.
ImportedBody body_from(std::string raw, std::string_view content_type);

}  // namespace plimsoll
