#include "conduct/machine_limits.h"

#include "conduct/watching/watching.h"
#include "core/units.h"
#include "engine/load/stage_plan.h"
#include "engine/wire/connection_sources.h"

#include <fmt/format.h>
#include <sched.h>
#include <sys/resource.h>

#include <algorithm>
#include <cmath>
#include <fstream>

namespace plimsoll {
namespace {

// Files, logs, event loops and monitors of our own.
constexpr std::uint64_t kOwnDescriptors = 128;

constexpr double kUsersOfAThread = 64;
constexpr double kRateOfAThread = 5000;
constexpr unsigned kMostThreads = 16;

constexpr std::uint32_t kFewestInFlight = 100;
constexpr double kInFlightSeconds = 10;

// Connections that a part of the load may need at once.
std::uint64_t connections_of(const LoadPart& part) {
  if (const auto* open = std::get_if<OpenLoad>(&part.model)) return open->max_in_flight.value_or(kFewestInFlight);
  return static_cast<std::uint64_t>(user_plan(std::get<ClosedLoad>(part.model)).highest());
}

double highest_rate(const OpenLoad& load) {
  if (const auto* trace = std::get_if<ArrivalTrace>(&load.arrivals)) return trace->mean_rate();
  const auto* rate = std::get_if<ArrivalRate>(&load.arrivals);
  return rate == nullptr ? 0 : StagePlan(rate->stages).highest();
}

double threads_of(const LoadPart& part) {
  if (const auto* open = std::get_if<OpenLoad>(&part.model)) return highest_rate(*open) / kRateOfAThread;
  return static_cast<double>(connections_of(part)) / kUsersOfAThread;
}

void set_cap(OpenLoad& load, std::uint64_t room) {
  if (load.max_in_flight) return;
  const auto by_rate = std::ceil(kInFlightSeconds * highest_rate(load));
  load.max_in_flight = static_cast<std::uint32_t>(std::clamp(
      by_rate, static_cast<double>(kFewestInFlight), std::max<double>(kFewestInFlight, static_cast<double>(room))));
}

Error too_many(std::uint64_t connections, std::string_view what, std::uint64_t limit, std::string_view way_out) {
  return {ErrorKind::usage, fmt::format("the load may need {} connections at once, and {} {}: {}",
                                        format_count(connections), what, format_count(limit), way_out)};
}

// Of every source address together; a Unix socket has none and needs none.
std::uint64_t ports_of(const Target& target, std::uint64_t of_an_address) {
  if (!target.url.socket_path.empty()) return ~std::uint64_t{0};
  return of_an_address * std::max<std::uint64_t>(1, target.connection.sources.size());
}

}  // namespace

MachineLimits machine_limits() {
  MachineLimits limits;
  rlimit descriptors{};
  if (getrlimit(RLIMIT_NOFILE, &descriptors) == 0) {
    descriptors.rlim_cur = descriptors.rlim_max;
    setrlimit(RLIMIT_NOFILE, &descriptors);
    getrlimit(RLIMIT_NOFILE, &descriptors);
    limits.descriptors = descriptors.rlim_cur;
  }
  std::uint64_t low = 0;
  std::uint64_t high = 0;
  std::ifstream("/proc/sys/net/ipv4/ip_local_port_range") >> low >> high;
  limits.ports = high > low ? high - low + 1 : 28000;
  cpu_set_t cores;
  if (sched_getaffinity(0, sizeof cores, &cores) == 0) limits.cores = static_cast<unsigned>(CPU_COUNT(&cores));
  return limits;
}

unsigned default_threads(const Scenario& scenario, unsigned cores) {
  double needed = 0;
  for (const auto& part : scenario.load.parts) needed += threads_of(part);
  const bool is_local = scenario.target.managed || scenario.target.url.is_loopback();
  const auto free = std::clamp(is_local ? cores / 2 : cores, 1U, kMostThreads);
  return std::clamp(static_cast<unsigned>(std::min(std::ceil(needed), 1000.0)), 1U, free);
}

Result<void> fit_to_machine(Scenario& scenario, const MachineLimits& limits) {
  const auto sources = ConnectionSources::make(scenario.target.connection.sources);
  if (sources.has_error()) return sources.error();
  const auto descriptors = limits.descriptors > kOwnDescriptors ? limits.descriptors - kOwnDescriptors : 0;
  const auto ports = ports_of(scenario.target, limits.ports);
  const auto room = std::min(descriptors, ports);
  std::uint64_t connections = 0;
  for (auto& part : scenario.load.parts) {
    if (auto* open = std::get_if<OpenLoad>(&part.model)) set_cap(*open, room / scenario.load.parts.size());
    connections += connections_of(part);
  }
  if (connections > descriptors)
    return too_many(connections, "this process may open", descriptors,
                    "raise the hard limit on open files (ulimit -Hn, LimitNOFILE=), or ask for less");
  if (connections > ports)
    return too_many(
        connections, "there are ports for", ports,
        "give more addresses under connection.source (--source), widen net.ipv4.ip_local_port_range, or ask "
        "for less");
  return {};
}

}  // namespace plimsoll
