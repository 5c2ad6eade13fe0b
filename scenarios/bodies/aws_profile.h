#pragma once

// The keys of one profile of an AWS credentials file. Pure; any thread.

#include "core/error.h"
#include "scenarios/auth.h"

#include <string>
#include <string_view>

namespace plimsoll {

// Error: there is no such profile, or a key is missing in it. Its values are in no message.
Result<AwsKeys> read_aws_profile(std::string_view text, const std::string& profile);

}  // namespace plimsoll
