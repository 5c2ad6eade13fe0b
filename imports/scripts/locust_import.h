#pragma once

// A Locust file into a scenario, without running it: user classes, wait_time, @task weights, and requests whose
// arguments are literal. The rest is told. One thread.

#include "core/error.h"
#include "imports/plan/import_draft.h"

#include <string>

namespace plimsoll {

Result<> import_locust(const std::string& text, ImportDraft& draft);

}  // namespace plimsoll
