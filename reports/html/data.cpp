#include "reports/html/data.h"

#include "core/json/json.h"
#include "core/utf8.h"
#include "reports/html/histogram_data.h"
#include "reports/html/monitor_data.h"
#include "reports/html/numbers.h"
#include "reports/html/percentile_line.h"
#include "reports/html/steps_data.h"
#include "reports/html/stream_data.h"
#include "reports/quality/quality_lines.h"
#include "reports/words/thinning.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <utility>

namespace plimsoll {
namespace {

using Json = nlohmann::ordered_json;
using Value = std::optional<double>;

template <class Read>
Json column(const std::vector<TimelineRow>& rows, const DisplayGrid& grid, Read read) {
  std::vector<Value> values;
  values.reserve(rows.size());
  for (const auto& row : rows) values.push_back(read(row));
  return rounded_list(grid.thinned(values), kFigureDigits);
}

Value per_second(std::uint64_t count, const TimelineRow& row) {
  if (row.length_s <= 0) return std::nullopt;
  return static_cast<double>(count) / row.length_s;
}

Json timeline_json(const std::vector<TimelineRow>& rows) {
  std::vector<double> instants;
  instants.reserve(rows.size());
  for (const auto& row : rows) instants.push_back(row.t_s + row.length_s / 2);
  const DisplayGrid grid(std::move(instants));
  using Row = TimelineRow;
  Json json;
  json["t"] = rounded_list(grid.instants(), kFineDigits);
  json["requests_per_second"] =
      column(rows, grid, [](const Row& row) { return per_second(row.requests + row.warmup_requests, row); });
  json["failures_per_second"] = column(rows, grid, [](const Row& row) { return per_second(row.failures, row); });
  json["active_users"] = column(rows, grid, [](const Row& row) { return Value(row.active_users); });
  json["in_flight"] = column(rows, grid, [](const Row& row) { return Value(static_cast<double>(row.in_flight)); });
  json["late_per_second"] = column(rows, grid, [](const Row& row) { return per_second(row.late, row); });
  json["dropped_per_second"] = column(rows, grid, [](const Row& row) { return per_second(row.dropped, row); });
  return json;
}

// Rates of failures by kind at the same instants: of so many rows as a screen shows those where most and fewest failed.
Json failed_json(const std::vector<TimelineRow>& rows) {
  FailureTally all;
  std::vector<Value> totals;
  for (const auto& row : rows) {
    all.merge(row.failures_by_kind);
    totals.push_back(per_second(row.failures, row));
  }
  if (all.empty()) return nullptr;
  const auto places = places_of_extremes(totals, kDisplayPoints);
  std::vector<double> instants;
  instants.reserve(places.size());
  for (const auto place : places) instants.push_back(rows[place].t_s + rows[place].length_s / 2);
  Json kinds = Json::array();
  for (std::size_t i = 0; i < kFailureKinds; ++i) {
    if (all.by_kind[i] == 0) continue;
    std::vector<Value> rates;
    rates.reserve(places.size());
    for (const auto place : places) rates.push_back(per_second(rows[place].failures_by_kind.by_kind[i], rows[place]));
    kinds.push_back(
        {{"kind", to_string(static_cast<FailureKind>(i))}, {"per_second", rounded_list(rates, kFigureDigits)}});
  }
  return {{"t", rounded_list(instants, kFineDigits)}, {"kinds", std::move(kinds)}};
}

// The chart over time that shows what a threshold is about; nothing where none does.
std::string chart_of(const Threshold& threshold) {
  const Metric& metric = *threshold.metric;
  if (find_quality_figure(metric.key) != nullptr) return fmt::format("quality-{}", metric.key);
  if (!threshold.request.empty()) return "";
  if (const auto chart = stream_chart_of(metric); !chart.empty()) return std::string(chart);
  if (metric.key == "response_time_quantile") return "percentiles";
  return metric.key == "requests_per_second" ? "throughput" : "";
}

Json limits_json(const std::vector<ThresholdResult>& results) {
  Json json = Json::array();
  for (const auto& result : results) {
    const auto chart = chart_of(result.threshold);
    if (chart.empty() || !result.judged) continue;
    json.push_back({{"chart", chart},
                    {"label", valid_utf8(result.threshold.expression)},
                    {"value", rounded_json(result.threshold.value, kFineDigits)},
                    {"ok", result.ok}});
  }
  return json;
}

// Keys as QualityLineData and ProbesData of reports/page/src/report/report_data.ts have them.
Json quality_lines_json(const RunRecord& record) {
  Json list = Json::array();
  for (const auto& line : quality_lines(record))
    list.push_back({{"figure", line.figure},
                    {"request", valid_utf8(line.request)},
                    {"step_s", rounded_json(line.step_s, kFineDigits)},
                    {"t", rounded_list(line.t_s, kFineDigits)},
                    {"values", rounded_list(line.values, kFigureDigits)}});
  return list;
}

Json probes_json(const RunRecord& record) {
  const auto* series = changed_probes(record);
  if (series == nullptr) return nullptr;
  std::vector<double> instants;
  std::vector<std::optional<double>> shares;
  for (const auto& point : series->points()) {
    instants.push_back(point.t_s);
    shares.emplace_back(point.mean);
  }
  const DisplayGrid grid(std::move(instants));
  Json json;
  json["t"] = rounded_list(grid.instants(), kFineDigits);
  json["share"] = rounded_list(grid.thinned(shares), kFigureDigits);
  return json;
}

// Nothing in it can end the element that it stands in, or begin a comment there.
std::string for_script_element(const Json& json) {
  std::string out;
  for (const char c : to_text(json, {-1, true})) {
    if (c == '<') {
      out += "\\u003c";
    } else {
      out += c;
    }
  }
  return out;
}

double shown_end(const RunRecord& record) {
  double end = record.duration_s;
  if (!record.timeline.empty()) end = std::max(end, record.timeline.back().t_s + record.timeline.back().length_s);
  return end;
}

}  // namespace

std::string chart_data_json(const RunRecord& record, const RequestStats& total) {
  Json json;
  json["duration_s"] = rounded_json(shown_end(record), kFineDigits);
  json["warmup_s"] = rounded_json(record.warmup_s, kFineDigits);
  json["cooldown_s"] = rounded_json(record.cooldown_s, kFineDigits);
  json["rest_every_s"] = rounded_json(record.rest_every_s, kFineDigits);
  json["rest_s"] = rounded_json(record.rest_s, kFineDigits);
  json["segments"] = Json::array();
  for (std::size_t i = 1; i < record.segments.size(); ++i)
    json["segments"].push_back(
        {{"t", rounded_json(record.segments[i].from_s, kFineDigits)}, {"label", record.segments[i].version}});
  json["timeline"] = timeline_json(record.timeline);
  json["failed"] = failed_json(record.timeline);
  json["percentiles"] = percentiles_json(percentile_lines(record));
  json["heat"] = heat_json(record);
  json["requests"] = requests_json(record);
  json["limits"] = limits_json(record.thresholds);
  json["monitors"] = Json::array();
  for (const auto& monitor : record.monitors) json["monitors"].push_back(monitor_json(record, monitor));
  json["histogram"] = histogram_json(total.response_time);
  json["quality"] = quality_lines_json(record);
  json["probes"] = probes_json(record);
  if (has_streams(record)) json["streams"] = streams_json(record);
  return for_script_element(json);
}

}  // namespace plimsoll
