#include "record/steps/stream_steps.h"

#include "record/steps/step_joining.h"

#include <algorithm>
#include <utility>

namespace plimsoll {
namespace {

void join_streams(StreamStep& step, StreamStep next) {
  const double length = step.length_s + next.length_s;
  const auto mean = [&](double a, double b) {
    return length > 0 ? (a * step.length_s + b * next.length_s) / length : 0;
  };
  step.users = mean(step.users, next.users);
  step.open = mean(step.open, next.open);
  step.length_s = length;
  step.arrivals += next.arrivals;
  step.requests += next.requests;
  step.failures += next.failures;
  step.streams += next.streams;
  step.limited += next.limited;
  step.held += next.held;
  step.tokens += next.tokens;
  step.gaps += next.gaps;
  for (std::size_t i = 0; i < step.times.size(); ++i) join(step.times[i], std::move(next.times[i]));
}

StreamStep step_of(const StreamSecond& second) {
  StreamStep step;
  step.length_s = second.length_s;
  step.users = second.users;
  step.open = second.open;
  step.arrivals = second.arrivals;
  step.requests = second.stats.requests;
  step.failures = second.stats.failures;
  const auto& streams = second.stats.streams;
  step.streams = streams.streams;
  step.limited = streams.limited;
  step.held = streams.held;
  step.tokens = streams.tokens_out;
  if (const auto* gaps = streams.of(StreamTime::gap)) step.gaps = gaps->count();
  for (std::size_t i = 0; i < kStepTimes.size(); ++i)
    if (const auto* times = streams.of(kStepTimes[i]))
      step.times[i] = packed(coarse_times(*times, StreamSteps::kJoined));
  return step;
}

std::size_t place_of(StreamTime time) {
  return static_cast<std::size_t>(std::find(kStepTimes.begin(), kStepTimes.end(), time) - kStepTimes.begin());
}

}  // namespace

CoarseTimes StreamStep::of(StreamTime time) const { return unpacked(times.at(place_of(time))); }

void StreamSteps::add(const StreamSecond& second, std::size_t most) {
  join_streams(step_at(second.t_s + second.length_s / 2, steps, step_s, most, join_streams), step_of(second));
}

std::optional<StreamTime> StreamSteps::token_time() const {
  std::optional<StreamTime> most;
  std::uint64_t most_streams = 0;
  for (const auto time : kTokenTimes) {
    std::uint64_t streams = 0;
    for (const auto& step : steps) streams += count_of(step.of(time));
    if (streams > most_streams) most = time;
    most_streams = std::max(most_streams, streams);
  }
  return most;
}

}  // namespace plimsoll
