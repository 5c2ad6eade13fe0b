#pragma once

// Words that all exports share: comments, numbers, the list at the end. Pure; any thread.

#include "core/time.h"
#include "exports/export_draft.h"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace plimsoll {

// One line without control characters, variables as $NAME.
std::string comment_words(const ExportDraft& draft, std::string_view text);

// "1.5": seconds as other tools take them.
std::string seconds_words(Nanos duration);

// What was left unsaid, a line each behind `mark` ("#", "//"); nothing where all was said.
std::string unsaid_comment(const ExportDraft& draft, std::string_view mark);

// "score item!" is score_item, and no two are alike in `taken`, to which it is added.
std::string identifier(std::string_view name, std::vector<std::string>& taken);

// Each line behind so many blanks, the last one with its end.
std::string indented_lines(std::string text, std::size_t columns);

// The file of that label as the written file names it; nothing where it holds something else than `content`.
std::optional<std::string> file_with(const ExportDraft& draft, const std::string& label, std::string_view content);

}  // namespace plimsoll
