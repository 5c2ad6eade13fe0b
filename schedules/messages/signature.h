#pragma once

// Proves to a webhook who sent a message, and when. Pure; any thread.

#include <string>
#include <string_view>

namespace plimsoll {

// HMAC-SHA256 of "TIMESTAMP.BODY", lower-case hexadecimal, with "v1=" in front.
std::string signature_of(std::string_view secret, std::string_view timestamp, std::string_view body);

}  // namespace plimsoll
