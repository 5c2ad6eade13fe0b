#include "reports/words/thinning.h"

#include <algorithm>
#include <utility>

namespace plimsoll {
namespace {

using Value = std::optional<double>;

std::pair<Value, Value> extremes_in_order(std::span<const Value> values) {
  const Value* least = nullptr;
  const Value* greatest = nullptr;
  for (const auto& value : values) {
    if (!value) continue;
    if (!least || *value < **least) least = &value;
    if (!greatest || *value > **greatest) greatest = &value;
  }
  if (!least) return {};
  return least <= greatest ? std::pair{*least, *greatest} : std::pair{*greatest, *least};
}

}  // namespace

DisplayGrid::DisplayGrid(std::vector<double> instants, std::size_t limit)
    : count_(instants.size()), buckets_(instants.size() <= limit ? 0 : std::max<std::size_t>(1, limit / 2)) {
  if (buckets_ == 0) {
    shown_ = std::move(instants);
    return;
  }
  shown_.reserve(2 * buckets_);
  for (std::size_t b = 0; b < buckets_; ++b) {
    const double first = instants[b * count_ / buckets_];
    const double last = instants[(b + 1) * count_ / buckets_ - 1];
    shown_.push_back(first + (last - first) * 0.25);
    shown_.push_back(first + (last - first) * 0.75);
  }
}

std::vector<Value> DisplayGrid::thinned(std::span<const Value> values) const {
  if (buckets_ == 0) return {values.begin(), values.end()};
  std::vector<Value> out;
  out.reserve(2 * buckets_);
  for (std::size_t b = 0; b < buckets_; ++b) {
    const std::size_t from = b * count_ / buckets_;
    const auto [first, second] = extremes_in_order(values.subspan(from, (b + 1) * count_ / buckets_ - from));
    out.push_back(first);
    out.push_back(second);
  }
  return out;
}

std::vector<double> gaps_between(std::span<const double> instants) {
  constexpr std::size_t kAround = 5;
  constexpr double kTimes = 3;
  std::vector<double> distances;
  for (std::size_t i = 1; i < instants.size(); ++i) distances.push_back(instants[i] - instants[i - 1]);
  std::vector<double> gaps;
  for (std::size_t i = 0; i < distances.size(); ++i) {
    const auto first = i < kAround ? 0 : i - kAround;
    const auto last = std::min(distances.size(), i + kAround + 1);
    std::vector<double> around(distances.begin() + static_cast<std::ptrdiff_t>(first),
                               distances.begin() + static_cast<std::ptrdiff_t>(last));
    const auto middle = around.begin() + static_cast<std::ptrdiff_t>(around.size() / 2);
    std::nth_element(around.begin(), middle, around.end());
    if (around.size() >= 3 && distances[i] > kTimes * *middle) gaps.push_back((instants[i] + instants[i + 1]) / 2);
  }
  return gaps;
}

void mark_gaps(std::span<const double> gaps, std::vector<double>& instants,
               std::span<std::vector<Value>* const> columns) {
  for (const double gap : gaps) {
    const auto at = std::lower_bound(instants.begin(), instants.end(), gap) - instants.begin();
    instants.insert(instants.begin() + at, gap);
    for (auto* column : columns) column->insert(column->begin() + at, std::nullopt);
  }
}

std::vector<std::size_t> places_of_extremes(std::span<const Value> values, std::size_t limit) {
  const std::size_t count = values.size();
  const std::size_t buckets = count <= limit ? count : std::max<std::size_t>(1, limit / 2);
  std::vector<std::size_t> places;
  const auto keep = [&](std::size_t place) {
    if (places.empty() || place > places.back()) places.push_back(place);
  };
  if (count > 0) keep(0);
  for (std::size_t b = 0; b < buckets; ++b) {
    const auto from = values.begin() + static_cast<std::ptrdiff_t>(b * count / buckets);
    const auto to = values.begin() + static_cast<std::ptrdiff_t>((b + 1) * count / buckets);
    const auto [least, greatest] = std::minmax_element(from, to);
    keep(static_cast<std::size_t>(std::min(least, greatest) - values.begin()));
    keep(static_cast<std::size_t>(std::max(least, greatest) - values.begin()));
  }
  if (count > 0) keep(count - 1);
  return places;
}

}  // namespace plimsoll
