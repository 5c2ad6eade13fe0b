#pragma once

// The filters behind a query, and the arguments of queries and filters. No state.

#include "scenarios/queries/text_cursor.h"
#include "scenarios/query.h"

#include <optional>
#include <string_view>
#include <vector>

namespace plimsoll {

// All that follow, each behind a blank; the cursor stands behind the last.
bool read_filters(TextCursor& cursor, std::vector<QueryFilter>& filters);

// Behind the word that it belongs to: blank, "text".
std::optional<QueryText> quoted_argument(TextCursor& cursor, std::string_view word);
// Blank, "expression" or /expression/, behind `matches` `expression` too.
std::optional<QueryText> pattern_argument(TextCursor& cursor, std::string_view word, bool takes_backticks = false);

inline bool is_word_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

}  // namespace plimsoll
