#include "record/answers/check_count.h"

#include <algorithm>
#include <cmath>

namespace plimsoll {

void merge_check_counts(std::vector<CheckCount>& into, const std::vector<CheckCount>& from) {
  for (const auto& one : from) {
    const auto known =
        std::find_if(into.begin(), into.end(), [&](const CheckCount& other) { return other.request == one.request; });
    if (known == into.end()) {
      into.push_back(one);
      continue;
    }
    known->answers += one.answers;
    known->checked += one.checked;
    known->wrong += one.wrong;
  }
}

bool wrong_share(const CheckCount& count, WrongShare& into) {
  if (count.checked == 0) return false;
  constexpr double kZ = 1.959964;
  const auto n = static_cast<double>(count.checked);
  const double p = static_cast<double>(count.wrong) / n;
  const double centre = p + kZ * kZ / (2 * n);
  const double half = kZ * std::sqrt(p * (1 - p) / n + kZ * kZ / (4 * n * n));
  const double scale = 1 + kZ * kZ / n;
  into = {p, std::max(0.0, (centre - half) / scale), std::min(1.0, (centre + half) / scale)};
  return true;
}

}  // namespace plimsoll
