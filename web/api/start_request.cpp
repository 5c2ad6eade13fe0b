#include "web/api/start_request.h"

#include "core/json/json.h"
#include "core/json/json_archive.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

namespace plimsoll {
namespace {

// A key of the request and the option that it is.
constexpr std::array<std::pair<std::string_view, std::string_view>, 6> kOptions = {{{"users", "--users"},
                                                                                    {"spawn_rate", "--spawn-rate"},
                                                                                    {"wait", "--wait"},
                                                                                    {"rate", "--rate"},
                                                                                    {"duration", "--duration"},
                                                                                    {"note", "--note"}}};
constexpr std::array<std::string_view, 6> kOthers = {"scenario", "yaml", "target", "method", "body", "content_type"};

std::string text_of(const Json& json, std::string_view key) {
  const auto found = json.find(std::string(key));
  if (found == json.end() || found->is_null()) return {};
  return found->is_string() ? found->get<std::string>() : to_text(*found);
}

bool is_known(std::string_view key) {
  return std::any_of(kOptions.begin(), kOptions.end(), [&](const auto& one) { return one.first == key; }) ||
         std::find(kOthers.begin(), kOthers.end(), key) != kOthers.end();
}

Result<void> known_keys(const Json& json) {
  for (const auto& [key, value] : json.items()) {
    if (!is_known(key)) return invalid(fmt::format("{}: is no key of a start", valid_utf8(key)));
    if (value.is_structured()) return invalid(fmt::format("{}: expected text or a number", valid_utf8(key)));
  }
  return {};
}

// Of one URL the scenario with one request.
Result<std::string> scenario_of_url(const Json& json, const std::string& url) {
  const auto scheme = url.find("://");
  if (scheme == std::string::npos)
    return invalid(fmt::format("target: expected a URL with its scheme, like http://{}", valid_utf8(url)));
  const auto path_at = std::min(url.find_first_of("/?#", scheme + 3), url.size());
  auto path = url.substr(path_at, url.find('#', path_at) - path_at);
  if (!path.starts_with('/')) path.insert(0, 1, '/');
  const auto body = text_of(json, "body");
  auto method = text_of(json, "method");
  if (method.empty()) method = body.empty() ? "get" : "post";
  std::transform(method.begin(), method.end(), method.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  Json request;
  request[method] = path;
  if (!body.empty()) {
    request["text"] = body;
    const auto type = text_of(json, "content_type");
    request["headers"] = {{"Content-Type", type.empty() ? "application/json" : type}};
  }
  return to_text(Json{{"target", url.substr(0, path_at)}, {"requests", Json::array({std::move(request)})}});
}

}  // namespace

Result<StartRequest> parse_start_request(std::string_view body, const ScenarioFolders& scenarios) {
  const auto json = parse_ordered_json(body);
  if (!json.is_object()) return invalid("expected a JSON object");
  if (const auto known = known_keys(json); known.has_error()) return known.error();
  StartRequest request;
  const auto scenario = text_of(json, "scenario"), yaml = text_of(json, "yaml"), target = text_of(json, "target");
  if (!scenario.empty()) {
    auto file = scenarios.find(scenario);
    if (file.has_error()) return with_context(file.error(), "scenario");
    request.folder = file->parent_path();
    request.shown = scenario;
    request.text_name = scenario;
    if (yaml.empty()) request.file = std::move(*file);
  }
  if (!yaml.empty()) {
    request.text = yaml;
    if (request.text_name.empty()) request.text_name = "scenario";
  } else if (!target.empty()) {
    auto text = scenario_of_url(json, target);
    if (text.has_error()) return text.error();
    request.text = std::move(*text);
    request.text_name = "target";
    request.shown = target;
  } else if (!request.file) {
    return invalid("expected scenario, yaml or target: what is to run");
  }
  if (!target.empty() && request.shown != target) {
    request.target = target;
    request.options.push_back("--target=" + target);
  }
  for (const auto& [key, option] : kOptions)
    if (const auto value = text_of(json, key); !value.empty())
      request.options.push_back(fmt::format("{}={}", option, value));
  return request;
}

std::vector<Finding> findings_in(std::string_view said) {
  std::vector<Finding> findings;
  while (!said.empty()) {
    auto line = said.substr(0, said.find('\n'));
    said.remove_prefix(std::min(line.size() + 1, said.size()));
    constexpr std::string_view kProgram = "plimsoll: ", kDashes = "--";
    if (line.starts_with(kProgram)) line.remove_prefix(kProgram.size());
    const auto colon = line.find(": ");
    if (colon == std::string_view::npos) continue;
    Finding finding;
    finding.place = line.substr(0, colon);
    finding.message = line.substr(colon + 2);
    if (line.starts_with(kDashes)) {
      finding.path = line.substr(kDashes.size(), colon - kDashes.size());
      std::replace(finding.path.begin(), finding.path.end(), '-', '_');
    }
    findings.push_back(std::move(finding));
  }
  return findings;
}

}  // namespace plimsoll
