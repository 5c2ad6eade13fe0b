#include "judgement/explanation.h"

#include "core/time.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace plimsoll {
namespace {

// Whole numbers stay free of "-0".
std::string whole(double value) { return fmt::format("{:.0f}", std::round(value) == 0 ? 0.0 : value); }

double hourly(const std::optional<double>& per_second) { return per_second.value_or(0) * kSecondsPerHour; }

const TypeCost* blamed(const std::vector<TypeCost>& types) {
  const TypeCost* found = nullptr;
  for (const auto& type : types) {
    if (!type.cost.bytes_per_request || *type.cost.ci_low <= 0) continue;
    if (!found || *type.cost.bytes_per_request > *found->cost.bytes_per_request) found = &type;
  }
  return found;
}

std::string blame(const std::vector<TypeCost>& types, const Subject& subject) {
  if (const TypeCost* type = blamed(types)) {
    return fmt::format("; {} keeps {} a request", type->cost.name, subject.amount(*type->cost.bytes_per_request));
  }
  const bool unseparated = std::any_of(types.begin(), types.end(), [](const TypeCost& type) {
    return type.was_requested && !type.cost.bytes_per_request;
  });
  return unseparated ? "; the request types rose together, so which one leaks cannot be separated" : "";
}

std::string explain_leaking(const ExplainedVerdict& e) {
  const LeakVerdict& v = e.verdict;
  const auto lives = e.points.several_lives() ? fmt::format(" in each of {} lives", e.points.lives) : "";
  const auto each = v.bytes_per_request ? fmt::format(" ({} a request)", e.subject.amount(*v.bytes_per_request)) : "";
  return fmt::format(
      "{} rose steadily{}: its floor{} by {} an hour{}, between {} and {}, and no warm-up, step or settling explains "
      "it{}.",
      e.subject.at_start(), lives, e.points.sawtooth ? " after each collection" : "",
      e.subject.amount(hourly(v.bytes_per_second)), each, e.subject.amount(hourly(v.ci_low)),
      e.subject.amount(hourly(v.ci_high)), blame(e.types, e.subject));
}

std::string explain_suspected(const ExplainedVerdict& e) {
  const auto pace = e.subject.amount(hourly(e.verdict.bytes_per_second));
  if (!e.assessment.one_process) {
    return fmt::format(
        "{} rises by {} an hour between restarts, but it is a sum of processes that are replaced at different "
        "times; record each process by its pid to be sure{}.",
        e.subject.at_start(), pace, blame(e.types, e.subject));
  }
  return fmt::format(
      "{} still rises by {} an hour at the end, but {}; run about {} to be sure.", e.subject.at_start(), pace,
      e.assessment.persists ? fmt::format("it is not far enough above how {} wanders by itself", e.subject.of_itself())
                            : "it may still settle",
      span_of_time(e.advice.duration_s.value_or(0)));
}

std::string explain_clean(const ExplainedVerdict& e) {
  return fmt::format("No leak: {}{} moves by {} an hour; over {} that is at most {}, under {}.", e.subject.floor_of(),
                     e.points.sawtooth ? " after each collection" : "",
                     e.subject.amount(hourly(e.verdict.bytes_per_second)), span_of_time(e.assessment.horizon_s),
                     e.subject.amount(std::max(0.0, e.assessment.upper_growth_bytes) * e.alive),
                     e.subject.amount(e.assessment.bound_bytes * e.alive));
}

std::string explain_inconclusive(const ExplainedVerdict& e) {
  const auto longer = span_of_time(e.advice.duration_s.value_or(0));
  const Assessment& a = e.assessment;
  switch (e.advice.why) {
    case Inconclusive::falls:
      return fmt::format(
          "{} fell at once {} time{}, as under a collector that seldom runs; its floor needs 8 falls: run about "
          "{}.",
          e.subject.at_start(), e.advice.falls, e.advice.falls == 1 ? "" : "s", longer);
    case Inconclusive::noise:
      return fmt::format("The noise{} hides anything below {} over this trace; run about {} to see {}.",
                         e.subject.is_memory() ? "" : " in " + e.subject.name,
                         e.subject.amount(a.hidden_bytes * e.alive), longer, e.subject.amount(a.bound_bytes * e.alive));
    case Inconclusive::released:
      return fmt::format(
          "{} grew by {} under load and gave {}% of it back when the load ended; that is a backlog or a cache, not a "
          "leak, unless it stays up after a second such run.",
          e.subject.at_start(), e.subject.amount(a.slope * a.judged_s * e.alive), whole(100 * a.given_back));
    default:
      return fmt::format(
          "{} still moves by {} an hour, which is neither steady enough for a leak nor small enough for none; run "
          "about {}.",
          e.subject.at_start(), e.subject.amount(hourly(e.verdict.bytes_per_second)), longer);
  }
}

}  // namespace

std::string span_of_time(double seconds) {
  constexpr double kMinute = 60, kDay = 24 * kSecondsPerHour;
  if (seconds < 2 * kMinute) return whole(seconds) + " s";
  if (seconds < 2 * kSecondsPerHour) return whole(seconds / kMinute) + " min";
  if (seconds < 2 * kDay) return fmt::format("{:.1f} h", seconds / kSecondsPerHour);
  return fmt::format("{:.1f} days", seconds / kDay);
}

std::string explain(const ExplainedVerdict& explained) {
  switch (explained.verdict.verdict) {
    case Verdict::leaking:
      return explain_leaking(explained);
    case Verdict::suspected:
      return explain_suspected(explained);
    case Verdict::clean:
      return explain_clean(explained);
    case Verdict::inconclusive:
      return explain_inconclusive(explained);
  }
  return {};
}

std::string explain_allowed(const LeakVerdict& verdict, const std::string& allowed, const Subject& subject) {
  return fmt::format("{} rose: its floor by {} an hour, between {} and {}, below the {} that you allowed.",
                     subject.at_start(), subject.amount(hourly(verdict.bytes_per_second)),
                     subject.amount(hourly(verdict.ci_low)), subject.amount(hourly(verdict.ci_high)), allowed);
}

std::string explain_too_short(std::size_t samples, double duration_s) {
  return fmt::format("Too short to judge: {} sample{} over {}; at least 30 over 60 s are needed.", samples,
                     samples == 1 ? "" : "s", span_of_time(duration_s));
}

std::string explain_without_floor(const Advice& advice, const Subject& subject) {
  const auto longer = span_of_time(advice.duration_s.value_or(0));
  if (advice.why == Inconclusive::sawtooth) {
    return fmt::format("{} is a sawtooth of only {} teeth; its floor needs 8: run about {}.", subject.at_start(),
                       advice.falls, longer);
  }
  return fmt::format(
      "No floor to judge: the process restarts too often, or the load rises in step with time throughout; run about {} "
      "without that.",
      longer);
}

}  // namespace plimsoll
