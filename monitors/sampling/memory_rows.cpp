#include "monitors/sampling/memory_rows.h"

#include <algorithm>
#include <iterator>
#include <span>
#include <utility>

namespace plimsoll {
namespace {

constexpr std::size_t kPerBucket = 2;

using Rows = std::vector<MemoryRow>;

double memory_of(const MemoryRow& life) {
  if (life.life != kWholeLife) return life.anon_bytes.value_or(life.rss_bytes.value_or(0));
  for (const auto& value : life.judged_beside)
    if (value) return *value;
  return 0;
}

bool holds(const Rows& instant, std::uint64_t life) {
  return std::any_of(instant.begin(), instant.end(), [&](auto& one) { return one.life == life; });
}

// What the processes that are there at every one of the instants hold together; where there are none, what all hold.
std::vector<double> comparable_sums(std::span<const Rows* const> instants) {
  std::vector<std::uint64_t> common;
  for (const auto& one : *instants.front())
    if (std::all_of(instants.begin(), instants.end(), [&](auto* instant) { return holds(*instant, one.life); }))
      common.push_back(one.life);
  std::vector<double> sums;
  for (const auto* instant : instants) {
    double sum = 0;
    for (const auto& one : *instant)
      if (common.empty() || std::find(common.begin(), common.end(), one.life) != common.end()) sum += memory_of(one);
    sums.push_back(sum);
  }
  return sums;
}

// Of the instants of one bucket, the places of the two that stay.
std::pair<std::size_t, std::size_t> extremes(std::span<const Rows* const> instants) {
  const auto sums = comparable_sums(instants);
  const auto [least, greatest] = std::minmax_element(sums.begin(), sums.end());
  if (*least == *greatest) return {0, sums.size() - 1};
  return {least - sums.begin(), greatest - sums.begin()};
}

void append_rows(const Rows& instant, Rows& rows) {
  for (const auto& row : instant) {
    rows.push_back(row);
    rows.back().requests_by_name = instant.front().requests_by_name;
  }
}

}  // namespace

void MemoryRows::add(std::vector<MemoryRow> instant) {
  if (instant.empty()) return;
  row_count_ += instant.size();
  for (auto row = instant.begin() + 1; row != instant.end(); ++row) row->requests_by_name = {};
  kept_.push_back({added_++, std::move(instant)});
  if (bucket_ > 1) {
    auto first = kept_.size() - 1;
    while (first > 0 && bucket_of(first - 1) == bucket_of(kept_.size() - 2)) --first;
    reduce_from(first);
  }
  if (row_count_ > capacity_.rows && kept_.size() > capacity_.least_instants) {
    bucket_ = bucket_ == 1 ? 2 * kPerBucket : 2 * bucket_;
    reduce_from(0);
  }
}

std::optional<std::size_t> MemoryRows::place_beside(const std::string& name, const std::string& unit) {
  for (std::size_t i = 0; i < judged_beside_.size(); ++i)
    if (judged_beside_[i].name == name) return i;
  if (judged_beside_.size() >= kMostJudgedBeside) return std::nullopt;
  judged_beside_.push_back({name, unit});
  return judged_beside_.size() - 1;
}

void MemoryRows::reduce_from(std::size_t first) {
  const auto newest = kept_.size() - 1;
  std::vector<Kept> rest(std::make_move_iterator(kept_.begin() + static_cast<std::ptrdiff_t>(first)),
                         std::make_move_iterator(kept_.end()));
  kept_.resize(first);
  const auto keep = [&](Kept& one) { kept_.push_back(std::move(one)); };
  const auto end = newest - first;
  for (std::size_t begin = 0; begin < end;) {
    const auto bucket = rest[begin].index / bucket_;
    if (rest[begin].index == 0) keep(rest[begin++]);  // the first of all stays
    auto next = begin;
    while (next < end && rest[next].index / bucket_ == bucket) ++next;
    std::vector<const Rows*> instants;
    for (auto i = begin; i < next; ++i) instants.push_back(&rest[i].rows);
    if (instants.size() <= kPerBucket) {
      for (auto i = begin; i < next; ++i) keep(rest[i]);
    } else {
      const auto [low, high] = extremes(instants);
      for (auto i = begin; i < next; ++i)
        if (i - begin == low || i - begin == high)
          keep(rest[i]);
        else
          row_count_ -= rest[i].rows.size();
    }
    begin = next;
  }
  keep(rest.back());
}

std::vector<MemoryRow> MemoryRows::rows() const {
  std::vector<MemoryRow> rows;
  rows.reserve(row_count_);
  for (const auto& kept : kept_) append_rows(kept.rows, rows);
  return rows;
}

std::vector<MemoryRow> MemoryRows::newest() const {
  std::vector<MemoryRow> rows;
  if (!kept_.empty()) append_rows(kept_.back().rows, rows);
  return rows;
}

}  // namespace plimsoll
