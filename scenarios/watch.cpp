#include "scenarios/watch.h"

#include "core/error.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>
#include <regex>
#include <utility>

namespace plimsoll {
namespace {

constexpr std::string_view kForm =
    R"(expected "pid:4711", "port:5000", "name:REGEX", "cgroup:PATH", "container:NAME", "prometheus:URL", "disk:PATH" or "agent:HOST:PORT/SPEC", or several of processes as one: "port:5000+name:worker")";

template <class Integer>
std::optional<Integer> whole_number(std::string_view text) {
  Integer value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || value < 1) return std::nullopt;
  return value;
}

Error expected(std::string_view what, std::string_view text) {
  return invalid(fmt::format(R"(expected {}, got "{}")", what, text));
}

struct WatchText {
  std::string operator()(const WatchPid& watch) const { return fmt::format("pid:{}", watch.pid); }
  std::string operator()(const WatchPort& watch) const { return fmt::format("port:{}", watch.port); }
  std::string operator()(const WatchName& watch) const { return "name:" + watch.regex; }
  std::string operator()(const WatchJoined& watch) const {
    std::string text;
    for (const auto& part : watch.parts) text += (text.empty() ? "" : "+") + std::visit(*this, part);
    return text;
  }
  std::string operator()(const WatchCgroup& watch) const { return "cgroup:" + watch.path; }
  std::string operator()(const WatchContainer& watch) const { return "container:" + watch.name; }
  std::string operator()(const WatchPrometheus& watch) const { return "prometheus:" + watch.url; }
  std::string operator()(const WatchDisk& watch) const { return "disk:" + watch.path; }
  std::string operator()(const WatchAgent& watch) const {
    const bool ipv6 = watch.host.find(':') != std::string::npos;
    const auto host = ipv6 ? fmt::format("[{}]", watch.host) : watch.host;
    return fmt::format("agent:{}:{}/{}", host, watch.port, watch.spec);
  }
};

Result<WatchSpec> parse_name(std::string_view regex, std::string_view text) {
  if (regex.empty()) return expected(R"(a regular expression like "name:gunicorn")", text);
  try {
    std::regex compiled{std::string(regex)};
  } catch (const std::regex_error& error) {
    return invalid(fmt::format(R"("{}" is not a regular expression: {})", regex, error.what()));
  }
  return WatchSpec(WatchName{std::string(regex)});
}

// Where the next part of "port:5000+name:worker" begins; a regular expression may hold a plus too.
std::size_t next_part(std::string_view text) {
  auto next = std::string_view::npos;
  for (const std::string_view part : {"+pid:", "+port:", "+name:"}) next = std::min(next, text.find(part));
  return next;
}

bool is_of_processes(std::string_view text) {
  return text.starts_with("pid:") || text.starts_with("port:") || text.starts_with("name:");
}

Result<WatchSpec> parse_joined(std::string_view text) {
  std::vector<WatchSpec> parts;
  for (auto next = next_part(text);; next = next_part(text)) {
    auto part = parse_watch_spec(text.substr(0, next));
    if (part.has_error()) return part;
    parts.push_back(std::move(*part));
    if (next == std::string_view::npos) return join(parts);
    text.remove_prefix(next + 1);
  }
}

// HOST:PORT/SPEC; an IPv6 host in brackets.
Result<WatchSpec> parse_agent(std::string_view rest, std::string_view text) {
  constexpr std::string_view kAgent = R"(an agent and what it watches, like "agent:10.0.0.5:7070/port:5000")";
  const auto slash = rest.find('/');
  const auto colon = rest.substr(0, slash).rfind(':');
  if (slash == std::string_view::npos || colon == std::string_view::npos || colon == 0) return expected(kAgent, text);
  const auto port = whole_number<std::uint16_t>(rest.substr(colon + 1, slash - colon - 1));
  auto host = rest.substr(0, colon);
  if (host.size() > 2 && host.front() == '[' && host.back() == ']') host = host.substr(1, host.size() - 2);
  const auto spec = rest.substr(slash + 1);
  if (!port || spec.starts_with("agent:")) return expected(kAgent, text);
  if (auto there = parse_watch_spec(spec); there.has_error()) return there.error();
  return WatchSpec(WatchAgent{std::string(host), *port, std::string(spec)});
}

}  // namespace

std::string to_string(const WatchSpec& spec) { return std::visit(WatchText{}, spec); }

Result<WatchSpec> join(const std::vector<WatchSpec>& parts) {
  if (parts.size() == 1) return parts.front();
  WatchJoined joined;
  for (const auto& part : parts) {
    if (const auto* pid = std::get_if<WatchPid>(&part))
      joined.parts.emplace_back(*pid);
    else if (const auto* port = std::get_if<WatchPort>(&part))
      joined.parts.emplace_back(*port);
    else if (const auto* name = std::get_if<WatchName>(&part))
      joined.parts.emplace_back(*name);
    else
      return invalid(fmt::format(R"(only "pid:N", "port:N" and "name:REGEX" can be watched as one thing, not "{}")",
                                 to_string(part)));
  }
  return WatchSpec(std::move(joined));
}

Result<WatchSpec> parse_watch_spec(std::string_view text) {
  if (is_of_processes(text) && next_part(text) != std::string_view::npos) return parse_joined(text);
  const auto colon = text.find(':');
  const auto kind = text.substr(0, colon);
  const auto rest = colon == std::string_view::npos ? std::string_view{} : text.substr(colon + 1);
  const std::string value(rest);
  if (kind == "pid") {
    const auto pid = whole_number<int>(rest);
    if (!pid) return expected(R"(a process id like "pid:4711")", text);
    return WatchSpec(WatchPid{*pid});
  }
  if (kind == "port") {
    const auto port = whole_number<std::uint16_t>(rest);
    if (!port) return expected(R"(a port from 1 to 65535 like "port:5000")", text);
    return WatchSpec(WatchPort{*port});
  }
  if (kind == "name") return parse_name(rest, text);
  if (kind == "agent") return parse_agent(rest, text);
  if (kind == "prometheus") {
    if (!rest.starts_with("http://") && !rest.starts_with("https://"))
      return expected(R"(a URL like "prometheus:http://127.0.0.1:8002/metrics")", text);
    return WatchSpec(WatchPrometheus{value});
  }
  if (kind == "cgroup" && !rest.empty()) return WatchSpec(WatchCgroup{value});
  if (kind == "container" && !rest.empty()) return WatchSpec(WatchContainer{value});
  if (kind == "disk" && !rest.empty()) return WatchSpec(WatchDisk{value});
  return invalid(fmt::format(R"({}, got "{}")", kForm, text));
}

}  // namespace plimsoll
