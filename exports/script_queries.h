#pragma once

// What is read out of an answer, and what it is to be, as expressions of a script. Where there is nothing, they give
// `nothing` in Python and undefined in JavaScript. No state; one thread.

#include "exports/script_language.h"
#include "scenarios/query.h"

#include <optional>
#include <string>
#include <string_view>

namespace plimsoll {

// What stands at the one place of a path; nothing: the path leads to several.
std::optional<std::string> place_words(ScriptLanguage& language, std::string_view path, std::string_view answer);

// Of the answer of that name in the script. Nothing: the language has no short words for it.
std::optional<std::string> query_words(ScriptLanguage& language, const Query& query, std::string_view answer);

// A condition of the value that the expression gives. Nothing: as above.
std::optional<std::string> predicate_words(ScriptLanguage& language, const Predicate& predicate,
                                           const std::string& value);

// "x-model" is X-Model: as k6 has the names of headers.
std::string canonical_header(std::string_view header);

}  // namespace plimsoll
