#pragma once

// JSON made to differ in each request, so that no cache has its answer: the text with {{unique ...}} where it differs.
// Everything else stays byte for byte. Pure; any thread.

#include "core/error.h"
#include "scenarios/request_template.h"

#include <string>
#include <string_view>

namespace plimsoll {

// The first 16 numbers with a point, or an exponent, that are not 0: each differs by at most a millionth of itself.
// Whole numbers and text stay, since they may be codes and names. Error: there is no such number.
Result<std::string> with_unique_numbers(std::string_view json);

// What stands at one place, "$.id" or "$.rows[0].id", instead: of text a unique word comes in front, a whole number
// becomes another one, one with a point differs by a hair. Error: nothing of the kind stands there.
Result<std::string> with_unique_place(std::string_view json, std::string_view path);

// The same of all bodies of a request; `place` empty: numbers. An error names the body it is in.
Result<> make_bodies_unique(BodySet& bodies, const std::string& place);

}  // namespace plimsoll
