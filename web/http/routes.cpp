#include "web/http/routes.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <utility>

namespace plimsoll {
namespace {

std::optional<std::vector<std::string>> arguments_of(std::string_view pattern, const std::vector<std::string>& path) {
  std::vector<std::string> arguments;
  pattern.remove_prefix(1);
  std::size_t at = 0;
  for (;;) {
    const auto part = pattern.substr(0, pattern.find('/'));
    const bool name = part.starts_with('{');
    if (at >= path.size()) return std::nullopt;
    if (part.ends_with("...}")) {
      std::string rest;
      for (; at < path.size(); ++at) rest += (rest.empty() ? "" : "/") + path[at];
      arguments.push_back(std::move(rest));
      return arguments;
    }
    if (name)
      arguments.push_back(path[at]);
    else if (part != path[at])
      return std::nullopt;
    ++at;
    if (part.size() == pattern.size()) break;
    pattern.remove_prefix(part.size() + 1);
  }
  if (at != path.size()) return std::nullopt;
  return arguments;
}

}  // namespace

void Routes::add(std::vector<Route> routes) { std::move(routes.begin(), routes.end(), std::back_inserter(routes_)); }

std::variant<RouteMatch, NoRoute> Routes::find(std::string_view method, const RequestPath& path) const {
  if (method == "HEAD") method = "GET";
  NoRoute others;
  std::string_view first;  // where several patterns fit, those of the first one are told
  for (const auto& route : routes_) {
    auto arguments = arguments_of(route.pattern, path.segments);
    if (!arguments) continue;
    if (route.method == method) return RouteMatch{&route, std::move(*arguments)};
    if (others.empty()) first = route.pattern;
    if (route.pattern == first) others.push_back(route.method);
  }
  return others;
}

}  // namespace plimsoll
