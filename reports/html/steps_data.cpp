#include "reports/html/steps_data.h"

#include "core/utf8.h"
#include "reports/html/numbers.h"
#include "reports/words/thinning.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <string>

namespace plimsoll {
namespace {

using Json = nlohmann::ordered_json;

constexpr int kLineDigits = 3;  // of so many names

// The part of a step that was load and no warm-up.
double measured_part_s(const RunRecord& record, const RequestSteps& steps, std::size_t step) {
  const double from = static_cast<double>(step) * steps.step_s;
  return std::min(from + steps.step_s, record.duration_s) - std::max(from, record.warmup_s);
}

// Per second by step; nothing where too little of the step was measured to have a rate.
Json rates(const RunRecord& record, const RequestSteps& steps, std::uint64_t RequestStep::*count) {
  std::vector<std::optional<double>> values;
  for (std::size_t i = 0; i < steps.steps.size(); ++i) {
    const double part_s = measured_part_s(record, steps, i);
    const bool enough = part_s >= 0.1 * steps.step_s;
    values.push_back(enough ? std::optional(static_cast<double>(steps.steps[i].*count) / part_s) : std::nullopt);
  }
  return rounded_list(values, kLineDigits);
}

Json request_json(const RunRecord& record, std::size_t place) {
  const auto& steps = record.steps.by_request[place];
  Json json;
  json["name"] = valid_utf8(shown_name(record.flows, record.request_names[place]));
  json["step_s"] = steps.step_s;
  json["requests_per_second"] = rates(record, steps, &RequestStep::requests);
  const bool failed =
      std::any_of(steps.steps.begin(), steps.steps.end(), [](const RequestStep& step) { return step.failures > 0; });
  if (failed) json["failures_per_second"] = rates(record, steps, &RequestStep::failures);
  for (const auto& line : percentile_lines(steps))
    json["percentiles"][std::string(line.key)] = {{"step_s", rounded_json(line.step_s, kFineDigits)},
                                                  {"ms", rounded_list(line.ms, kLineDigits)}};
  return json;
}

}  // namespace

HeatMap heat_map(const RequestSteps& steps, std::size_t most_rows) {
  HeatMap map;
  map.step_s = steps.step_s;
  std::uint32_t first = UINT32_MAX, last = 0;
  for (const auto& step : steps.steps) {
    const auto times = unpacked(step.times);
    if (times.empty()) continue;
    first = std::min(first, times.front().index);
    last = std::max(last, times.back().index);
  }
  if (first > last) return map;
  std::uint32_t joined = 1;
  while (last / joined - first / joined + 1 > most_rows) joined *= 2;
  const std::uint32_t lowest = first / joined;
  const std::size_t rows = last / joined - lowest + 1;
  for (std::uint32_t row = 0; row <= rows; ++row)
    map.bounds_ms.push_back(to_milliseconds(Histogram::bucket_low((lowest + row) * joined * RequestSteps::kJoined)));
  for (const auto& step : steps.steps) {
    auto& column = map.columns.emplace_back();
    if (step.times.empty()) continue;
    column.resize(rows);
    for (const auto& bucket : unpacked(step.times)) column[bucket.index / joined - lowest] += bucket.count;
  }
  return map;
}

Json heat_json(const RunRecord& record) {
  const auto map = heat_map(record.steps.all);
  if (map.bounds_ms.empty()) return nullptr;
  Json columns = Json::array();
  for (const auto& counts : map.columns) {
    // The first row that has any, then the counts up to the last.
    Json column = Json::array();
    const auto is_filled = [](std::uint64_t count) { return count > 0; };
    const auto first = std::find_if(counts.begin(), counts.end(), is_filled);
    const auto end = std::find_if(counts.rbegin(), counts.rend(), is_filled).base();
    if (first < end) {
      column.push_back(first - counts.begin());
      for (auto count = first; count != end; ++count) column.push_back(*count);
    }
    columns.push_back(std::move(column));
  }
  return {{"step_s", map.step_s}, {"bounds_ms", rounded_list(map.bounds_ms, kFigureDigits)}, {"columns", columns}};
}

Json requests_json(const RunRecord& record) {
  Json list = Json::array();
  const auto names = std::min(record.request_names.size(), record.steps.by_request.size());
  for (std::size_t i = 0; i < names; ++i) list.push_back(request_json(record, i));
  return list;
}

Json percentiles_json(const PercentileLines& lines) {
  Json json = Json::object();
  for (const auto& line : lines) {
    const DisplayGrid grid(line.t_s);
    json[std::string(line.key)] = {{"step_s", rounded_json(line.step_s, kFineDigits)},
                                   {"t", rounded_list(grid.instants(), kFineDigits)},
                                   {"ms", rounded_list(grid.thinned(line.ms), kFigureDigits)}};
  }
  return json;
}

}  // namespace plimsoll
