#pragma once

// Bytes as text and text as bytes: character sets, escapes of URLs, hashes. Pure; any thread.

#include <optional>
#include <string>
#include <string_view>

namespace plimsoll {

// As UTF-8. None: the character set is unknown, or the bytes are none of it.
std::optional<std::string> decoded_charset(std::string_view octets, const std::string& charset);

bool is_utf8(std::string_view octets);

std::string hex_text(std::string_view octets);

// As the names of OpenSSL say: "SHA256", "MD5".
std::string digest(std::string_view octets, const char* name);

}  // namespace plimsoll
