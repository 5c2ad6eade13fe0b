#include "reports/streams/serving_series.h"

#include <algorithm>

namespace plimsoll {
namespace {

using Serving = SeriesInfo::Serving;

constexpr std::size_t kHitPoints = 60;  // counters that hardly move say little from one scrape to the next

std::vector<const TimeSeries*> told(const RunRecord& record, Serving what) {
  std::vector<const TimeSeries*> all;
  for (const auto& monitor : record.monitors)
    for (const auto& series : monitor.series)
      if (!series.empty() && serving_of_series(series.name()) == what) all.push_back(&series);
  return all;
}

// The mean of the point at or before an instant.
std::optional<double> value_before(const TimeSeries& series, double t_s) {
  const auto points = series.points();
  const auto after = std::upper_bound(points.begin(), points.end(), t_s,
                                      [](double t, const SeriesPoint& point) { return t < point.t_s; });
  if (after == points.begin()) return std::nullopt;
  return std::prev(after)->mean;
}

// At the instants of the one that was read most often.
template <class Join>
ServingSeries joined_series(const std::vector<const TimeSeries*>& all, Serving what, Join join) {
  ServingSeries one{what, {}, {}};
  if (all.empty()) return one;
  const auto* longest = *std::max_element(
      all.begin(), all.end(), [](const auto* a, const auto* b) { return a->points().size() < b->points().size(); });
  for (const auto& point : longest->points()) {
    std::optional<double> value;
    for (const auto* series : all)
      if (const auto read = value_before(*series, point.t_s)) value = value ? join(*value, *read) : *read;
    one.t_s.push_back(point.t_s);
    one.values.push_back(value);
  }
  return one;
}

ServingSeries hit_share(const RunRecord& record) {
  const auto sum = [](double a, double b) { return a + b; };
  const auto hits = joined_series(told(record, Serving::hits), Serving::hits, sum);
  const auto lookups = told(record, Serving::lookups);
  ServingSeries share{Serving::hit_share, {}, {}};
  if (hits.t_s.empty() || lookups.empty()) return share;
  const auto step = std::max<std::size_t>(1, hits.t_s.size() / kHitPoints);
  const auto looked_for = [&](double t_s) {
    std::optional<double> all;
    for (const auto* series : lookups)
      if (const auto read = value_before(*series, t_s)) all = all.value_or(0) + *read;
    return all;
  };
  for (std::size_t i = step; i < hits.t_s.size(); i += step) {
    const auto before = looked_for(hits.t_s[i - step]), now = looked_for(hits.t_s[i]);
    const auto& had = hits.values[i - step];
    const auto& has = hits.values[i];
    const bool moved = before && now && had && has && *now > *before && *has >= *had;
    share.t_s.push_back((hits.t_s[i - step] + hits.t_s[i]) / 2);
    share.values.push_back(moved ? std::optional((*has - *had) / (*now - *before)) : std::nullopt);
  }
  return share;
}

}  // namespace

std::string_view serving_title(Serving what) {
  switch (what) {
    case Serving::cache_use:
      return "KV cache in use";
    case Serving::running:
      return "requests it works on";
    case Serving::waiting:
      return "requests that wait";
    case Serving::hit_share:
    case Serving::hits:
    case Serving::lookups:
      return "found in the prefix cache";
    case Serving::none:
      return "";
  }
  return "";
}

std::vector<ServingSeries> serving_series(const RunRecord& record) {
  const auto greatest = [](double a, double b) { return std::max(a, b); };
  const auto sum = [](double a, double b) { return a + b; };
  std::vector<ServingSeries> all;
  all.push_back(joined_series(told(record, Serving::cache_use), Serving::cache_use, greatest));
  all.push_back(hit_share(record));
  if (all.back().t_s.empty())
    all.back() = joined_series(told(record, Serving::hit_share), Serving::hit_share, greatest);
  all.push_back(joined_series(told(record, Serving::running), Serving::running, sum));
  all.push_back(joined_series(told(record, Serving::waiting), Serving::waiting, sum));
  std::erase_if(all, [](const ServingSeries& one) {
    return std::none_of(one.values.begin(), one.values.end(), [](const auto& value) { return value.has_value(); });
  });
  return all;
}

}  // namespace plimsoll
