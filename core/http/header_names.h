#pragma once

// Names of HTTP headers, which any case may write, and which of them carry secrets. Pure functions; any thread.

#include "core/text.h"

#include <string>
#include <string_view>
#include <vector>

namespace plimsoll {

// Stands in every output where a secret was.
inline constexpr std::string_view kRedacted = "[redacted]";

inline bool same_header(std::string_view a, std::string_view b) { return same_without_case(a, b); }

// authorization, cookie, x-api-key and their like, and the names given beside them: no output shows their values.
bool is_secret_header(std::string_view name, const std::vector<std::string>& beside);

}  // namespace plimsoll
