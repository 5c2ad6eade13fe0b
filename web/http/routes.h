#pragma once

// Which function answers which request. Built once, then only read; any thread. The functions may block: each is called
// on a worker's thread, several at once.

#include "core/http/http_server.h"
#include "web/http/request_path.h"

#include <functional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace plimsoll {

struct ApiCall {
  const HttpQuestion& question;
  const RequestPath& path;
  std::vector<std::string> arguments;  // what stands for the {names} of the route, in order
};

struct Route {
  std::string_view method;
  std::string_view pattern;  // "/api/v1/runs/{id}"; "{path...}" is all that is left
  std::string_view summary;  // for the description of the API
  std::string_view request;  // the name of the JSON that it takes; empty: none
  std::string_view answer;   // of that which it gives; empty: no JSON
  std::function<HttpReply(const ApiCall&)> run;
  std::vector<std::string_view> parameters{};  // of the query
};

struct RouteMatch {
  const Route* route;
  std::vector<std::string> arguments;
};
// No route of this path: the methods of those that are there.
using NoRoute = std::vector<std::string_view>;

class Routes {
 public:
  void add(Route route) { routes_.push_back(std::move(route)); }
  void add(std::vector<Route> routes);
  // HEAD is GET.
  std::variant<RouteMatch, NoRoute> find(std::string_view method, const RequestPath& path) const;
  const std::vector<Route>& all() const noexcept { return routes_; }

 private:
  std::vector<Route> routes_;
};

}  // namespace plimsoll
