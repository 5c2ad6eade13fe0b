#include "core/units.h"
#include "record/time_summary.h"
#include "reports/html/histogram_data.h"
#include "reports/html/page.h"
#include "reports/html/percentile_line.h"
#include "reports/html/steps_data.h"
#include "reports/words/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace plimsoll {
namespace {

using Rows = std::vector<TimelineRow>;

// The tables behind the charts are for reading, not for machines, which take timeline.csv.

double rate_of(const TimelineRow& row) {
  return row.length_s > 0 ? static_cast<double>(row.requests) / row.length_s : 0;
}

// The last row is seldom whole.
bool whole(const TimelineRow& row, const Rows& rows) { return row.length_s > 0.9 * rows.front().length_s; }

std::string throughput_summary(const HtmlPage& page) {
  Extent rates;
  for (const auto& row : page.record.timeline)
    if (!row.warmup && whole(row, page.record.timeline)) rates.add(rate_of(row));
  const double mean = requests_per_second(page.record, page.total.requests);
  std::string text = fmt::format("{} requests a second on average", rate_text(mean));
  if (rates.low) text += fmt::format(", between {} and {}", rate_text(*rates.low), rate_text(*rates.high));
  return text + fmt::format("; {} in all.", plural(page.total.failures, "failure"));
}

bool failed_by_kind(const Rows& rows) {
  return std::any_of(rows.begin(), rows.end(), [](const TimelineRow& row) { return !row.failures_by_kind.empty(); });
}

// The most first: "12 timeout, 3 status".
std::string kinds_text(const FailureTally& failures) {
  std::vector<std::pair<std::uint64_t, std::string_view>> kinds;
  for (std::size_t i = 0; i < kFailureKinds; ++i)
    if (failures.by_kind[i] > 0) kinds.emplace_back(failures.by_kind[i], to_string(static_cast<FailureKind>(i)));
  std::stable_sort(kinds.begin(), kinds.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
  std::string text;
  for (const auto& [count, kind] : kinds)
    text += fmt::format("{}{} {}", text.empty() ? "" : ", ", format_count(count), kind);
  return text;
}

std::string failed_summary(const Rows& rows) {
  FailureTally all;
  for (const auto& row : rows) all.merge(row.failures_by_kind);
  return kinds_text(all) + ". On top of each other: the height is all that failed.";
}

// What each line shows, and where one is left out why.
std::string percentiles_summary(const HtmlPage& page) {
  std::string shown, hidden;
  for (const auto& line : percentile_lines(page.record)) {
    Extent extent;
    for (const auto& value : line.ms) extent.add(value);
    const auto needed = count_needed_for_quantile(quantile_of(line.key));
    if (!extent.low) {
      hidden += fmt::format(" {} is not drawn: it needs {} requests in a step.", line.key, format_count(needed));
      continue;
    }
    shown += fmt::format("{}{} of each {} between {} and {}", shown.empty() ? "" : ", ", line.key,
                         line.step_s == 1 ? "second" : seconds_text(line.step_s), milliseconds_text(extent.low),
                         milliseconds_text(extent.high));
  }
  if (shown.empty() && page.total.response_time.empty()) return "Nothing was answered after the warm-up.";
  return shown + (shown.empty() ? "" : ".") + hidden +
         " A step with fewer requests than a percentile needs (p50 5, p95 59, p99 299) is left out.";
}

std::string heat_summary(const RunRecord& record) {
  const auto map = heat_map(record.steps.all);
  std::vector<std::uint64_t> by_row(map.bounds_ms.size() - 1);
  for (const auto& column : map.columns)
    for (std::size_t row = 0; row < column.size(); ++row) by_row[row] += column[row];
  const auto fullest = static_cast<std::size_t>(std::max_element(by_row.begin(), by_row.end()) - by_row.begin());
  return fmt::format(
      "How many requests took how long, by steps of {}: the stronger the colour, the more. Most took {} to {}.",
      seconds_text(map.step_s), milliseconds_text(map.bounds_ms[fullest]),
      milliseconds_text(map.bounds_ms[fullest + 1]));
}

std::string users_summary(const Rows& rows) {
  double users = 0;
  std::uint64_t in_flight = 0;
  for (const auto& row : rows) {
    users = std::max(users, row.active_users);
    in_flight = std::max(in_flight, row.in_flight);
  }
  if (users == 0) return fmt::format("Up to {} in flight at the end of a second.", plural(in_flight, "request"));
  return fmt::format("Up to {} and {} in flight.", plural(static_cast<std::uint64_t>(users), "active user"),
                     plural(in_flight, "request"));
}

std::string saturation_summary(const HtmlPage& page) {
  std::uint64_t late = 0, dropped = 0;
  for (const auto& row : page.record.timeline) {
    late += row.late;
    dropped += row.dropped;
  }
  if (late + dropped == 0) return "";
  return fmt::format("{} sent later than due; {} not sent, for as many were in flight as may be.",
                     plural(late, "request"), format_count(dropped));
}

// Several rows as one: counts added, times the greatest.
struct TableRow {
  double t_s = 0, length_s = 0, active_users = 0;
  std::uint64_t requests = 0, failures = 0;
  FailureTally by_kind;
  bool warmup = false;
  Extent p50, p95, p99;
};

std::vector<TableRow> table_rows(const Rows& rows) {
  const std::size_t group = (rows.size() + kTableRows - 1) / kTableRows;
  std::vector<TableRow> out;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const TimelineRow& row = rows[i];
    if (i % group == 0) {
      out.emplace_back();
      out.back().t_s = row.t_s;
      out.back().warmup = row.warmup;
    }
    TableRow& joined = out.back();
    joined.length_s += row.length_s;
    joined.active_users = row.active_users;
    joined.requests += row.requests;
    joined.failures += row.failures;
    joined.by_kind.merge(row.failures_by_kind);
    joined.p50.add(known_percentile_ms(row, 0));
    joined.p95.add(known_percentile_ms(row, 1));
    joined.p99.add(known_percentile_ms(row, 2));
  }
  return out;
}

void write_timeline_row(HtmlWriter& html, const TableRow& row, bool with_kinds) {
  const auto element = html.open("tr");
  html.leaf("th", {{"scope", "row"}, {"class", "text"}}, seconds_text(row.t_s) + (row.warmup ? " (warm-up)" : ""));
  const double rate = row.length_s > 0 ? static_cast<double>(row.requests) / row.length_s : 0;
  for (const auto& text :
       {format_count(row.requests), rate_text(rate), format_count(row.failures), rate_text(row.active_users),
        milliseconds_text(row.p50.high), milliseconds_text(row.p95.high), milliseconds_text(row.p99.high)})
    html.leaf("td", text);
  if (with_kinds) html.leaf("td", {{"class", "text"}}, row.by_kind.empty() ? "–" : kinds_text(row.by_kind));
}

void write_timeline_table(HtmlWriter& html, const Rows& rows) {
  const auto details = html.open("details");
  html.leaf("summary", "The same as a table");
  const auto scroll = open_scroll(html, "The run over time");
  const auto table = html.open("table");
  html.leaf(
      "caption",
      "By the start of each interval. Percentiles are the highest of its seconds with enough requests; all seconds "
      "are in timeline.csv.");
  const bool with_kinds = failed_by_kind(rows);
  std::vector<std::string_view> heads = {"From", "Requests", "per s", "Failures", "Users at end", "p50", "p95", "p99"};
  if (with_kinds) heads.emplace_back("Failed");
  write_column_heads(html, heads);
  const auto body = html.open("tbody", {{"class", "rows"}});
  for (const auto& row : table_rows(rows)) write_timeline_row(html, row, with_kinds);
}

void write_bins_table(HtmlWriter& html, const std::vector<HistogramBin>& bins, std::uint64_t total) {
  const auto details = html.open("details");
  html.leaf("summary", "The same as a table");
  const auto scroll = open_scroll(html, "Distribution of response times");
  const auto table = html.open("table");
  html.leaf("caption", "Requests by response time.");
  write_column_heads(html, {"From", "to", "Requests", "Share"});
  const auto body = html.open("tbody", {{"class", "rows"}});
  for (const auto& bin : bins) {
    if (bin.count == 0) continue;
    const auto row = html.open("tr");
    html.leaf("th", {{"scope", "row"}, {"class", "text"}}, milliseconds_text(bin.low_ms));
    html.leaf("td", milliseconds_text(bin.high_ms));
    html.leaf("td", format_count(bin.count));
    html.leaf("td", share_text(static_cast<double>(bin.count) / static_cast<double>(total)));
  }
}

std::string distribution_summary(const HtmlPage& page, const std::vector<HistogramBin>& bins) {
  const TimeSummary summary = summarize(page.total.response_time);
  const auto fullest = std::max_element(bins.begin(), bins.end(),
                                        [](const HistogramBin& a, const HistogramBin& b) { return a.count < b.count; });
  return fmt::format("{} from {} to {}; most often {} to {}. The axis is logarithmic: each step is the same factor.",
                     plural(summary.count, "request"), milliseconds_text(summary.min_ms),
                     milliseconds_text(summary.max_ms), milliseconds_text(fullest->low_ms),
                     milliseconds_text(fullest->high_ms));
}

}  // namespace

