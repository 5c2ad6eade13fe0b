#include "conduct/run_facts.h"

#include "core/clock.h"
#include "core/units.h"
#include "engine/results/redaction.h"
#include "scenarios/quality/row_rules.h"

#include <fmt/format.h>
#include <sys/utsname.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <fstream>
#include <thread>
#include <type_traits>
#include <variant>

namespace plimsoll {
namespace {

std::string wait_text(const Wait& wait) {
  return std::visit(
      [](const auto& law) -> std::string {
        using Law = std::decay_t<decltype(law)>;
        if constexpr (std::is_same_v<Law, NoWait>)
          return "none";
        else if constexpr (std::is_same_v<Law, ConstantWait>)
          return format_duration(law.pause);
        else if constexpr (std::is_same_v<Law, UniformWait>)
          return fmt::format("{} to {}", format_duration(law.low), format_duration(law.high));
        else if constexpr (std::is_same_v<Law, ExponentialWait>)
          return fmt::format("exponential, mean {}", format_duration(law.mean));
        else if constexpr (std::is_same_v<Law, Pacing>)
          return fmt::format("pacing {}", format_duration(law.period));
        else
          return format_number(law.tasks_per_second) + " tasks/s a user";
      },
      wait);
}

// "24684096 kB" as the kernel writes it.
std::string memory_text(const std::string& kernels) {
  return kernels.empty() ? "" : format_bytes(1024 * std::strtod(kernels.c_str(), nullptr));
}

std::string value_after(const std::string& file, const std::string& key) {
  std::ifstream in(file);
  for (std::string line; std::getline(in, line);) {
    if (!line.starts_with(key)) continue;
    const auto colon = line.find(':');
    const auto first = line.find_first_not_of(" \t", colon + 1);
    return first == std::string::npos ? "" : line.substr(first);
  }
  return "";
}

}  // namespace

std::string make_run_id(WallTime started_at, std::uint64_t seed) {
  std::string digits;
  for (const char c : to_rfc3339(started_at))
    if (c >= '0' && c <= '9') digits += c;
  return fmt::format("{}-{}-{:04x}", digits.substr(0, 8), digits.substr(8, 6), seed & 0xffff);
}

namespace {

std::string stages_text(const std::vector<Stage>& stages, std::string_view unit) {
  std::string text;
  for (const auto& stage : stages)
    text += fmt::format("{}{}{} in {}", text.empty() ? "to " : ", to ", format_number(stage.level), unit,
                        format_duration(stage.length));
  return text;
}

void add_facts(const ClosedLoad& load, Facts& facts) {
  facts.emplace_back("load model", "closed");
  if (load.stages.empty()) {
    facts.emplace_back("users", format_count(load.users));
    facts.emplace_back("spawn rate", format_number(load.spawn_rate) + "/s");
  } else {
    facts.emplace_back("users", stages_text(load.stages, ""));
  }
  facts.emplace_back("wait", wait_text(load.wait));
}

std::string law_text(const ArrivalRate& rate) {
  if (rate.law == ArrivalRate::Law::constant) return "constant";
  if (rate.law == ArrivalRate::Law::poisson) return "Poisson";
  return fmt::format("gamma, burstiness {} (coefficient of variation of the gaps {:.3g})",
                     format_number(rate.burstiness), 1 / std::sqrt(rate.burstiness));
}

void add_facts(const OpenLoad& load, Facts& facts) {
  facts.emplace_back("load model", "open");
  if (const auto* log = std::get_if<ReplayLog>(&load.arrivals)) {
    facts.emplace_back("replays", log->file.string());
    facts.emplace_back("speed", format_number(log->speed) + "x");
  } else if (const auto* trace = std::get_if<ArrivalTrace>(&load.arrivals)) {
    facts.emplace_back("arrivals", fmt::format("of the trace {}, {}/s in the mean", trace->file.string(),
                                               format_number(trace->mean_rate())));
    facts.emplace_back("speed", format_number(trace->speed) + "x");
  } else {
    const auto& rate = std::get<ArrivalRate>(load.arrivals);
    const bool steady = rate.stages.size() == 1 && rate.stages[0].length == Nanos(0);
    facts.emplace_back("rate", steady ? format_number(rate.stages[0].level) + "/s" : stages_text(rate.stages, "/s"));
    facts.emplace_back("arrivals", law_text(rate));
  }
  if (load.max_in_flight) facts.emplace_back("in flight at most", std::to_string(*load.max_in_flight));
}

// What the prompts are, and by what their tokens are counted.
std::string prompts_text(const Feeder& feeder) {
  constexpr std::string_view kCounted = "tokens are counted in words";
  if (feeder.format == Feeder::Format::prompts)
    return fmt::format("of {}; {} where it does not say them", feeder.label, kCounted);
  if (feeder.format == Feeder::Format::trace)
    return fmt::format("made to the lengths of {}; {}", feeder.label, kCounted);
  const auto& plan = feeder.synthetic;
  auto text = fmt::format("made, {} tokens in, {} out", plan.input.words(), plan.output.words());
  if (plan.turns.high > 1) text += fmt::format(", {} turns", plan.turns.words());
  if (plan.shared_share > 0) text += fmt::format(", the first {}% alike", format_number(100 * plan.shared_share));
  if (plan.shared_share > 0 && plan.groups > 1) text += fmt::format(" in each of {} groups", format_count(plan.groups));
  if (plan.rows > 0) text += fmt::format(", {} in turn", format_count(plan.rows));
  return fmt::format("{}; {}", text, kCounted);
}

}  // namespace

Facts load_facts(const Scenario& scenario) {
  Facts facts;
  const auto& load = scenario.load;
  for (const auto& part : load.parts) {
    if (!part.name.empty()) facts.emplace_back("load", part.name);
    std::visit([&](const auto& model) { add_facts(model, facts); }, part.model);
  }
  facts.emplace_back("duration", load.until_verdict
                                     ? fmt::format("until the verdict, at most {}", format_duration(load.duration))
                                     : format_duration(load.duration));
  if (load.warmup > Nanos(0)) facts.emplace_back("warm-up", format_duration(load.warmup));
  if (const auto rests = rest_times(load))
    facts.emplace_back("rests",
                       fmt::format("{} of each {}", format_duration(rests->length), format_duration(rests->every)));
  if (load.batches_in_turn) facts.emplace_back("batch sizes", "one after the other, the smallest again at the end");
  if (load.cooldown > Nanos(0)) facts.emplace_back("cool-down", format_duration(load.cooldown));
  for (const auto& feeder : scenario.feeders)
    if (feeder.has_prompts()) facts.emplace_back("prompts " + feeder.name, prompts_text(feeder));
  if (load.requests) facts.emplace_back("requests at most", format_count(*load.requests));
  return facts;
}

std::vector<StreamedRequest> streamed_requests(const Scenario& scenario) {
  std::vector<StreamedRequest> requests;
  for (const auto* task : scenario.user_tasks())
    for (const auto& step : task->steps) {
      const auto is_there = [&](const StreamedRequest& one) { return one.name == step.name; };
      if (!step.stream || std::any_of(requests.begin(), requests.end(), is_there)) continue;
      const auto milliseconds = [](const std::optional<Nanos>& limit) {
        return limit ? std::optional(to_milliseconds(*limit)) : std::nullopt;
      };
      const auto& limits = step.stream->limits;
      requests.push_back({step.name, milliseconds(limits.first_token), milliseconds(limits.time_per_token),
                          milliseconds(limits.response_time)});
    }
  return requests;
}

std::vector<LabelledRequest> labelled_requests(const Scenario& scenario) {
  std::vector<LabelledRequest> requests;
  for (const auto& task : scenario.tasks)
    for (const auto& step : task.steps) {
      const auto is_there = [&](const LabelledRequest& one) { return one.name == step.name; };
      if (!step.by_row || !step.by_row->quality || std::any_of(requests.begin(), requests.end(), is_there)) continue;
      const auto& rules = *step.by_row->quality;
      auto& request = requests.emplace_back();
      request.name = step.name;
      request.are_values = rules.are_values;
      for (const auto& name : rules.classes) request.classes.push_back(without_secrets(name, scenario));
      request.positive = rules.positive;
      request.quantile = rules.quantile;
    }
  return requests;
}

std::vector<BatchedRequest> batched_requests(const Scenario& scenario) {
  std::vector<BatchedRequest> requests;
  for (const auto& task : scenario.tasks)
    for (const auto& step : task.steps) {
      const auto is_there = [&](const BatchedRequest& one) { return one.name == step.name; };
      if (step.batch > 0 && std::none_of(requests.begin(), requests.end(), is_there))
        requests.push_back({step.name, step.batch});
    }
  return requests;
}

Facts machine_facts() {
  Facts facts;
  utsname system{};
  if (uname(&system) == 0) facts.emplace_back("kernel", fmt::format("{} {}", system.sysname, system.release));
  facts.emplace_back("processor", value_after("/proc/cpuinfo", "model name"));
  facts.emplace_back("cores", std::to_string(std::thread::hardware_concurrency()));
  facts.emplace_back("memory", memory_text(value_after("/proc/meminfo", "MemTotal")));
  std::erase_if(facts, [](const auto& fact) { return fact.second.empty(); });
  return facts;
}

std::vector<std::string> notes_of(const Scenario& scenario) {
  std::vector<std::string> notes;
  if (scenario.target.url.scheme == Url::Scheme::https && scenario.target.tls.insecure)
    notes.emplace_back("insecure: the target's certificate was not verified");
  for (const auto* name : {"http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"}) {
    const char* value = std::getenv(name);
    if (value == nullptr || *value == '\0') continue;
    notes.push_back(fmt::format("{} is set and ignored: requests go straight to the target", name));
    break;
  }
  return notes;
}

std::string without_secrets(std::string text, const Scenario& scenario) {
  const Redaction redaction(scenario);
  return redaction.text(std::move(text));
}

}  // namespace plimsoll
