#pragma once

// One line of an access log: when, and what was asked. Common, Combined, Envoy and uvicorn write text with the request
// in quotes; nginx, Caddy, Envoy and others JSON. Pure; any thread.

#include <optional>
#include <string>
#include <string_view>

namespace plimsoll {

struct AccessLogLine {
  std::string method;
  std::string path;  // percent-encoded, with its query
  std::string host;  // empty: the log does not say
  std::optional<double> instant_s;
};

// Nothing: it is no such line.
std::optional<AccessLogLine> read_access_log_line(std::string_view line);

}  // namespace plimsoll