void write_timeline(const HtmlPage& page) {
  const Rows& rows = page.record.timeline;
  page.html.leaf(
      "p", {{"class", "lead needs-script"}},
      "All charts over time share one axis. Drag to zoom in, double-click for the whole run; with the keyboard, "
      "arrows move along a chart.");
  { const auto figure = open_figure(page.html, {"throughput", "Throughput and failures", throughput_summary(page)}); }
  if (failed_by_kind(rows)) {
    const auto figure = open_figure(page.html, {"failed", "Failures by kind", failed_summary(rows)});
  }
  { const auto figure = open_figure(page.html, {"percentiles", "Response time", percentiles_summary(page)}); }
  if (std::any_of(page.record.steps.all.steps.begin(), page.record.steps.all.steps.end(),
                  [](const RequestStep& step) { return !step.times.empty(); })) {
    const auto figure = open_figure(page.html, {"heat", "Heat map of response times", heat_summary(page.record)});
  }
  const bool has_users = std::any_of(rows.begin(), rows.end(), [](const auto& row) { return row.active_users > 0; });
  { const auto figure = open_figure(page.html, {"users", has_users ? "Users" : "In flight", users_summary(rows)}); }
  if (const auto summary = saturation_summary(page); !summary.empty()) {
    const auto figure = open_figure(page.html, {"saturation", "Sent late, not sent", summary});
  }
  write_timeline_table(page.html, rows);
}

void write_histogram(const HtmlPage& page) {
  const auto bins = log_bins(page.total.response_time);
  const auto figure = open_figure(page.html, {"histogram", "All response times", distribution_summary(page, bins)});
  write_bins_table(page.html, bins, page.total.response_time.count());
}

}  // namespace plimsoll
