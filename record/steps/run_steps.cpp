#include "record/steps/run_steps.h"

#include "record/steps/step_joining.h"

#include <algorithm>
#include <utility>

namespace plimsoll {
namespace {

void join_requests(RequestStep& step, RequestStep next) {
  step.requests += next.requests;
  step.failures += next.failures;
  join(step.times, std::move(next.times));
}

}  // namespace

void RequestSteps::add(double middle_s, const RequestStats& stats, std::size_t most) {
  if (stats.requests == 0) return;
  join_requests(step_at(middle_s, steps, step_s, most, join_requests),
                {stats.requests, stats.failures, packed(coarse_times(stats.response_time, kJoined))});
}

std::size_t RunSteps::most_of_each(std::size_t names) {
  return std::clamp<std::size_t>(kMostOfAllNames / std::max<std::size_t>(names, 1), 2, kMost);
}

void RunSteps::add(double middle_s, const Snapshot& interval, const RequestStats& total) {
  all.add(middle_s, total, kMost);
  const auto names = interval.by_request.size();
  if (names < 2) return;
  by_request.resize(names);
  for (std::size_t i = 0; i < names; ++i) by_request[i].add(middle_s, interval.by_request[i], most_of_each(names));
}

}  // namespace plimsoll
