#pragma once

// Queries and checks as Hurl writes them: jsonpath "$.id" toInt >= 3. What Hurl has and is not done here
// is read and refused. No state.

#include "core/error.h"
#include "scenarios/queries/text_cursor.h"
#include "scenarios/query.h"

#include <optional>
#include <string_view>

namespace plimsoll {

// With the filters behind it. None: the cursor has the fault.
std::optional<Query> parse_query(TextCursor& cursor);
// Query, blank, predicate.
std::optional<QueryCheck> parse_query_check(TextCursor& cursor);

// A text of one of them alone. The error names the column.
Result<Query> parse_query(std::string_view text);
Result<QueryCheck> parse_query_check(std::string_view text);

}  // namespace plimsoll
