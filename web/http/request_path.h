#pragma once

// The path and the query of a request, decoded. Pure; any thread.

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace plimsoll {

struct RequestPath {
  std::vector<std::string> segments;                      // "/api/v1/runs/a%20b" is four of them
  std::map<std::string, std::string, std::less<>> query;  // of several of a name the first

  std::optional<std::string> value(std::string_view name) const;
};

// Nothing where it is no path, or one with a segment that means a folder ("." or "..") or holds a control character.
std::optional<RequestPath> parse_request_path(std::string_view target);

}  // namespace plimsoll
