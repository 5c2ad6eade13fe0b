#pragma once

// The commands in a text as the cmd of Windows and the programs there split them: ^ and "...". One thread.

#include "core/error.h"
#include "imports/curl/command_words.h"
#include "imports/plan/import_draft.h"

#include <string_view>
#include <vector>

namespace plimsoll {

bool is_for_cmd(std::string_view text);

// Error: a quote without its end, with its line.
Result<std::vector<CommandWords>> cmd_commands(std::string_view text, const ImportDraft& draft);

}  // namespace plimsoll
