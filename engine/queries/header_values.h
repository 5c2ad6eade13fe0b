#pragma once

// All values of a header of an answer. Pure; any thread.

#include "core/text.h"

#include <string_view>
#include <vector>

namespace plimsoll {

// `headers` are "name: value\r\n" lines, names in lower case, as `lower_name` is. They point into it.
inline std::vector<std::string_view> header_values(std::string_view headers, std::string_view lower_name) {
  std::vector<std::string_view> values;
  while (!headers.empty()) {
    const auto line = headers.substr(0, headers.find("\r\n"));
    headers.remove_prefix(std::min(headers.size(), line.size() + 2));
    if (line.size() > lower_name.size() && line.starts_with(lower_name) && line[lower_name.size()] == ':')
      values.push_back(trimmed(line.substr(lower_name.size() + 1)));
  }
  return values;
}

}  // namespace plimsoll
