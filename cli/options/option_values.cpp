#include "cli/options/option_values.h"

#include "record/threshold.h"
#include "scenarios/connection_options.h"
#include "scenarios/document/overrides.h"

#include <algorithm>
#include <utility>

namespace plimsoll {
namespace {

std::string in_seconds(const std::string& text) {
  const bool bare = !text.empty() && text.find_first_not_of("0123456789.") == std::string::npos;
  return bare ? text + "s" : text;
}

}  // namespace

Result<YamlNode> as_text(const Given& given) { return literal_text(given.front()); }
Result<YamlNode> as_list(const Given& given) { return literal_list(given); }
Result<YamlNode> as_true(const Given&) { return literal_text("true"); }
Result<YamlNode> as_false(const Given&) { return literal_text("false"); }
Result<YamlNode> as_seconds(const Given& given) { return literal_text(in_seconds(given.front())); }
Result<YamlNode> as_longest(const Given& given) { return literal_text("at most " + in_seconds(given.front())); }

Result<YamlNode> as_statuses(const Given& given) {
  Given statuses;
  const auto& text = given.front();
  for (std::size_t from = 0; from <= text.size();) {
    const auto comma = std::min(text.find(',', from), text.size());
    statuses.push_back(text.substr(from, comma - from));
    from = comma + 1;
  }
  return literal_list(statuses);
}

Result<YamlNode> as_headers(const Given& given) {
  std::vector<std::pair<std::string, YamlNode>> headers;
  for (const auto& text : given) {
    const auto colon = text.find(':');
    if (colon == 0 || colon == std::string::npos) return Error{ErrorKind::usage, "expected \"Name: value\""};
    const auto first = std::min(text.find_first_not_of(" \t", colon + 1), text.size());
    headers.emplace_back(text.substr(0, colon), literal_text(text.substr(first)));
  }
  return literal_map(std::move(headers));
}

Result<YamlNode> as_addresses(const Given& given) {
  std::vector<std::pair<std::string, std::vector<std::string>>> names;  // a name that comes again has more addresses
  for (const auto& text : given) {
    const auto known = parse_resolve(text);
    if (known.has_error()) return known.error();
    const auto host = is_ipv6_address(known->host) ? "[" + known->host + "]" : known->host;
    auto name = host + ":" + std::to_string(known->port);
    const auto same = std::find_if(names.begin(), names.end(), [&](const auto& one) { return one.first == name; });
    auto& addresses = same != names.end() ? same->second : names.emplace_back(std::move(name), Given()).second;
    addresses.insert(addresses.end(), known->addresses.begin(), known->addresses.end());
  }
  std::vector<std::pair<std::string, YamlNode>> entries;
  entries.reserve(names.size());
  for (auto& [name, addresses] : names) entries.emplace_back(name, literal_list(addresses));
  return literal_map(std::move(entries));
}

Result<YamlNode> as_watched(const Given& given) {
  auto specs = given;
  std::erase(specs, "none");
  return specs.empty() ? literal_text("none") : literal_list(specs);
}

Result<YamlNode> as_what_must_hold(const Given& given) {
  Given thresholds;
  for (const auto& text : given) {
    auto broken = parse_threshold(text);
    thresholds.push_back(broken.has_value() ? negated(std::move(*broken)).expression : text);
  }
  return literal_list(thresholds);
}

}  // namespace plimsoll
