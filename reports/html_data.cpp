#include "reports/html_data.h"

#include "reports/html_thinning.h"
#include "reports/judged_memory.h"
#include "reports/sentences.h"
#include "reports/time_summary.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <utility>

namespace plimsoll {
namespace {

using Json = nlohmann::ordered_json;
using Value = std::optional<double>;

// Four digits are more than a screen shows of a figure, seven of bytes or instants; the file is a third of its size.
constexpr int kFigureDigits = 4;
constexpr int kFineDigits = 7;

Json number(const Value& value, int digits) {
  if (!value || !std::isfinite(*value)) return nullptr;
  const double rounded = std::strtod(fmt::format("{:.{}g}", *value, digits).c_str(), nullptr);
  if (std::trunc(rounded) == rounded && std::abs(rounded) < 1e15) return static_cast<std::int64_t>(rounded);
  return rounded;
}

template <class Values>
Json numbers(const Values& values, int digits) {
  Json array = Json::array();
  for (const auto& value : values) array.push_back(number(value, digits));
  return array;
}

template <class Read>
Json column(const std::vector<TimelineRow>& rows, const DisplayGrid& grid, Read read) {
  std::vector<Value> values;
  values.reserve(rows.size());
  for (const auto& row : rows) values.push_back(read(row));
  return numbers(grid.thinned(values), kFigureDigits);
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
  json["t"] = numbers(grid.instants(), kFineDigits);
  json["requests_per_second"] =
      column(rows, grid, [](const Row& row) { return per_second(row.requests + row.warmup_requests, row); });
  json["failures_per_second"] = column(rows, grid, [](const Row& row) { return per_second(row.failures, row); });
  json["p50_ms"] = column(rows, grid, [](const Row& row) { return row.p50_ms; });
  json["p95_ms"] = column(rows, grid, [](const Row& row) { return row.p95_ms; });
  json["p99_ms"] = column(rows, grid, [](const Row& row) { return row.p99_ms; });
  json["active_users"] = column(rows, grid, [](const Row& row) { return Value(row.active_users); });
  json["in_flight"] = column(rows, grid, [](const Row& row) { return Value(static_cast<double>(row.in_flight)); });
  return json;
}

// Short, as those who look at memory know them.
std::string label_of(const std::string& series) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 5> kLabels = {{{"anon_bytes", "anonymous + swap"},
                                                                                     {"rss_bytes", "RSS"},
                                                                                     {"pss_bytes", "PSS"},
                                                                                     {"uss_bytes", "USS"},
                                                                                     {"swap_bytes", "swap"}}};
  for (const auto& [name, label] : kLabels)
    if (name == series) return std::string(label);
  return series_title(series);
}

// A point of several values is two here: its least and its greatest.
Json series_json(const TimeSeries& series) {
  std::vector<double> instants;
  std::vector<Value> values;
  const auto points = series.points();
  for (std::size_t i = 0; i < points.size(); ++i) {
    const SeriesPoint& point = points[i];
    instants.push_back(point.t_s);
    values.push_back(point.count > 1 ? point.min : point.mean);
    if (point.count <= 1) continue;
    instants.push_back(i + 1 < points.size() ? (point.t_s + points[i + 1].t_s) / 2 : point.t_s);
    values.push_back(point.max);
  }
  const DisplayGrid grid(std::move(instants));
  Json json;
  json["name"] = series.name();
  json["label"] = label_of(series.name());
  json["unit"] = series.unit();
  json["t"] = numbers(grid.instants(), kFineDigits);
  json["values"] = numbers(grid.thinned(values), kFineDigits);
  return json;
}

// Memory that is there at all, and the figures that have a chart.
bool is_shown(const TimeSeries& series) {
  const auto points = series.points();
  const bool anything =
      std::any_of(points.begin(), points.end(), [](const SeriesPoint& point) { return point.max > 0; });
  if (series.unit() == "bytes") return anything;
  return !series.empty() && (series.name() == "cpu_cores" || series.name() == "threads" || series.name() == "fds");
}

Json points_json(std::vector<ModelPoint> points) {
  std::stable_sort(points.begin(), points.end(),
                   [](const ModelPoint& a, const ModelPoint& b) { return a.t_s < b.t_s; });
  Json json = {{"t", Json::array()}, {"bytes", Json::array()}};
  for (const auto& point : points) {
    json["t"].push_back(number(point.t_s, kFineDigits));
    json["bytes"].push_back(number(point.bytes, kFineDigits));
  }
  return json;
}

Json model_json(const Model& model) {
  Json curve = points_json(model.curve);
  curve["label"] = fmt::format("fit: {}", model_words(model.shape));
  Json json;
  json["shape"] = model.shape;
  json["curves"] = Json::array({std::move(curve)});
  json["floor"] = points_json(model.floor);
  return json;
}

// Null where the whole tree was judged.
Json stayed_json(const MonitorRecord& monitor, const LeakRecord& leak) {
  std::vector<double> instants;
  std::vector<Value> values;
  for (const auto& point : stayed_memory(monitor, leak)) {
    instants.push_back(point.t_s);
    values.push_back(point.bytes);
  }
  if (instants.empty()) return nullptr;
  const DisplayGrid grid(std::move(instants));
  return {{"t", numbers(grid.instants(), kFineDigits)}, {"values", numbers(grid.thinned(values), kFineDigits)}};
}

Json monitor_json(const RunRecord& record, const MonitorRecord& monitor) {
  const LeakRecord* leak = headline_leak(record, monitor);
  const TimeSeries* judged = judged_series(record, monitor);
  Json json;
  json["name"] = monitor.description.empty() ? monitor.name : monitor.description;
  json["judged"] = judged ? judged->name() : "";
  json["verdict"] = leak ? Json(to_string(leak->verdict.verdict)) : Json("");
  json["onset_s"] = leak ? number(later_onset(record, *leak), kFineDigits) : Json(nullptr);
  json["model"] = leak && leak->verdict.model ? model_json(*leak->verdict.model) : Json(nullptr);
  json["stayed"] = leak ? stayed_json(monitor, *leak) : Json(nullptr);
  json["series"] = Json::array();
  for (const auto& series : monitor.series)
    if (is_shown(series)) json["series"].push_back(series_json(series));
  json["events"] = Json::array();
  for (const auto& event : monitor.events)
    json["events"].push_back({{"t", number(event.t_s, kFineDigits)}, {"label", event.kind}});
  return json;
}

Json histogram_json(const Histogram& histogram) {
  if (histogram.empty()) return nullptr;
  Json json = {
      {"low_ms", Json::array()}, {"high_ms", Json::array()}, {"counts", Json::array()}, {"marks", Json::array()}};
  for (const auto& bin : log_bins(histogram)) {
    json["low_ms"].push_back(number(bin.low_ms, kFigureDigits));
    json["high_ms"].push_back(number(bin.high_ms, kFigureDigits));
    json["counts"].push_back(bin.count);
  }
  const TimeSummary summary = summarize(histogram);
  for (const auto key : {"p50", "p95", "p99"}) {
    if (const auto value = summary.percentile_ms(key))
      json["marks"].push_back({{"label", key}, {"ms", number(value, kFigureDigits)}});
  }
  return json;
}

// Nothing in it can end the element that it stands in, or begin a comment there.
std::string for_script_element(const Json& json) {
  constexpr auto kReplaceBrokenUtf8 = Json::error_handler_t::replace;
  std::string out;
  for (const char c : json.dump(-1, ' ', true, kReplaceBrokenUtf8)) {
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
  json["duration_s"] = number(shown_end(record), kFineDigits);
  json["warmup_s"] = number(record.warmup_s, kFineDigits);
  json["cooldown_s"] = number(record.cooldown_s, kFineDigits);
  json["timeline"] = timeline_json(record.timeline);
  json["monitors"] = Json::array();
  for (const auto& monitor : record.monitors) json["monitors"].push_back(monitor_json(record, monitor));
  json["histogram"] = histogram_json(total.response_time);
  return for_script_element(json);
}

std::vector<HistogramBin> log_bins(const Histogram& histogram, std::size_t limit) {
  const auto buckets = histogram.buckets();
  if (buckets.empty()) return {};
  const std::uint32_t first = buckets.front().index;
  const std::uint32_t last = buckets.back().index;
  // Bins end where buckets do, so that every count is exact; fewer than four buckets a bin would show their widths.
  const std::size_t bins = std::clamp<std::size_t>((last - first + 1) / 4, 1, limit);
  const double low = std::log(to_seconds(Histogram::bucket_low(first)));
  const double width = (std::log(to_seconds(Histogram::bucket_high(last))) - low) / static_cast<double>(bins);
  std::vector<HistogramBin> out;
  std::uint32_t from = first;
  auto bucket = buckets.begin();
  for (std::size_t b = 1; b <= bins; ++b) {
    const double end = std::exp(low + width * static_cast<double>(b));
    std::uint32_t to = from;
    while (to < last && (to_seconds(Histogram::bucket_high(to)) < end || b == bins)) ++to;
    HistogramBin bin{to_milliseconds(Histogram::bucket_low(from)), to_milliseconds(Histogram::bucket_high(to)), 0};
    for (; bucket != buckets.end() && bucket->index <= to; ++bucket) bin.count += bucket->count;
    out.push_back(bin);
    if (to == last) break;
    from = to + 1;
  }
  return out;
}

const LeakRecord* headline_leak(const RunRecord& record, const MonitorRecord& monitor) {
  const auto found = std::find_if(record.leaks.begin(), record.leaks.end(),
                                  [&](const LeakRecord& leak) { return leak.monitor == monitor.name && !leak.pid; });
  return found == record.leaks.end() ? nullptr : &*found;
}

const TimeSeries* judged_series(const RunRecord& record, const MonitorRecord& monitor) {
  const LeakRecord* leak = headline_leak(record, monitor);
  const auto find = [&](std::string_view name) -> const TimeSeries* {
    for (const auto& series : monitor.series)
      if (series.name() == name && !series.empty()) return &series;
    return nullptr;
  };
  if (leak)
    if (const TimeSeries* series = find(leak->series)) return series;
  for (const auto* name : {"anon_bytes", "rss_bytes", "pss_bytes"})
    if (const TimeSeries* series = find(name)) return series;
  return nullptr;
}

std::string_view model_words(std::string_view shape) {
  if (shape == "hinge") return "a line beside growth that stopped";
  if (shape == "step") return "a line beside one step";
  if (shape == "settling") return "a line beside a settling warm-up";
  if (shape == "root") return "a line beside slowing growth";
  return "a line";
}

}  // namespace plimsoll
