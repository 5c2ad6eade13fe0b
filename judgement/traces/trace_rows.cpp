#include "judgement/traces/trace_rows.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace plimsoll {
namespace {

constexpr std::size_t kMostRows = std::size_t{1} << 18;
constexpr std::size_t kMostNumbers = std::size_t{1} << 22;
constexpr std::size_t kFewestRows = 8192;
constexpr std::size_t kMostRowsOfInstant = 1024;
constexpr std::size_t kFirstBucket = 4;

}  // namespace

TraceRows::TraceRows(std::size_t columns)
    : columns_(columns),
      most_rows_(std::clamp(kMostNumbers / columns, kFewestRows, kMostRows)),
      latest_s_(-std::numeric_limits<double>::infinity()) {}

void TraceRows::add(std::span<const double> row) {
  count(row[0], row[1]);
  if (begins_instant(row[0])) {
    if (bucket_ > 0 && starts_.size() - filling_ == bucket_) {
      keep_extremes(filling_, bucket_);
      filling_ = starts_.size();
    }
    if (kept() >= most_rows_ && filling_ == (bucket_ > 0 ? starts_.size() : 0)) {
      keep_extremes(0, kFirstBucket);
      bucket_ = bucket_ > 0 ? 2 * bucket_ : kFirstBucket;
      filling_ = starts_.size();
    }
    starts_.push_back(kept());
  }
  for (std::size_t i = 0; i < columns_.size(); ++i) columns_[i].push_back(row[i]);
}

void TraceRows::count(double t_s, double memory) {
  ++added_;
  if (!std::isfinite(t_s) || !std::isfinite(memory)) {
    ++gaps_;
  } else if (memory <= 0) {
    ++not_positive_;
  }
  if (t_s < latest_s_) ++backwards_;
  if (std::isfinite(t_s)) latest_s_ = t_s;
}

bool TraceRows::begins_instant(double t_s) const {
  return starts_.empty() || columns_[0].back() != t_s || kept() - starts_.back() >= kMostRowsOfInstant;
}

std::size_t TraceRows::end_of(std::size_t instant) const {
  return instant + 1 < starts_.size() ? starts_[instant + 1] : kept();
}

double TraceRows::memory_of(std::size_t instant) const {
  double sum = 0;
  bool any = false;
  for (std::size_t row = starts_[instant]; row < end_of(instant); ++row) {
    const double memory = columns_[1][row];
    if (!std::isfinite(memory) || memory <= 0 || !std::isfinite(columns_[0][row])) continue;
    sum += memory;
    any = true;
  }
  return any ? sum : NAN;
}

void TraceRows::keep_extremes(std::size_t first_instant, std::size_t of_instants) {
  std::vector<std::size_t> starts;
  std::size_t to = first_instant < starts_.size() ? starts_[first_instant] : kept();
  const auto keep = [&](std::size_t instant) {
    starts.push_back(to);
    for (std::size_t row = starts_[instant]; row < end_of(instant); ++row, ++to)
      for (auto& column : columns_) column[to] = column[row];
  };
  for (std::size_t from = first_instant; from < starts_.size(); from += of_instants) {
    std::size_t least = starts_.size(), greatest = least;
    double low = NAN, high = NAN;
    for (std::size_t i = from; i < std::min(from + of_instants, starts_.size()); ++i) {
      const double memory = memory_of(i);
      if (std::isnan(memory)) continue;
      if (!(memory >= low)) low = memory, least = i;
      if (!(memory <= high)) high = memory, greatest = i;
    }
    if (least == starts_.size()) continue;
    keep(std::min(least, greatest));
    if (least != greatest) keep(std::max(least, greatest));
  }
  starts_.resize(first_instant);
  starts_.insert(starts_.end(), starts.begin(), starts.end());
  for (auto& column : columns_) column.resize(to);
}

}  // namespace plimsoll
