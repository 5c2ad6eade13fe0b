#include "exports/k6_options.h"

#include "core/units.h"
#include "exports/export_words.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <variant>
#include <vector>

namespace plimsoll {
namespace {

std::string operator_words(Threshold::Operator op) {
  switch (op) {
    case Threshold::Operator::less:
      return "<";
    case Threshold::Operator::less_or_equal:
      return "<=";
    case Threshold::Operator::equal:
      return "==";
    case Threshold::Operator::not_equal:
      return "!=";
    case Threshold::Operator::greater_or_equal:
      return ">=";
    case Threshold::Operator::greater:
      break;
  }
  return ">";
}

// k6's metric and what it calls the value; nothing: it has none.
std::optional<std::pair<std::string, std::string>> k6_metric(const Threshold& threshold) {
  const auto key = threshold.metric->key;
  if (threshold.metric->is_percentile())
    return {{"http_req_duration", fmt::format("p({})", std::round(threshold.quantile * 1e6) / 1e4)}};
  if (key.ends_with("_time_mean")) return {{"http_req_duration", "avg"}};
  if (key.ends_with("_time_min")) return {{"http_req_duration", "min"}};
  if (key.ends_with("_time_max")) return {{"http_req_duration", "max"}};
  if (key == "requests_per_second") return {{"http_reqs", "rate"}};
  if (key == "requests") return {{"http_reqs", "count"}};
  if (key == "failure_rate" || (key == "failed_requests" && threshold.value == 0)) return {{"http_req_failed", "rate"}};
  if (key == "dropped") return {{"dropped_iterations", "count"}};
  return std::nullopt;
}

class K6Options {
 public:
  K6Options(ExportDraft& draft, const ScriptLanguage& script)
      : draft_(draft), scenario_(draft.scenario), script_(script) {}

  std::string write() {
    auto code = fmt::format("\nexport const options = {{\n  scenarios: {{\n{}  }},\n{}  maxRedirects: 0,\n", loads(),
                            thresholds());
    if (scenario_.target.tls.insecure) code += "  insecureSkipTLSVerify: true,\n";
    if (!scenario_.target.tls.ca_file.empty())
      tell("target.tls.ca", "k6 trusts what the system trusts (SSL_CERT_FILE)");
    if (!scenario_.target.tls.certificate_file.empty()) tell("target.tls.cert", "write it into options.tlsAuth");
    if (has_cookies()) code += "  noCookiesReset: true,\n";  // a user keeps them from one iteration to the next
    if (!scenario_.target.connection.keep_alive) code += "  noConnectionReuse: true,\n";
    if (scenario_.connect_timeout != Scenario().connect_timeout)
      tell("connect_timeout", format_duration_exact(scenario_.connect_timeout));
    return code + "};\n";
  }

 private:
  bool has_cookies() const {
    for (const auto* task : scenario_.all_tasks())
      for (const auto& step : task->steps)
        if (step.rules && step.rules->cookies) return true;
    return false;
  }

  void tell(std::string place, std::string what) { draft_.leave_unsaid(std::move(place), std::move(what)); }

  std::string loads() {
    std::string rows;
    for (const auto& part : scenario_.load.parts) {
      place_ = part.name.empty() ? std::string("load") : "loads." + part.name;
      auto row = std::holds_alternative<ClosedLoad>(part.model) ? users(std::get<ClosedLoad>(part.model))
                                                                : rate(std::get<OpenLoad>(part.model));
      if (!part.name.empty()) row += ", exec: " + script_.literal(k6_function(part.name));
      rows += fmt::format("    {}: {{ {} }},\n", part.name.empty() ? "main" : k6_function(part.name), row);
    }
    if (scenario_.load.requests) tell("load.requests", fmt::format("{}: it ends by time", *scenario_.load.requests));
    return rows;
  }

  static std::string seconds(Nanos duration) { return fmt::format("'{}s'", seconds_words(duration)); }

  std::string users(const ClosedLoad& load) const {
    const auto duration = scenario_.load.duration;
    if (!load.stages.empty()) return "executor: 'ramping-vus', startVUs: 0, stages: " + stages(load.stages, 1);
    const auto ramp = from_seconds(load.users / load.spawn_rate);
    if (load.users <= load.spawn_rate || ramp >= duration)
      return fmt::format("executor: 'constant-vus', vus: {}, duration: {}", load.users, seconds(duration));
    return fmt::format(
        "executor: 'ramping-vus', startVUs: 0, stages: [{{ duration: {}, target: {} }}, {{ duration: {}, target: {} "
        "}}]",
        seconds(ramp), load.users, seconds(duration - ramp), load.users);
  }

