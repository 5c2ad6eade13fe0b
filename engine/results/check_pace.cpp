#include "engine/results/check_pace.h"

#include <algorithm>

namespace plimsoll {
namespace {

constexpr Nanos kWindow = std::chrono::milliseconds(100);
constexpr Nanos kBehind = std::chrono::milliseconds(10);
constexpr double kFaster = 1.25;  // a window
constexpr double kLeastChance = 1e-4;
constexpr double kPartOfLag = 0.5;  // of the budget: whoever takes less did not make the loop late

}  // namespace

void CheckPace::set_budget(const CheckBudget& budget, std::uint64_t seed) {
  share_ = budget.share;
  random_ = Random::stream(seed, 0x636865636b);
}

void CheckPace::note_checked(std::size_t name_index, bool counts, bool is_wrong, Instant began, Instant ended) {
  ++seen_[name_index];
  if (counts) {
    auto& count = counts_[name_index];
    ++count.answers;
    ++count.checked;
    if (is_wrong) ++count.wrong;
  }
  if (share_ >= 1) return;
  if (window_ == Instant{}) window_ = began;
  spent_ += ended - began;
  const auto passed = ended - window_;
  if (passed < kWindow) return;
  adapt(to_seconds(spent_) / to_seconds(passed));
  window_ = ended;
  spent_ = Nanos(0);
}

void CheckPace::note_passed_over(std::size_t name_index, bool counts) {
  if (counts) ++counts_[name_index].answers;
}

void CheckPace::note_lag(Nanos late, Instant now) {
  if (late < kBehind || share_ >= 1 || window_ == Instant{} || now <= window_) return;
  const double used = to_seconds(spent_) / to_seconds(now - window_);
  if (used < kPartOfLag * share_) return;
  adapt(std::max(used, 2 * share_));
  window_ = now;
  spent_ = Nanos(0);
}

void CheckPace::adapt(double used) {
  const double factor = used > 0 ? std::min(kFaster, share_ / used) : kFaster;
  chance_ = std::clamp(chance_ * factor, kLeastChance, 1.0);
}

}  // namespace plimsoll
