#include "web/live/live_words.h"

#include "core/json/json_archive.h"
#include "core/units.h"
#include "record/time_summary.h"
#include "reports/words/text.h"

#include <fmt/format.h>

#include <algorithm>

namespace plimsoll {
namespace {

// As the tiles of the report have it.
std::string percentile_text(const TimeSummary& times, std::string_view key) {
  const auto value = times.percentile_ms(key);
  return value ? milliseconds_text(value) : "–";
}

std::optional<double> memory_of(const LiveStatus& live) {
  std::optional<double> sum;
  for (const auto& watched : live.memory)
    if (watched.bytes) sum = sum.value_or(0) + *watched.bytes;
  return sum;
}

std::string time_left(const LiveStatus& live) {
  if (live.planned_s <= 0) return "";
  const auto left = seconds_text(std::max(0.0, live.planned_s - live.elapsed_s));
  return live.until_verdict ? "at most " + left : left;
}

Json loads_json(const LiveStatus& live) {
  Json loads = Json::array();
  for (const auto& load : live.loads) {
    Json json = {{"name", load.name}, {"model", load.closed ? "closed" : "open"}};
    json["users"] = load.closed ? JsonWriter::json_of(load.level) : Json(nullptr);
    json["rate"] = load.closed ? Json(nullptr) : JsonWriter::json_of(load.level);
    loads.push_back(std::move(json));
  }
  return loads;
}

// What a page shows of streams; of a run without any nothing is added.
void show_streams(const LiveStreams& streams, Json& json) {
  const auto times = summarize(streams.whole);
  json["open_streams"] = format_count(streams.open);
  json["ttft_p50"] = percentile_text(times, "p50");
  json["ttft_p99"] = percentile_text(times, "p99");
  const auto rate = streams.is_counted ? streams.tokens_per_second : streams.events_per_second;
  json[streams.is_counted ? "tokens_per_second" : "events_per_second"] = rate_text(rate) + " /s";
}

// The first request's; a run without labels or changed answers adds nothing.
void show_answers(const LiveStatus& live, Json& json) {
  if (!live.quality.empty()) {
    const auto& first = live.quality.front();
    json[valid_utf8(first.figure)] = figure_text(first.whole);
    if (live.quality.size() > 1) json["quality_of"] = valid_utf8(first.request);
  }
  if (live.probes && live.probes->asked > 0)
    json["probes_changed"] =
        share_text(static_cast<double>(live.probes->changed) / static_cast<double>(live.probes->asked));
}

Json quality_json(const LiveStatus& live) {
  Json list = Json::array();
  for (const auto& one : live.quality) {
    Json json = {{"request", valid_utf8(one.request)}, {"figure", valid_utf8(one.figure)}};
    json["recent"] = JsonWriter::json_of(one.recent);
    json["whole"] = json_number(one.whole);
    list.push_back(std::move(json));
  }
  return list;
}

Json shown(const LiveStatus& live) {
  const auto times = summarize(live.whole);
  const double share = live.requests > 0 ? static_cast<double>(live.failures) / static_cast<double>(live.requests) : 0;
  Json json;
  json["elapsed"] = seconds_text(live.elapsed_s);
  json["left"] = time_left(live);
  json["users"] = format_number(live.active_users);
  json["requests_per_second"] = rate_text(live.requests_per_second) + " /s";
  json["requests"] = format_count(live.requests);
  json["failures"] = format_count(live.failures);
  json["failure_share"] = share_text(share);
  json["p50"] = percentile_text(times, "p50");
  json["p95"] = percentile_text(times, "p95");
  json["p99"] = percentile_text(times, "p99");
  if (live.streams) show_streams(*live.streams, json);
  show_answers(live, json);
  json["memory"] = live.memory.empty() ? "" : bytes_text(memory_of(live));
  json["outlook"] = valid_utf8(live.outlook);
  return json;
}

}  // namespace

Json live_json(const LiveStatus& live, const std::string& headline) {
  Json json;
  json["elapsed_s"] = json_number(live.elapsed_s);
  json["planned_s"] = live.planned_s > 0 ? json_number(live.planned_s) : Json(nullptr);
  json["users"] = json_number(live.active_users);
  json["paused"] = live.paused;
  json["stopping"] = live.stopping;
  json["cooling_down"] = live.cooling_down;
  json["loads"] = loads_json(live);
  if (!live.quality.empty()) json["quality"] = quality_json(live);
  if (live.probes) json["probes"] = Json{{"asked", live.probes->asked}, {"changed", live.probes->changed}};
  json["headline"] = valid_utf8(headline);
  json["shown"] = shown(live);
  return json;
}

}  // namespace plimsoll
