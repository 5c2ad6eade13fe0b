#include "monitors/metrics/scrape_choice.h"

#include "record/series.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <fnmatch.h>

#include <algorithm>

namespace plimsoll {
namespace {

// Of the figures of services that are known by name.
std::optional<ChosenMetric> known_metric(std::string_view name) {
  const auto* info = find_series_info(name);
  if (info == nullptr || info->source != SeriesInfo::Source::service) return std::nullopt;
  return ChosenMetric{info->unit, info->factor, info->judged == SeriesInfo::Judged::yes};
}

// Grows by its nature, or describes a distribution.
bool is_total(const MetricLine& line) {
  return line.kind == MetricKind::counter || line.kind == MetricKind::histogram || line.kind == MetricKind::summary ||
         line.name.ends_with("_total") || line.name.ends_with("_created") || line.name.ends_with("_bucket") ||
         line.name.ends_with("_sum") || line.name.ends_with("_count");
}

}  // namespace

std::optional<ChosenMetric> ScrapeChoice::choose(const MetricLine& line) const {
  const auto known = known_metric(line.name);
  if (globs_.empty()) return known;
  const std::string name(line.name);
  if (std::none_of(globs_.begin(), globs_.end(),
                   [&](const auto& glob) { return fnmatch(glob.c_str(), name.c_str(), 0) == 0; }))
    return std::nullopt;
  if (known) return known;
  const bool bytes = line.name.ends_with("_bytes") || line.name.find("_bytes_") != std::string_view::npos;
  const bool held = bytes || line.name.ends_with("_open_fds");
  return ChosenMetric{bytes ? "bytes" : "", 1, held && !is_total(line)};
}

std::string ScrapeChoice::text() const {
  return globs_.empty() ? "a figure of memory that is known by name"
                        : fmt::format("a metric that matches {}", fmt::join(globs_, " or "));
}

}  // namespace plimsoll
