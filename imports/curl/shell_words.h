#pragma once

// The commands in a text as a POSIX shell would split them: quotes, $'...', continued lines, comments, here-documents,
// and the prompts of documentation. One thread.

#include "core/error.h"
#include "imports/curl/command_words.h"
#include "imports/plan/import_draft.h"

#include <string_view>
#include <vector>

namespace plimsoll {

// $NAME becomes a reference in the draft. Error: a quote or a here-document without its end, with its line.
Result<std::vector<CommandWords>> shell_commands(std::string_view text, ImportDraft& draft);

}  // namespace plimsoll
