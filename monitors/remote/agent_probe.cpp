#include "monitors/remote/agent_probe.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <utility>

namespace plimsoll {
namespace {

using namespace std::chrono_literals;

constexpr Nanos kToOpen = 15s;        // what is to be watched may be hard to find: a container
constexpr Nanos kOnTheWay = 2s;       // of an answer, there and back
constexpr Nanos kMostWithAgent = 2s;  // a sampler that is stopped waits so long too
constexpr Nanos kLateIsReported = 10s;
constexpr std::int64_t kClockSlackMs = 1000;
constexpr std::size_t kMostLives = 100000;

std::int64_t milliseconds(WallTime time) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(time.time_since_epoch()).count();
}

}  // namespace

AgentProbe::AgentProbe(AgentAccess access, LocalClocks clocks)
    : name_(access.name),
      clocks_(std::move(clocks)),
      description_(fmt::format("{} at {}", access.spec, access.name)),
      client_(std::move(access)) {}

Result<std::unique_ptr<AgentProbe>> AgentProbe::open(AgentAccess access, LocalClocks clocks) {
  const auto spec = access.spec;
  std::unique_ptr<AgentProbe> probe(new AgentProbe(std::move(access), std::move(clocks)));
  const auto deadline = probe->clocks_.monotonic() + kToOpen;
  while (probe->clocks_.monotonic() < deadline) {
    const auto asked = probe->clocks_.wall();
    auto watch = probe->client_.open({kMostWithAgent, kMostWithAgent + kOnTheWay});
    if (watch.has_error()) return watch.error();
    if (!*watch) continue;
    probe->watch_ = std::move(**watch);
    probe->note_clock_difference(asked, probe->clocks_.wall());
    return probe;
  }
  return Error{ErrorKind::unavailable, fmt::format("the agent at {} has not found {} within {} s", probe->name_, spec,
                                                   std::chrono::duration_cast<std::chrono::seconds>(kToOpen).count())};
}

// Only told: instants are ours, wherever a sample comes from.
void AgentProbe::note_clock_difference(WallTime asked, WallTime answered) {
  const auto first = milliseconds(asked);
  const auto ahead = watch_.wall_ms - std::clamp(watch_.wall_ms, first, std::max(first, milliseconds(answered)));
  if (std::abs(ahead) <= kClockSlackMs) return;
  watch_.notes.push_back(
      fmt::format("the clock of the machine of the agent at {} is {:.0f} s {} ours: the times of its "
                  "samples are of our clock",
                  name_, static_cast<double>(std::abs(ahead)) / 1000.0, ahead > 0 ? "ahead of" : "behind"));
}

ProbeReading AgentProbe::read(const ProbeMoment& moment) {
  if (!waiting_since_) waiting_since_ = clocks_.monotonic();
  auto asked = ask(std::min(moment.period * 7 / 10, kMostWithAgent));
  if (asked.has_error()) return gap(asked.error());
  if (!*asked) return late();
  waiting_since_.reset();
  auto reading = std::move(**asked);
  if (gone_since_ && *reading.taken >= *gone_since_) {
    gone_since_.reset();
    reading.events.insert(reading.events.begin(),
                          {ProcessEvent::Kind::started, 0, fmt::format("the agent at {} answers again", name_)});
  }
  number_lives(reading);
  return reading;
}

ProbeReading AgentProbe::gap(const Error& error) {
  ProbeReading nothing;
  nothing.unknown = true;
  if (gone_since_) return nothing;
  gone_since_ = clocks_.monotonic();
  nothing.events.push_back(
      {ProcessEvent::Kind::gone, 0, error.message + "; until it answers again there are no samples"});
  return nothing;
}

ProbeReading AgentProbe::late() {
  ProbeReading nothing;
  nothing.unknown = true;
  if (clocks_.monotonic() - *waiting_since_ >= kLateIsReported && !std::exchange(late_reported_, true))
    nothing.events.push_back(
        {ProcessEvent::Kind::unread, 0,
         fmt::format("the agent at {} takes more than {} s for a reading: samples are so far apart", name_,
                     std::chrono::duration_cast<std::chrono::seconds>(kLateIsReported).count())});
  return nothing;
}

Result<std::optional<ProbeReading>> AgentProbe::ask(Nanos with_agent) {
  const auto begun = clocks_.monotonic();
  const auto patience = [&] {
    const auto left = with_agent - (clocks_.monotonic() - begun);
    return AgentPatience{left, left + kOnTheWay};
  };
  if (client_.is_open()) {
    auto reading = take_sample(patience());
    if (reading.has_value() || client_.is_open()) return reading;
  }
  auto watch = client_.open(patience());
  if (watch.has_error()) return watch.error();
  if (!*watch) return std::optional<ProbeReading>();
  ++generation_;
  watch_.machine = std::move((*watch)->machine);
  if (patience().in_all > 0ms) return take_sample(patience());
  return Error{ErrorKind::unavailable, fmt::format("the agent at {} takes too long to answer", name_)};
}

Result<std::optional<ProbeReading>> AgentProbe::take_sample(const AgentPatience& patience) {
  const auto sent = clocks_.monotonic();
  auto described = client_.sample(patience);
  if (described.has_error()) return described.error();
  if (!*described) return std::optional<ProbeReading>();
  const auto received = clocks_.monotonic();
  const auto& answer = **described;
  description_ = fmt::format("{} at {}", answer.description, name_);
  auto reading = std::move((*described)->reading);
  const auto on_the_way = std::max(received - sent - from_seconds(answer.held_s), Nanos{});
  reading.taken = std::max(received - on_the_way / 2 - from_seconds(answer.age_s), *waiting_since_);
  const bool is_something = !reading.processes.empty() || !reading.values.empty();
  if (answer.agent_cpu_share && is_something)
    reading.values.push_back(probe_value("agent_cpu_share", *answer.agent_cpu_share));
  return std::optional(std::move(reading));
}

void AgentProbe::number_lives(ProbeReading& reading) {
  if (lives_.size() > kMostLives) lives_.clear();
  for (auto& process : reading.processes) {
    const bool known = process.start_ticks > 0;
    const auto key = known ? std::tuple(watch_.machine, static_cast<std::uint64_t>(process.pid), process.start_ticks)
                           : std::tuple(std::string(), generation_, process.life);
    const auto [place, is_new] = lives_.try_emplace(key, last_life_ + 1);
    if (is_new) ++last_life_;
    process.life = place->second;
  }
}

}  // namespace plimsoll
