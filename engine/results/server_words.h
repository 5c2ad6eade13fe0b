#pragma once

// What a server said of its error within the name of a failure: one line, bounded, and equal for equal errors: numbers
// and ids that differ from answer to answer are N. Secrets are gone from it before. Pure; any thread.

#include "engine/exchange/request.h"

#include <string>
#include <string_view>

namespace plimsoll {

std::string server_words(std::string_view said);

// The message of a failure, in which they follow a colon: "status 503, expected 200: WORDS", "an error within a 200:
// WORDS". Others stay as they are.
std::string with_server_words(FailureKind kind, std::string message);

}  // namespace plimsoll
