#pragma once

// What a Set-Cookie header says, attribute by attribute, for who asks about it. Pure; any thread.

#include "engine/queries/query_value.h"
#include "scenarios/query.h"

#include <string>
#include <string_view>

namespace plimsoll {

// Of the first cookie of that name in `headers` ("name: value\r\n" lines, names in lower case). None: there is none, or
// it has no such part.
std::optional<QueryValue> cookie_part(std::string_view headers, std::string_view name, Query::CookiePart part);

}  // namespace plimsoll
