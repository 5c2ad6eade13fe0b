#pragma once

// The token that a server of ours asks for, as its options give it. No state; one thread.

#include "cli/options/given_options.h"
#include "core/error.h"

#include <string>

namespace plimsoll {

// The first line of the file of --token-file, else what the environment variable holds; empty where neither is given.
// Error: the file cannot be read, or the token has fewer than 16 characters.
Result<std::string> server_token(const GivenOptions& given, const char* variable);

// The same of the environment variable alone.
Result<std::string> server_token(const char* variable);

}  // namespace plimsoll
