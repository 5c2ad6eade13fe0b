#include "cli/run_facts.h"

#include "engine/core/clock.h"
#include "engine/core/units.h"
#include "engine/redaction.h"

#include <fmt/format.h>
#include <sys/utsname.h>

#include <array>
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
          return fmt::format("{:g} tasks/s a user", law.tasks_per_second);
      },
      wait);
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

Facts load_facts(const Scenario& scenario) {
  Facts facts;
  const auto& load = scenario.load;
  if (const auto* closed = std::get_if<ClosedLoad>(&load.model)) {
    facts.emplace_back("load model", "closed");
    facts.emplace_back("users", std::to_string(closed->users));
    facts.emplace_back("spawn rate", fmt::format("{:g}/s", closed->spawn_rate));
    facts.emplace_back("wait", wait_text(closed->wait));
  }
  facts.emplace_back("duration", format_duration(load.duration));
  if (load.warmup > Nanos(0)) facts.emplace_back("warm-up", format_duration(load.warmup));
  if (load.requests) facts.emplace_back("requests at most", format_count(*load.requests));
  return facts;
}

Facts machine_facts() {
  Facts facts;
  utsname system{};
  if (uname(&system) == 0) facts.emplace_back("kernel", fmt::format("{} {}", system.sysname, system.release));
  facts.emplace_back("processor", value_after("/proc/cpuinfo", "model name"));
  facts.emplace_back("cores", std::to_string(std::thread::hardware_concurrency()));
  facts.emplace_back("memory", value_after("/proc/meminfo", "MemTotal"));
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
