#include "imports/scripts/script_load.h"

#include "core/units.h"
#include "imports/plan/document_value.h"

#include <fmt/format.h>
#include <cmath>
#include <nlohmann/json.hpp>
#include <regex>

namespace plimsoll {
namespace {

using OptionsJson = nlohmann::ordered_json;

double number_in(const OptionsJson& options, std::string_view key, double otherwise) {
  const auto& value = member(options, key);
  return value.is_number() ? value.get<double>() : otherwise;
}

std::string duration_in(const OptionsJson& options, std::string_view key) {
  const auto& value = member(options, key);
  if (value.is_number()) return seconds_of_script(value.get<double>() / 1000);  // milliseconds, as k6 has them
  const auto text = value.is_string() ? value.get<std::string>() : "";
  return parse_duration(text) ? text : "";
}

// How many a second.
std::string rate_text(double rate, const OptionsJson& scenario) {
  const auto unit = text_member(scenario, "timeUnit");
  if (unit == "1m") return fmt::format("{}/m", rate);
  return fmt::format("{}/s", rate);
}

void add_stages(const OptionsJson& where, bool rate, K6Load& load) {
  const auto& stages = member(where, "stages");
  if (!stages.is_array() || stages.empty()) return;
  load.lines.emplace_back("stages:");
  for (const auto& stage : stages) {
    const auto target = number_in(stage, "target", 0);
    load.lines.push_back(fmt::format(
        "  - {{for: {}, {}}}", duration_in(stage, "duration").empty() ? "0s" : duration_in(stage, "duration"),
        rate ? "rate: " + rate_text(target, where) : fmt::format("users: {:.0f}", target)));
  }
}

void add_executor(const OptionsJson& where, K6Load& load) {
  const auto executor = text_member(where, "executor");
  const bool arrivals = executor.find("arrival-rate") != std::string::npos;
  if (arrivals && !member(where, "stages").is_array())
    load.lines.push_back("rate: " + rate_text(number_in(where, "rate", 1), where));
  if (arrivals && member(where, "maxVUs").is_number())
    load.lines.push_back(fmt::format("max_in_flight: {:.0f}", number_in(where, "maxVUs", 1)));
  if (!arrivals && !member(where, "stages").is_array()) {
    const auto users = std::max(1.0, number_in(where, "vus", 1));
    load.lines.push_back(fmt::format("users: {:.0f}", users));
    load.lines.push_back(fmt::format("spawn_rate: {:.0f}/s", users));  // all at once there
  }
  add_stages(where, arrivals, load);
  if (const auto duration = duration_in(where, "duration"); !duration.empty() && !member(where, "stages").is_array())
    load.lines.push_back("duration: " + duration);
  if (const auto iterations = number_in(where, "iterations", 0); iterations > 0)
    load.left_out.push_back(
        fmt::format("iterations {:.0f}: load.requests bounds the requests, not the iterations", iterations));
}

// Of k6's words for a time, ours: "med" is p50; `percentile` is the number in p(...), or empty.
std::string metric_of_time(const std::string& kind, const std::string& percentile) {
  if (kind == "avg") return "mean";
  if (kind == "med") return "p50";
  if (percentile.empty()) return kind;
  return percentile == "99.9" ? "p999" : "p" + percentile;
}

// "p(95)<500"
void add_threshold(const std::string& metric, const std::string& text, K6Load& load) {
  static const std::regex kForm(
      R"(^\s*(p\((\d+(?:\.\d+)?)\)|avg|med|max|min|rate|count)\s*(<=|>=|<|>|===?|!=)\s*(\d+(?:\.\d+)?)\s*$)");
  std::smatch match;
  if (text.size() > 100 || !std::regex_match(text, match, kForm))
    return load.left_out.push_back(fmt::format("threshold {}: {}", metric, text));
  const auto kind = match[1].str();
  const auto operation = match[3].str().starts_with("==") ? std::string("==") : match[3].str();
  const auto value = match[4].str();
  if (metric == "http_req_duration" && kind != "rate" && kind != "count") {
    const auto name = metric_of_time(kind, match[2].str());
    load.thresholds.push_back(fmt::format("{} {} {}", name, operation, seconds_of_script(std::stod(value) / 1000)));
  } else if (metric == "http_req_failed" && kind == "rate") {
    load.thresholds.push_back(fmt::format("failure_rate {} {}", operation, value));
    load.thresholds.emplace_back("failed_requests >= 0");
  } else if (metric == "http_reqs" && kind == "rate") {
    load.thresholds.push_back(fmt::format("requests_per_second {} {}", operation, value));
  } else if (metric == "http_reqs" && kind == "count") {
    load.thresholds.push_back(fmt::format("requests {} {:.0f}", operation, std::stod(value)));
  } else {
    load.left_out.push_back(fmt::format("threshold {}: {}", metric, text));
  }
}

}  // namespace

std::string seconds_of_script(double seconds) {
  if (!std::isfinite(seconds) || seconds < 0 || seconds > 1e6) return "1s";
  if (seconds == std::floor(seconds)) return fmt::format("{:.0f}s", seconds);
  return fmt::format("{:.0f}ms", std::max(1.0, seconds * 1000));
}

K6Load k6_load(const OptionsJson& options) {
  K6Load load;
  const auto& scenarios = member(options, "scenarios");
  if (scenarios.is_object() && !scenarios.empty()) {
    add_executor(*scenarios.begin(), load);
    for (const auto& [name, scenario] : scenarios.items())
      if (name != scenarios.begin().key())
        load.left_out.push_back(fmt::format("scenario {}: the first is taken; `loads:` has several", name));
  } else {
    add_executor(options, load);
  }
  if (const auto& thresholds = member(options, "thresholds"); thresholds.is_object())
    for (const auto& [metric, list] : thresholds.items()) {
      const auto conditions = list.is_array() ? list : OptionsJson::array({list});
      for (const auto& one : conditions)
        add_threshold(metric, one.is_string() ? one.get<std::string>() : text_member(one, "threshold"), load);
    }
  if (options.is_object())
    for (const auto& [key, value] : options.items())
      if (key != "scenarios" && key != "thresholds" && key != "vus" && key != "duration" && key != "stages" &&
          key != "iterations")
        load.left_out.push_back(fmt::format("option {}", key));
  return load;
}

}  // namespace plimsoll
