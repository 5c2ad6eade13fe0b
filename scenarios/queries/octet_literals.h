#pragma once

// Bytes and characters as digits. Pure; any thread.

#include <optional>
#include <string>
#include <string_view>

namespace plimsoll {

// With + and / or with - and _, with or without = at the end. None: it is no base64.
std::optional<std::string> from_base64(std::string_view text);
// As Hurl takes it: + and / with the = that are due, + and / without any, - and _ without any. None: it is not of this
// form.
enum class Base64Form { padded, unpadded, url_safe };
std::optional<std::string> from_base64(std::string_view text, Base64Form form);

// As UTF-8; its number in hexadecimal digits. None: there is no such character.
std::optional<std::string> character_of(std::string_view digits);

void append_character(char32_t point, std::string& into);

}  // namespace plimsoll
