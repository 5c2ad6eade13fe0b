#pragma once

// Takes secrets out of what was imported: authorization, cookies, API keys, tokens and passwords in headers, queries,
// forms, JSON and paths become variables of the environment. What goes by its name or looks like one is taken for one.
// Pure but for the draft; one thread.

#include "imports/plan/import_draft.h"

#include <string>
#include <string_view>

namespace plimsoll {

void hide_secrets(ImportDraft& draft);

// The path without the parameters of its query that hold secrets; their names are added to `dropped`.
std::string path_without_secrets(std::string_view path, std::vector<std::string>& dropped);

}  // namespace plimsoll
