#include "cli/options/given_overrides.h"

#include "cli/options/run_option_rows.h"
#include "core/text.h"
#include "scenarios/bodies/file_reading.h"
#include "scenarios/tables/request_table.h"

#include <algorithm>
#include <filesystem>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

namespace plimsoll {
namespace {

Override override_by(const GivenOptions& given, const RunOption& option, std::string_view refusal) {
  const auto& scenario = option.scenario;
  Override override{scenario.path, {}, {given.place(option.row.name())}, scenario.how};
  override.instead_of = scenario.instead_of;
  override.of_the_load = scenario.of_the_load;
  override.refused = refusal;
  auto value = scenario.value(given.list(option.row.name()));
  if (value.has_value())
    override.value = std::move(*value);
  else if (refusal.empty())
    override.refused = value.error().message;
  return override;
}

void add_rows(const GivenOptions& given, std::string_view ScenarioValue::*why_not, std::vector<Override>& overrides) {
  for (const auto& option : run_options()) {
    const auto refusal = option.scenario.*why_not;
    const bool concerns = !option.scenario.path.empty() || !refusal.empty();
    if (concerns && given.has(option.row.name())) overrides.push_back(override_by(given, option, refusal));
  }
}

struct SplitUrl {
  std::string origin;
  std::string path = "/";
};

SplitUrl split_url(std::string url) {
  const auto slash = url.find_first_of("/?#", url.find("://") + 3);
  if (slash == std::string::npos) return {std::move(url)};
  auto path = url.substr(slash);
  url.resize(slash);
  path.resize(std::min(path.find('#'), path.size()));
  return {std::move(url), path.starts_with('/') ? path : "/" + path};
}

// Bodies are JSON unless a header says otherwise.
std::string_view body_key(const GivenOptions& given) {
  for (const auto& header : given.list("--header")) {
    const auto name = header.substr(0, header.find(':'));
    if (same_without_case(name, "content-type") && header.find("json") == std::string::npos) return "text";
  }
  return "json";
}

// "@row.json" that is not there is a wrong option, as any other file of one is; of a pattern its matches are looked
// for.
std::string trouble_of_files(const std::vector<std::string>& bodies) {
  for (const auto& body : bodies) {
    const bool is_file = body.starts_with('@') && body.find_first_of("*?[{") == std::string::npos;
    const std::filesystem::path file = is_file ? body.substr(1) : std::string();
    std::error_code ignored;
    if (!is_file || std::filesystem::exists(file, ignored)) continue;
    if (const auto found = size_of_file({file, file.string()}); found.has_error()) return found.error().message;
  }
  return {};
}

}  // namespace

std::vector<Override> assignments(const GivenOptions& given) {
  std::vector<Override> overrides;
  for (const auto& text : given.list("--set")) overrides.push_back(override_of(text, given.place("--set")));
  return overrides;
}

std::vector<Override> overrides_of_file(const GivenOptions& given) {
  auto overrides = assignments(given);
  add_rows(given, &ScenarioValue::not_with_file, overrides);
  return overrides;
}

std::vector<Override> overrides_of_url(const GivenOptions& given) {
  std::vector<Override> overrides;
  const auto url = split_url(*given.text("SCENARIO"));
  std::string method = given.has("--body") ? "post" : "get";
  if (const auto name = given.text("--method")) {
    if (auto key = parse_method_key(*name); key.has_value())
      method = *std::move(key);
    else
      overrides.push_back({"", {}, {given.place("--method")}, {}, {}, false, key.error().message});
  }
  auto requests = literal_list({});
  requests.items.push_back(literal_map({{method, literal_text(url.path)}}));
  overrides.push_back({"target.url", literal_text(url.origin), {"URL"}});
  overrides.push_back({"requests", std::move(requests), {"URL"}});
  if (given.has("--body")) {
    Override body{"requests[0]." + std::string(body_key(given)),
                  literal_list(given.list("--body")),
                  {given.place("--body"), false, false}};
    if (auto trouble = trouble_of_files(given.list("--body")); !trouble.empty()) {
      body.origin.usage = true;
      body.refused = std::move(trouble);
    }
    overrides.push_back(std::move(body));
  }
  add_rows(given, &ScenarioValue::not_with_url, overrides);
  return overrides;
}

}  // namespace plimsoll
