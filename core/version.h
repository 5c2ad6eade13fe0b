#pragma once

// Which Plimsoll this is. Any thread.

#include <string>
#include <string_view>

namespace plimsoll {

std::string_view version();  // "0.1.0"
std::string user_agent();    // "plimsoll/0.1.0"

}  // namespace plimsoll
