#include "reports/html/monitor_data.h"

#include "record/series.h"
#include "reports/html/numbers.h"
#include "reports/words/judged_memory.h"
#include "reports/words/monitor_figures.h"
#include "reports/words/process_stack.h"
#include "reports/words/sentences.h"
#include "reports/words/thinning.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <string>
#include <utility>
#include <vector>

namespace plimsoll {
namespace {

using Json = nlohmann::ordered_json;
using Value = std::optional<double>;

constexpr std::size_t kSmallPoints = 240;  // a small figure is a third as wide
constexpr std::size_t kStackPoints = 300;

// A point of several values is two here: its least and its greatest.
Json series_json(const TimeSeries& series, const LeakRecord* leak, std::size_t limit) {
  std::vector<double> read, instants;
  std::vector<Value> values;
  const auto points = series.points();
  for (std::size_t i = 0; i < points.size(); ++i) {
    const SeriesPoint& point = points[i];
    read.push_back(point.t_s);
    instants.push_back(point.t_s);
    values.emplace_back(point.count > 1 ? point.min : point.mean);
    if (point.count <= 1) continue;
    instants.push_back(i + 1 < points.size() ? (point.t_s + points[i + 1].t_s) / 2 : point.t_s);
    values.emplace_back(point.max);
  }
  const DisplayGrid grid(std::move(instants), limit);
  auto shown_at = grid.instants();
  auto shown = grid.thinned(values);
  mark_gaps(gaps_between(read), shown_at, std::array{&shown});
  Json json;
  json["name"] = series.name();
  json["label"] = series_label(series.name());
  json["unit"] = series.unit();
  json["verdict"] = leak ? to_string(leak->verdict.verdict) : "";
  json["t"] = rounded_list(shown_at, kFineDigits);
  json["values"] = rounded_list(shown, kFineDigits);
  return json;
}

std::vector<ModelPoint> by_time(std::vector<ModelPoint> points) {
  std::stable_sort(points.begin(), points.end(),
                   [](const ModelPoint& a, const ModelPoint& b) { return a.t_s < b.t_s; });
  return points;
}

Json points_json(const std::vector<ModelPoint>& points) {
  Json json = {{"t", Json::array()}, {"bytes", Json::array()}};
  for (const auto& point : points) {
    json["t"].push_back(rounded_json(point.t_s, kFineDigits));
    json["bytes"].push_back(rounded_json(point.bytes, kFineDigits));
  }
  return json;
}

// The fit turned about the middle of what was judged, to the two ends of the pace's interval.
Json band_json(const LeakVerdict& verdict, const std::vector<ModelPoint>& curve) {
  double middle_s = 0;
  for (const auto& point : curve) middle_s += point.t_s / static_cast<double>(curve.size());
  Json json = {{"low", Json::array()}, {"high", Json::array()}};
  for (const auto& point : curve) {
    const double one = point.bytes + (*verdict.ci_low - *verdict.bytes_per_second) * (point.t_s - middle_s);
    const double other = point.bytes + (*verdict.ci_high - *verdict.bytes_per_second) * (point.t_s - middle_s);
    json["low"].push_back(rounded_json(std::min(one, other), kFineDigits));
    json["high"].push_back(rounded_json(std::max(one, other), kFineDigits));
  }
  return json;
}

Json model_json(const MonitorRecord& monitor, const LeakRecord& leak) {
  const Model& model = *leak.verdict.model;
  const auto curve = by_time(model.curve);
  Json drawn = points_json(curve);
  drawn["label"] = fmt::format("fit: {}", model_words(model.shape));
  drawn["band"] = has_band(monitor, leak) ? band_json(leak.verdict, curve) : Json(nullptr);
  Json json;
  json["shape"] = model.shape;
  json["curves"] = Json::array({std::move(drawn)});
  json["floor"] = points_json(by_time(model.floor));
  return json;
}

// Null where the whole tree was judged.
Json stayed_json(const MonitorRecord& monitor, const LeakRecord& leak) {
  std::vector<double> instants;
  std::vector<Value> values;
  for (const auto& point : stayed_memory(monitor, leak)) {
    instants.push_back(point.t_s);
    values.emplace_back(point.bytes);
  }
  if (instants.empty()) return nullptr;
  const DisplayGrid grid(std::move(instants));
  return {{"t", rounded_list(grid.instants(), kFineDigits)},
          {"values", rounded_list(grid.thinned(values), kFineDigits)}};
}

// Null where there is one process.
Json processes_json(const MonitorRecord& monitor) {
  const ProcessStack whole = process_stack(monitor);
  ProcessStack stack = thinned(whole, kStackPoints);
  if (stack.bands.empty()) return nullptr;
  std::vector<std::vector<Value>*> columns;
  for (auto& band : stack.bands) columns.push_back(&band.bytes);
  mark_gaps(gaps_between(whole.t_s), stack.t_s, columns);
  Json json = {{"t", rounded_list(stack.t_s, kFineDigits)}, {"bands", Json::array()}};
  for (const auto& band : stack.bands)
    json["bands"].push_back({{"label", band.name}, {"values", rounded_list(band.bytes, kFineDigits)}});
  return json;
}

}  // namespace

Json monitor_json(const RunRecord& record, const MonitorRecord& monitor) {
  const LeakRecord* leak = headline_leak(record, monitor);
  const TimeSeries* judged = judged_series(record, monitor);
  const MonitorFigures figures = monitor_figures(record, monitor);
  Json json;
  json["name"] = monitor.description.empty() ? monitor.name : monitor.description;
  json["judged"] = judged ? judged->name() : "";
  json["verdict"] = leak ? Json(to_string(leak->verdict.verdict)) : Json("");
  json["onset_s"] = leak ? rounded_json(later_onset(record, *leak), kFineDigits) : Json(nullptr);
  json["model"] = leak && leak->verdict.model ? model_json(monitor, *leak) : Json(nullptr);
  json["stayed"] = leak ? stayed_json(monitor, *leak) : Json(nullptr);
  json["memory"] = Json::array();
  for (const auto* series : figures.memory)
    json["memory"].push_back(series_json(*series, leak_of(record, monitor, *series), kDisplayPoints));
  json["further"] = Json::array();
  for (const auto* list : {&figures.small, &figures.folded})
    for (const auto* series : *list)
      json["further"].push_back(series_json(*series, leak_of(record, monitor, *series), kSmallPoints));
  json["processes"] = processes_json(monitor);
  json["events"] = Json::array();
  for (const auto& event : monitor.events)
    json["events"].push_back({{"t", rounded_json(event.t_s, kFineDigits)}, {"label", event.kind}});
  return json;
}

bool has_band(const MonitorRecord& monitor, const LeakRecord& leak) {
  const LeakVerdict& verdict = leak.verdict;
  if (!verdict.model || verdict.model->curve.empty()) return false;
  if (!verdict.bytes_per_second || !verdict.ci_low || !verdict.ci_high) return false;
  const auto& rows = monitor.rows;
  if (!rows.empty() && rows.back().restarts_total > rows.front().restarts_total) return false;
  return stayed_memory(monitor, leak).empty();
}

}  // namespace plimsoll
