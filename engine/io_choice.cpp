#include "engine/io_choice.h"

#include "engine/load/stage_plan.h"
#include "engine/wire/connection_ring.h"

#include <fmt/format.h>

#include <algorithm>
#include <variant>

namespace plimsoll {

namespace {

// With fewer on a thread there is little to hand over at once, and waking up by a ring costs more than by epoll.
constexpr double kFewestForARing = 8;

// How long an answer is thought to take, where arrivals do not wait for answers.
constexpr double kAnswerSeconds = 0.01;

double connections_busy(const LoadPart& part) {
  const auto* open = std::get_if<OpenLoad>(&part.model);
  if (open == nullptr) return user_plan(std::get<ClosedLoad>(part.model)).highest();
  if (const auto* trace = std::get_if<ArrivalTrace>(&open->arrivals)) return trace->mean_rate() * kAnswerSeconds;
  const auto* rate = std::get_if<ArrivalRate>(&open->arrivals);
  return rate == nullptr ? kFewestForARing : StagePlan(rate->stages).highest() * kAnswerSeconds;
}

bool has_few_connections(const Load& load, unsigned threads) {
  double busy = 0;
  for (const auto& part : load.parts) busy += connections_busy(part);
  return busy < kFewestForARing * threads;
}

bool has_streams(const Scenario& scenario) {
  return std::any_of(scenario.tasks.begin(), scenario.tasks.end(), [](const Task& task) {
    return std::any_of(task.steps.begin(), task.steps.end(),
                       [](const RequestTemplate& step) { return step.stream.has_value(); });
  });
}

IoChoice epoll_because(std::string_view reason) { return {false, fmt::format("epoll ({})", reason)}; }

}  // namespace

std::string ring_refusal() {
  boost::asio::io_context context(1);
  const auto ring = ConnectionRing::make(context);
  return ring.has_error() ? ring.error().message : std::string();
}

Result<IoChoice> choose_io(IoMode mode, const Scenario& scenario, unsigned threads) {
  const bool encrypted = scenario.target.url.scheme == Url::Scheme::https;
  if (mode == IoMode::epoll) return epoll_because("as asked for");
  if (mode == IoMode::automatic) {
    if (encrypted) return epoll_because("the target speaks TLS");
    if (!scenario.target.connection.keep_alive) return epoll_because("no connection is kept");
    if (has_streams(scenario)) return epoll_because("streams: the kernel tells when their bytes came");
    if (has_few_connections(scenario.load, threads)) return epoll_because("few connections");
  } else if (encrypted) {
    return Error{ErrorKind::usage, "--io uring is for http:// alone: TLS goes over epoll"};
  }
  const std::string refusal = ring_refusal();
  if (refusal.empty()) return IoChoice{true, "io_uring"};
  if (mode == IoMode::automatic) return epoll_because("no io_uring: " + refusal);
  return Error{ErrorKind::internal, fmt::format("--io uring: the kernel refuses io_uring: {}; use --io auto", refusal)};
}

}  // namespace plimsoll
