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

// "399 MiB an hour (397 MiB to 402 MiB), 10.0 MiB so far".
std::string pace_and_growth(const ExplainedVerdict& e) {
  return fmt::format("{} an hour ({} to {}), {} so far", e.subject.amount(hourly(e.verdict.bytes_per_second)),
                     e.subject.amount(hourly(e.verdict.ci_low)), e.subject.amount(hourly(e.verdict.ci_high)),
                     e.subject.amount(std::max(0.0, e.assessment.moved.grown_bytes()) * e.alive));
}

std::string run_longer(const Advice& advice, std::string_view what_for) {
  if (!advice.duration_s) return "";
  return fmt::format("; run about {} to {}", span_of_time(*advice.duration_s), what_for);
}

std::string explain_surge(const ExplainedVerdict& e) {
  const Movement& moved = e.assessment.moved;
  const auto levels = fmt::format("{} grew from {} to {}", e.subject.at_start(), e.subject.amount(moved.from_bytes),
                                  e.subject.amount(moved.to_bytes));
  const auto longer = run_longer(e.advice, "see whether it ends");
  if (moved.steps < 2) return fmt::format("{} and goes on: something that fills, or a leak{}.", levels, longer);
  return fmt::format("{} in {} steps: a pool that grows in portions, or a leak{}.", levels, moved.steps, longer);
}

std::string explain_suspected(const ExplainedVerdict& e) {
  const auto pace = e.subject.amount(hourly(e.verdict.bytes_per_second));
  if (!e.assessment.one_process) {
    return fmt::format(
        "{} rises by {} an hour between restarts, but it is a sum of processes that are replaced at different "
        "times; record each process by its pid to be sure{}.",
        e.subject.at_start(), pace, blame(e.types, e.subject));
  }
  if (is_straight(e.assessment)) {
    return fmt::format("{} rises by {}: a leak, or a service that settles later than this trace is long{}.",
                       e.subject.at_start(), pace_and_growth(e), run_longer(e.advice, "tell which"));
  }
  if (e.assessment.moved.surged) return explain_surge(e);
  return fmt::format("{} still rises at the end by {}, but {}{}.", e.subject.at_start(), pace_and_growth(e),
                     e.assessment.persists
                         ? fmt::format("it is not far enough above how {} wanders by itself", e.subject.of_itself())
                         : "it may still settle",
                     run_longer(e.advice, "be sure"));
}

std::string explain_clean(const ExplainedVerdict& e) {
  const Assessment& a = e.assessment;
  const auto excluded = fmt::format(
      "growth above {} an hour is excluded (95 %)",
      e.subject.amount(
          std::max({0.0, a.upper_growth_bytes / a.horizon_s * kSecondsPerHour * e.alive, hourly(e.verdict.ci_high)})));
  const auto bound = e.subject.amount(a.bound_bytes * e.alive);
  const bool rises = e.verdict.ci_low > 0;
  if (a.harmless) {
    return fmt::format("{}: {}{} {} by {} an hour; over {} that is at most {}, under {}; {}.",
                       rises ? "Too little to matter" : "No leak", e.subject.floor_of(),
                       e.points.sawtooth ? " after each collection" : "", rises ? "rises" : "moves",
                       e.subject.amount(hourly(e.verdict.bytes_per_second)), span_of_time(a.horizon_s),
                       e.subject.amount(std::max(0.0, a.upper_growth_bytes) * e.alive), bound, excluded);
  }
  return fmt::format("{}: {} stayed within {}{}, under {}; {}.", rises ? "Too little to matter" : "No leak",
                     e.subject.floor_of(), e.subject.amount(a.moved.within_bytes * e.alive),
                     a.duration_s < kFillingSeconds ? "" : " in the later half", bound, excluded);
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
      if (!e.advice.duration_s) {
        return fmt::format(
            "The noise{} hides anything below {} over this trace, and no run of bearable length would show less: watch "
            "its processes one by one, let the load rest in between, or judge another series.",
            e.subject.is_memory() ? "" : " in " + e.subject.name, e.subject.amount(a.hidden_bytes * e.alive));
      }
      return fmt::format("The noise{} hides anything below {} over this trace; run about {} to see {}.",
                         e.subject.is_memory() ? "" : " in " + e.subject.name,
                         e.subject.amount(a.hidden_bytes * e.alive), longer, e.subject.amount(a.bound_bytes * e.alive));
    case Inconclusive::released:
      return fmt::format(
          "{} grew by {} under load and gave {}% of it back when the load ended; that is a backlog or a cache, not a "
          "leak, unless it stays up after a second such run.",
          e.subject.at_start(), e.subject.amount(a.slope * a.judged_s * e.alive), whole(100 * a.given_back));
    default:
      if (is_straight(a)) {
        return fmt::format("{} rises by {}: too little for so short a trace, and too little to matter within {}.",
                           e.subject.at_start(), pace_and_growth(e), span_of_time(e.matters_within_s));
      }
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

std::string explain_rising(const LeakVerdict& verdict, const RisingTroughs& rising, double alive,
                           const Subject& subject) {
  const auto levels =
      fmt::format("from {} to {}", subject.amount(rising.from_bytes * alive), subject.amount(rising.to_bytes * alive));
  if (!rising.certain) {
    return fmt::format("{} was collected {} times, and each time more was left, {}: a leak, or something that fills{}.",
                       subject.at_start(), rising.count, levels,
                       verdict.recommended_duration_s
                           ? fmt::format("; run about {} to tell which", span_of_time(*verdict.recommended_duration_s))
                           : "");
  }
  const auto each =
      verdict.bytes_per_request ? fmt::format(" ({} a request)", subject.amount(*verdict.bytes_per_request)) : "";
  return fmt::format(
      "{} rose steadily: each of {} collections left more than the one before, {}, which is {} an hour{}, between {} "
      "and "
      "{}.",
      subject.at_start(), rising.count, levels, subject.amount(hourly(verdict.bytes_per_second)), each,
      subject.amount(hourly(verdict.ci_low)), subject.amount(hourly(verdict.ci_high)));
}

std::string explain_allowed(const LeakVerdict& verdict, const std::string& allowed, const Subject& subject) {
  return fmt::format("{} rose: its floor by {} an hour, between {} and {}, below the {} that you allowed.",
                     subject.at_start(), subject.amount(hourly(verdict.bytes_per_second)),
                     subject.amount(hourly(verdict.ci_low)), subject.amount(hourly(verdict.ci_high)), allowed);
}

std::string explain_too_short(const Samples& samples, const Subject& subject) {
  const auto short_of = fmt::format("Too short to judge: {} sample{} over {}; at least 30 over 60 s are needed",
                                    samples.size(), samples.size() == 1 ? "" : "s", span_of_time(samples.duration_s()));
  if (samples.size() < 2) return short_of + ".";
  return fmt::format("{}. {} went from {} to {}.", short_of, subject.at_start(),
                     subject.amount(samples.memory_bytes.front()), subject.amount(samples.memory_bytes.back()));
}

std::string explain_still(double within_bytes, double duration_s, const Subject& subject) {
  return fmt::format("No leak: {} stayed within {} over {}.", subject.name, subject.amount(within_bytes),
                     span_of_time(duration_s));
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
