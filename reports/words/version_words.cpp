#include "reports/words/version_words.h"

#include "core/units.h"
#include "reports/words/text.h"

#include <fmt/format.h>

#include <algorithm>

namespace plimsoll {
namespace {

std::string failures_with_share(const SegmentFigures& figures) {
  auto text = format_count(figures.failures);
  if (figures.failures > 0 && figures.requests > 0)
    text +=
        fmt::format(" ({})", share_text(static_cast<double>(figures.failures) / static_cast<double>(figures.requests)));
  return text;
}

std::string percentile_or_none(const std::optional<double>& value) { return value ? milliseconds_text(value) : "n/a"; }

}  // namespace

bool has_version_figures(const RunRecord& record) {
  const auto with_figures = std::count_if(record.segments.begin(), record.segments.end(),
                                          [](const TargetSegment& segment) { return segment.figures.has_value(); });
  return with_figures > 1;
}

std::array<std::string, 6> version_cells(const TargetSegment& segment) {
  const auto& figures = *segment.figures;
  return {seconds_text(segment.from_s),       format_count(figures.requests),     failures_with_share(figures),
          percentile_or_none(figures.p50_ms), percentile_or_none(figures.p95_ms), percentile_or_none(figures.p99_ms)};
}

std::string note_between_versions(const RunRecord& record) {
  std::uint64_t counted = 0;
  for (const auto& segment : record.segments)
    if (segment.figures) counted += segment.figures->requests;
  const auto all = record.stats.total().requests;
  if (!has_version_figures(record) || counted >= all) return {};
  return fmt::format("{} between two versions may have been answered by either: no row counts them.",
                     plural(all - counted, "request"));
}

}  // namespace plimsoll
