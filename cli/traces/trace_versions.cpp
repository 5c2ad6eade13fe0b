#include "cli/traces/trace_versions.h"

#include "reports/words/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

namespace plimsoll {
namespace {

constexpr std::size_t kMostStretches = 20;

// Rows of one version, and of no other in between.
struct VersionStretch {
  double version = 0;
  double from_s = 0, to_s = 0;
  std::vector<std::size_t> rows;
};

// Of each instant its version: NaN where there are several, or none is told.
std::map<double, double> version_at_instants(const Trace& trace) {
  std::map<double, double> versions;
  for (std::size_t i = 0; i < trace.versions.size(); ++i) {
    if (!std::isfinite(trace.t_seconds[i])) continue;
    const auto [at, is_new] = versions.emplace(trace.t_seconds[i], trace.versions[i]);
    if (!is_new && at->second != trace.versions[i]) at->second = NAN;
  }
  return versions;
}

std::vector<VersionStretch> stretches_of(const Trace& trace) {
  std::vector<VersionStretch> stretches;
  for (const auto& [t_s, version] : version_at_instants(trace)) {
    if (std::isnan(version)) continue;
    if (stretches.empty() || stretches.back().version != version) stretches.push_back({version, t_s, t_s, {}});
    stretches.back().to_s = t_s;
  }
  if (stretches.size() > kMostStretches) return stretches;
  for (std::size_t i = 0; i < trace.versions.size(); ++i)
    for (auto& stretch : stretches)
      if (trace.versions[i] == stretch.version && trace.t_seconds[i] >= stretch.from_s &&
          trace.t_seconds[i] <= stretch.to_s)
        stretch.rows.push_back(i);
  return stretches;
}

JudgedColumn part_of(const JudgedColumn& column, const std::vector<std::size_t>& rows) {
  JudgedColumn part = column;
  for_each_column(part.trace, [&](std::vector<double>& values) {
    if (values.empty()) return;
    std::vector<double> kept;
    kept.reserve(rows.size());
    for (const auto row : rows) kept.push_back(values[row]);
    values = std::move(kept);
  });
  return part;
}

std::string name_of(const JudgedColumn& column, double version) {
  const auto place = static_cast<std::size_t>(version) - 1;
  return place < column.version_names.size() ? column.version_names[place] : "?";
}

}  // namespace

std::vector<ColumnOfVersion> by_version(const JudgedColumn& column) {
  const auto stretches = stretches_of(column.trace);
  if (stretches.size() < 2 || stretches.size() > kMostStretches) return {{column, std::nullopt}};
  std::vector<ColumnOfVersion> parts;
  parts.reserve(stretches.size());
  for (const auto& stretch : stretches)
    parts.push_back(
        {part_of(column, stretch.rows), TargetSegment{name_of(column, stretch.version), stretch.from_s, stretch.to_s}});
  return parts;
}

std::string note_on_versions(const JudgedColumn& column) {
  const auto stretches = stretches_of(column.trace);
  if (stretches.size() > kMostStretches)
    return fmt::format(
        "the column version changes {} times: too often to judge each version by itself, so all of it is "
        "judged as one",
        stretches.size() - 1);
  if (stretches.size() < 2) return {};
  std::size_t told = 0;
  for (const auto& stretch : stretches) told += stretch.rows.size();
  auto note = fmt::format("the column version tells {} versions one after the other: each is judged by itself",
                          stretches.size());
  if (told < column.trace.versions.size())
    note += fmt::format(", without {} at which several ran or none is told",
                        plural(column.trace.versions.size() - told, "row"));
  return note;
}

}  // namespace plimsoll
