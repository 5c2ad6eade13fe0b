#include "monitors/agent_probe.h"

#include <fmt/format.h>

#include <cstdlib>
#include <utility>

namespace plimsoll {
namespace {

using namespace std::chrono_literals;

constexpr Nanos kToOpen = 5s;
constexpr Nanos kToSample = 450ms;  // less than the shortest sampling period
constexpr std::int64_t kClockSlackMs = 1000;
constexpr std::size_t kMostLives = 100000;

std::int64_t milliseconds(WallTime time) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(time.time_since_epoch()).count();
}

}  // namespace

AgentProbe::AgentProbe(AgentAccess access, LocalClocks clocks)
    : name_(access.name), clocks_(std::move(clocks)), client_(std::move(access)) {}

Result<std::unique_ptr<AgentProbe>> AgentProbe::open(AgentAccess access, LocalClocks clocks) {
  std::unique_ptr<AgentProbe> probe(new AgentProbe(std::move(access), std::move(clocks)));
  const auto asked = probe->clocks_.wall();
  auto watch = probe->client_.open(kToOpen);
  if (watch.has_error()) return watch.error();
  probe->watch_ = std::move(*watch);
  probe->note_clock_difference(asked, probe->clocks_.wall());
  return probe;
}

// Only told: instants are ours, wherever a sample comes from.
void AgentProbe::note_clock_difference(WallTime asked, WallTime answered) {
  const auto ours = milliseconds(asked + (answered - asked) / 2);
  const auto ahead = watch_.wall_ms - ours;
  if (std::abs(ahead) <= kClockSlackMs) return;
  watch_.notes.push_back(
      fmt::format("the clock of the machine of the agent at {} is {:.0f} s {} ours: the times of its "
                  "samples are of our clock",
                  name_, static_cast<double>(std::abs(ahead)) / 1000.0, ahead > 0 ? "ahead of" : "behind"));
}

ProbeReading AgentProbe::read(const ProbeMoment&) {
  auto asked = ask();
  if (asked.has_error()) {
    ProbeReading gap;
    gap.unknown = true;
    if (!std::exchange(gone_, true))
      gap.events.push_back(
          {ProcessEvent::Kind::gone, 0, asked.error().message + "; until it answers again there are no samples"});
    return gap;
  }
  if (std::exchange(gone_, false))
    asked->events.insert(asked->events.begin(),
                         {ProcessEvent::Kind::started, 0, fmt::format("the agent at {} answers again", name_)});
  number_lives(*asked);
  return std::move(*asked);
}

Result<ProbeReading> AgentProbe::ask() {
  const auto deadline = clocks_.monotonic() + kToSample;
  if (client_.is_open()) {
    auto reading = take_sample(kToSample);
    if (reading.has_value() || client_.is_open()) return reading;
  }
  auto watch = client_.open(deadline - clocks_.monotonic());
  if (watch.has_error()) return watch.error();
  ++generation_;
  watch_.machine = std::move(watch->machine);
  const auto left = deadline - clocks_.monotonic();
  if (left <= 0ms) return Error{ErrorKind::unavailable, fmt::format("the agent at {} takes too long to answer", name_)};
  return take_sample(left);
}

Result<ProbeReading> AgentProbe::take_sample(Nanos timeout) {
  const auto sent = clocks_.monotonic();
  auto described = client_.sample(timeout);
  if (described.has_error()) return described.error();
  const auto received = clocks_.monotonic();
  description_ = fmt::format("{} at {}", described->description, name_);
  auto reading = std::move(described->reading);
  reading.taken = received - (received - sent) / 2;
  return reading;
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
