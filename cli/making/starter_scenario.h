#pragma once

// The commented scenario that `init` writes: it parses, and says what each part is for. A pure function; any thread.

#include "core/error.h"

#include <string>

namespace plimsoll {

// Error: not a URL.
Result<std::string> starter_scenario(const std::string& url);

}  // namespace plimsoll
