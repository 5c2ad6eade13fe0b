#pragma once

// Headers as a scenario gives them, found by a name in any case. Pure; any thread.

#include "core/http/header_names.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

namespace plimsoll {

struct Header {
  std::string name;
  std::string value;
};

inline bool has_header(const std::vector<Header>& headers, std::string_view name) {
  return std::any_of(headers.begin(), headers.end(), [&](const Header& h) { return same_header(h.name, name); });
}

}  // namespace plimsoll
