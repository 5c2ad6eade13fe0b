#pragma once

// The simple checks of a Postman test script, as what is expected of an answer. Pure but for the request; one thread.

#include "imports/plan/import_draft.h"

#include <string>
#include <string_view>
#include <vector>

namespace plimsoll {

// The lines that say something and were not taken, trimmed.
std::vector<std::string> take_postman_tests(std::string_view script, ImportedRequest& request);

}  // namespace plimsoll
