#include "conduct/verdict_watch.h"

#include "reports/words/text.h"

#include <fmt/format.h>

#include <algorithm>

namespace plimsoll {
namespace {

constexpr double kFirstSeconds = 90;
constexpr double kFirstShare = 0.25;
constexpr double kGrowth = 1.25;

// The one of them that says what is to be done: a leak is one wherever it is, and clean is only what is all clean.
const LeakVerdict& gravest(const std::vector<LeakVerdict>& verdicts) {
  return *std::max_element(verdicts.begin(), verdicts.end(),
                           [](const auto& a, const auto& b) { return gravity_of(a.verdict) < gravity_of(b.verdict); });
}

bool ends_the_run(Verdict verdict) { return verdict == Verdict::clean || verdict == Verdict::leaking; }

}  // namespace

VerdictWatch::VerdictWatch(double warmup_s, double most_s)
    : begin_s_(warmup_s), most_s_(most_s), next_s_(first_look_s()) {}

double VerdictWatch::first_look_s() const {
  return begin_s_ + std::max(kFirstSeconds, kFirstShare * (most_s_ - begin_s_));
}

void VerdictWatch::begin_again(double from_s) {
  begin_s_ = std::max(begin_s_, from_s);
  next_s_ = first_look_s();
  looked_ = false;
  agreeing_ = 0;
  recommended_s_ = 0;
}

void VerdictWatch::add(double elapsed_s, const std::vector<LeakVerdict>& verdicts) {
  const double judged_s = std::max(elapsed_s - begin_s_, kFirstSeconds);
  next_s_ = begin_s_ + judged_s * kGrowth;
  if (verdicts.empty()) return;
  const auto& verdict = gravest(verdicts);
  if (!ends_the_run(verdict.verdict))
    agreeing_ = 0;
  else
    agreeing_ = looked_ && verdict.verdict == last_ ? agreeing_ + 1 : 1;
  looked_ = true;
  last_ = verdict.verdict;
  recommended_s_ = verdict.recommended_duration_s.value_or(0);
}

std::string VerdictWatch::outlook(double elapsed_s) const {
  const auto more = [&](double until_s) { return seconds_text(std::max(1.0, until_s - elapsed_s)); };
  if (!looked_) return fmt::format("judged in {}", more(next_s_));
  if (ends_the_run(last_)) return fmt::format("{}, judged again in {}", to_string(last_), more(next_s_));
  const double enough_s = begin_s_ + recommended_s_;
  return fmt::format("{}, about {} more", to_string(last_), more(std::max(next_s_, enough_s)));
}

}  // namespace plimsoll
