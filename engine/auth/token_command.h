#pragma once

// A token, or AWS keys, that a command of the user's prints. Blocks; any thread.

#include "core/error.h"
#include "engine/auth/token_source.h"
#include "scenarios/auth.h"

#include <string>
#include <string_view>

namespace plimsoll {

// What it prints, whatever it is. Error: it cannot be started, exits badly (its code and the last line of its standard
// error), prints nothing, or does not end in time.
Result<std::string> output_of(const TokenCommand& command, const TokenSource::IsUnwanted& is_unwanted);

// The token in it: a line, or the `accessToken` or `access_token` of a JSON object. The error does not show it.
Result<Token> token_in(std::string_view output);

// The keys in it, as `aws configure export-credentials` prints them.
Result<AwsKeys> aws_keys_in(std::string_view output);

}  // namespace plimsoll
