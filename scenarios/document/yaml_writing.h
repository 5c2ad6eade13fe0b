#pragma once

// Text as a person writes it in YAML: plain where that reads back as the same text, else in quotes. Pure; any thread.

#include <string>
#include <string_view>

namespace plimsoll {

std::string yaml_scalar(std::string_view text, bool in_flow);  // `in_flow`: within { } or [ ]
std::string yaml_quoted(std::string_view text);
std::string yaml_key(std::string_view key);

}  // namespace plimsoll
