#pragma once

// Predicates as Hurl writes them: not contains "x". No state.

#include "scenarios/queries/text_cursor.h"
#include "scenarios/query.h"

#include <optional>

namespace plimsoll {

// None: the cursor has the fault.
std::optional<Predicate> parse_predicate(TextCursor& cursor);

// true, null, -1.5, "text": as the value of a variable, or behind ==. None without a fault: there is none here.
std::optional<QueryOperand> parse_scalar(TextCursor& cursor);

}  // namespace plimsoll