  // The last level stays until the end.
  std::string stages(const std::vector<Stage>& stages, double scale) const {
    std::string rows;
    Nanos sum{0};
    const auto add = [&](Nanos length, double level) {
      rows += fmt::format("{}{{ duration: {}, target: {} }}", rows.empty() ? "" : ", ", seconds(length),
                          std::round(level * scale));
    };
    for (const auto& stage : stages) {
      add(stage.length, stage.level);
      sum += stage.length;
    }
    if (sum < scenario_.load.duration) add(scenario_.load.duration - sum, stages.back().level);
    return "[" + rows + "]";
  }

  std::string rate(const OpenLoad& load) {
    const auto* arrivals = std::get_if<ArrivalRate>(&load.arrivals);
    if (arrivals == nullptr) {
      if (std::holds_alternative<ArrivalTrace>(load.arrivals))
        tell(place_ + ".trace", "arrivals of a trace: one request a second stands for them");
      else
        tell(place_ + ".replay", "a log at its own pace: one request a second stands for it");
      return fmt::format(
          "executor: 'constant-arrival-rate', rate: 1, timeUnit: '1s', duration: {}, preAllocatedVUs: 10",
          seconds(scenario_.load.duration));
    }
    if (arrivals->law == ArrivalRate::Law::poisson) tell(place_ + ".arrivals", "poisson: k6 has even gaps");
    if (arrivals->law == ArrivalRate::Law::gamma) tell(place_ + ".arrivals", "gamma: k6 has even gaps");
    double most = 0;
    bool whole = true;
    for (const auto& stage : arrivals->stages) {
      most = std::max(most, stage.level);
      whole = whole && std::trunc(stage.level) == stage.level;
    }
    // k6 has whole rates: of fractions those an hour.
    const double scale = whole ? 1 : kSecondsPerHour;
    const auto unit = whole ? "1s" : "1h";
    const auto users = load.max_in_flight.value_or(static_cast<std::uint32_t>(std::clamp(most * 2, 10.0, 10'000.0)));
    const auto& first = arrivals->stages.front();
    if (arrivals->stages.size() == 1 && first.length == Nanos(0))
      return fmt::format(
          "executor: 'constant-arrival-rate', rate: {}, timeUnit: '{}', duration: {}, preAllocatedVUs: {}",
          std::round(first.level * scale), unit, seconds(scenario_.load.duration), users);
    return fmt::format(
        "executor: 'ramping-arrival-rate', startRate: 0, timeUnit: '{}', preAllocatedVUs: {}, stages: {}", unit, users,
        stages(arrivals->stages, scale));
  }

  std::string thresholds() {
    std::map<std::string, std::string> rows;
    for (std::size_t i = 0; i < scenario_.thresholds.size(); ++i) {
      const auto& threshold = scenario_.thresholds[i];
      const auto metric = k6_metric(threshold);
      if (!metric) {
        tell(fmt::format("thresholds[{}]", i), threshold.expression);
        continue;
      }
      const auto key = threshold.request.empty()
                           ? metric->first
                           : fmt::format("{}{{name:{}}}", metric->first, draft_.variables.shown(threshold.request));
      // A check that fails is a request that has failed.
      if (metric->first == "http_req_failed" && threshold.value == 0 && threshold.request.empty())
        rows[script_.literal("checks")] = script_.literal("rate==1");
      auto& row = rows[script_.literal(key)];
      row += (row.empty() ? "" : ", ") +
             script_.literal(fmt::format("{}{}{}", metric->second, operator_words(threshold.op), threshold.value));
    }
    if (rows.empty()) return {};
    std::string code = "  thresholds: {\n";
    for (const auto& [key, row] : rows) code += fmt::format("    {}: [{}],\n", key, row);
    return code + "  },\n";
  }

  ExportDraft& draft_;
  const Scenario& scenario_;
  const ScriptLanguage& script_;
  std::string place_;
};

}  // namespace

std::string k6_options(ExportDraft& draft, const ScriptLanguage& script) { return K6Options(draft, script).write(); }

std::string k6_function(std::string_view load) {
  std::vector<std::string> taken;
  return identifier("load " + std::string(load), taken);
}

}  // namespace plimsoll
