#include "scenarios/scenario.h"

#include <fmt/format.h>
#include <algorithm>
#include <charconv>
#include <regex>

namespace plimsoll {
namespace {

constexpr std::string_view kWatchForm = R"(expected "pid:4711", "port:5000" or "name:REGEX")";

template <class Integer>
std::optional<Integer> whole_number(std::string_view text) {
  Integer value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || value < 1) return std::nullopt;
  return value;
}

Error invalid(std::string message) { return {ErrorKind::invalid, std::move(message)}; }

struct WatchText {
  std::string operator()(const WatchPid& watch) const { return fmt::format("pid:{}", watch.pid); }
  std::string operator()(const WatchPort& watch) const { return fmt::format("port:{}", watch.port); }
  std::string operator()(const WatchName& watch) const { return "name:" + watch.regex; }
};

}  // namespace

std::string_view to_string(Method method) {
  switch (method) {
    case Method::get:
      return "GET";
    case Method::post:
      return "POST";
    case Method::put:
      return "PUT";
    case Method::patch:
      return "PATCH";
    case Method::del:
      return "DELETE";
    case Method::head:
      return "HEAD";
  }
  return "";
}

std::string to_string(const WatchSpec& spec) { return std::visit(WatchText{}, spec); }

Result<WatchSpec> parse_watch_spec(std::string_view text) {
  const auto colon = text.find(':');
  const auto kind = text.substr(0, colon);
  const auto rest = colon == std::string_view::npos ? std::string_view{} : text.substr(colon + 1);
  if (kind == "pid") {
    const auto pid = whole_number<int>(rest);
    if (!pid) return invalid(fmt::format(R"(expected a process id like "pid:4711", got "{}")", text));
    return WatchPid{*pid};
  }
  if (kind == "port") {
    const auto port = whole_number<std::uint16_t>(rest);
    if (!port) return invalid(fmt::format(R"(expected a port from 1 to 65535 like "port:5000", got "{}")", text));
    return WatchPort{*port};
  }
  if (kind == "name") {
    if (rest.empty())
      return invalid(fmt::format(R"(expected a regular expression like "name:gunicorn", got "{}")", text));
    try {
      std::regex compiled{std::string(rest)};
    } catch (const std::regex_error& error) {
      return invalid(fmt::format(R"("{}" is not a regular expression: {})", rest, error.what()));
    }
    return WatchName{std::string(rest)};
  }
  for (const auto planned : {"cgroup", "container", "prometheus"})
    if (kind == planned) return invalid(fmt::format("watching by {} is not built yet: {}", planned, kWatchForm));
  return invalid(fmt::format(R"({}, got "{}")", kWatchForm, text));
}

std::vector<std::string> Scenario::request_names() const {
  std::vector<std::string> names;
  for (const auto& task : tasks)
    for (const auto& step : task.steps)
      if (std::find(names.begin(), names.end(), step.name) == names.end()) names.push_back(step.name);
  return names;
}

}  // namespace plimsoll
