#include "reports/html/stream_data.h"

#include "core/units.h"
#include "reports/html/histogram_data.h"
#include "reports/html/numbers.h"
#include "reports/streams/load_curve.h"
#include "reports/streams/serving_series.h"
#include "reports/streams/stream_figures.h"
#include "reports/words/monitor_figures.h"
#include "reports/words/text.h"
#include "reports/words/thinning.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <map>
#include <string>
#include <utility>

namespace plimsoll {
namespace {

using Json = nlohmann::ordered_json;
using Value = std::optional<double>;

// Too little of it was measured to have a value of its own.
bool is_too_short(const StreamSteps& steps, const StreamStep& step) { return step.length_s < 0.5 * steps.step_s; }

// As steps of requests, whose times these are: a percentile over time is made of them in one place.
RequestSteps steps_of(const StreamSteps& steps, StreamTime time) {
  RequestSteps out;
  out.step_s = steps.step_s;
  for (const auto& step : steps.steps) {
    const auto times = step.of(time);
    // Beside whole steps it would be a point that leaps.
    if (is_too_short(steps, step) && !out.steps.empty()) {
      auto& before = out.steps.back();
      before = {before.requests + count_of(times), 0, packed(merged(unpacked(before.times), times))};
      out.steps.emplace_back();  // the places stay
      continue;
    }
    out.steps.push_back({count_of(times), 0, packed(times)});
  }
  return out;
}

Json lines_json(const std::vector<PercentileLine>& lines) {
  Json json = Json::array();
  for (const auto& line : lines) {
    const DisplayGrid grid(line.t_s);
    json.push_back({{"key", line.key},
                    {"step_s", rounded_json(line.step_s, kFineDigits)},
                    {"t", rounded_list(grid.instants(), kFineDigits)},
                    {"ms", rounded_list(grid.thinned(line.ms), kFigureDigits)}});
  }
  return json;
}

// A value of each step, by the step and its place.
template <class Read>
Json step_column(const StreamSteps& steps, Read read) {
  std::vector<Value> values;
  for (std::size_t i = 0; i < steps.steps.size(); ++i)
    values.push_back(is_too_short(steps, steps.steps[i]) ? std::nullopt : Value(read(steps.steps[i], i)));
  return rounded_list(values, kFigureDigits);
}

Json over_time_json(const RunRecord& record) {
  const auto& steps = record.stream_steps;
  const auto rate = [](std::uint64_t count, const StreamStep& step) {
    return static_cast<double>(count) / step.length_s;
  };
  std::vector<double> instants;
  for (std::size_t i = 0; i < steps.steps.size(); ++i)
    instants.push_back((static_cast<double>(i) + 0.5) * steps.step_s);
  Json json;
  json["t"] = rounded_list(instants, kFineDigits);
  json["tokens_per_second"] =
      step_column(steps, [&](const auto& step, std::size_t) { return rate(step.tokens, step); });
  // The first event of each good stream is in no gap: it is known once the stream has ended.
  json["events_per_second"] =
      step_column(steps, [&](const auto& step, std::size_t) { return rate(step.gaps + step.streams, step); });
  // Behind the load there are none any more.
  const bool has_users =
      std::any_of(steps.steps.begin(), steps.steps.end(), [](const auto& step) { return step.users > 0; });
  json["by_user"] = step_column(steps, [&](const auto& step, std::size_t i) {
    const double users = has_users ? users_of_step(record, i) : step.open;
    return users > 0 ? Value(rate(step.tokens, step) / users) : std::nullopt;
  });
  json["open"] = step_column(steps, [](const auto& step, std::size_t) { return step.open; });
  json["users"] = step_column(steps, [&](const auto&, std::size_t i) { return users_of_step(record, i); });
  json["good_per_second"] = step_column(steps, [&](const auto& step, std::size_t) { return rate(step.held, step); });
  json["ended_per_second"] =
      step_column(steps, [&](const auto& step, std::size_t) { return rate(step.requests, step); });
  json["goodput"] = Json::array();
  for (const auto& step : steps.steps)
    json["goodput"].push_back(
        step.limited == 0
            ? Json(nullptr)
            : rounded_json(static_cast<double>(step.held) / static_cast<double>(step.limited), kFigureDigits));
  return json;
}

Json load_json(const LoadCurve& curve) {
  if (curve.points.empty()) return nullptr;
  Json json = {{"by_users", curve.by_users}};
  for (const auto& point : curve.points) {
    json["load"].push_back(rounded_json(point.load, kFigureDigits));
    json["good_per_second"].push_back(rounded_json(point.good_per_second(), kFigureDigits));
    json["all_per_second"].push_back(rounded_json(point.all_per_second(), kFigureDigits));
  }
  return json;
}

Json serving_json(const RunRecord& record) {
  Json list = Json::array();
  for (const auto& series : serving_series(record)) {
    const DisplayGrid grid(series.t_s);
    const bool is_share =
        series.what == SeriesInfo::Serving::cache_use || series.what == SeriesInfo::Serving::hit_share;
    list.push_back({{"chart", is_share ? "serving-cache" : "serving-queue"},
                    {"label", serving_title(series.what)},
                    {"t", rounded_list(grid.instants(), kFineDigits)},
                    {"values", rounded_list(grid.thinned(series.values), kFigureDigits)}});
  }
  return list;
}

// Of `slo`, which fails nothing: neither held nor broken. What several requests have in common is one line.
void add_goals(const RunRecord& record, std::string_view chart, std::string_view name,
               std::optional<double> StreamedRequest::*limit, Json& list) {
  std::map<double, std::vector<std::string>> by_limit;
  for (const auto& one : record.streamed)
    if (one.*limit) by_limit[*(one.*limit)].push_back(valid_utf8(one.name));
  for (const auto& [ms, names] : by_limit) {
    const auto of = names.size() == record.streamed.size() ? std::string()
                    : names.size() == 1                    ? " of " + names.front()
                                                           : fmt::format(" of {} requests", names.size());
    list.push_back({{"chart", chart},
                    {"label", fmt::format("slo{}: {} < {}", of, name, milliseconds_text(ms))},
                    {"value", rounded_json(ms, kFineDigits)},
                    {"ok", nullptr}});
  }
}

Json goals_json(const RunRecord& record) {
  Json list = Json::array();
  add_goals(record, "stream-ttft", "ttft", &StreamedRequest::first_token_ms, list);
  add_goals(record, "stream-token", "time a token", &StreamedRequest::time_per_token_ms, list);
  return list;
}

}  // namespace

std::string_view stream_chart_of(const Metric& metric) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 5> kCharts = {
      {{"ttft_quantile", "stream-ttft"},
       {"time_per_token_quantile", "stream-token"},
       {"gap_quantile", "stream-gap"},
       {"tokens_per_second", "stream-tokens"},
       {"goodput", "stream-goodput"}}};
  const auto* found =
      std::find_if(kCharts.begin(), kCharts.end(), [&](const auto& chart) { return chart.first == metric.key; });
  return found == kCharts.end() ? std::string_view() : found->second;
}

std::vector<PercentileLine> stream_lines(const StreamSteps& steps, StreamTime time) {
  std::vector<PercentileLine> lines;
  const auto of_time = steps_of(steps, time);
  for (const std::string_view key : {"p50", "p90", "p99"})
    if (auto line = percentile_line(of_time, key); !line.empty()) lines.push_back(std::move(line));
  return lines;
}

std::optional<std::size_t> monitor_beneath(const RunRecord& record) {
  for (std::size_t i = 0; i < record.monitors.size(); ++i)
    if (const auto* series = judged_series(record, record.monitors[i]); series && series->unit() == "bytes") return i;
  return std::nullopt;
}

Json streams_json(const RunRecord& record) {
  const auto& steps = record.stream_steps;
  const auto all = all_streams(record).value_or(StreamFigures());
  const auto& streams = all.stats.streams;
  const auto lines_of = [&](StreamTime time) { return lines_json(stream_lines(steps, time)); };
  const auto histogram_of = [&](StreamTime time) {
    const auto* times = streams.of(time);
    return times != nullptr ? histogram_json(*times) : Json(nullptr);
  };
  const auto token = steps.token_time();
  Json json;
  json["ttft"] = lines_of(StreamTime::first_token);
  json["ttft_from_sent"] = lines_of(StreamTime::first_token_service);
  json["gap"] = lines_of(StreamTime::gap);
  json["token"] = token ? lines_of(*token) : Json::array();
  json["over_time"] = over_time_json(record);
  json["by_load"] = load_json(load_curve(record));
  json["serving"] = serving_json(record);
  json["goals"] = goals_json(record);
  json["ttft_histogram"] = histogram_of(StreamTime::first_token);
  json["token_histogram"] = all.token_time ? histogram_of(*all.token_time) : Json(nullptr);
  json["gap_histogram"] = histogram_of(StreamTime::gap);
  return json;
}

}  // namespace plimsoll
