#include "web/api/figures.h"

#include "core/json/json.h"
#include "core/json/json_archive.h"
#include "core/units.h"
#include "record/time_summary.h"
#include "reports/streams/stream_figures.h"
#include "reports/words/sentences.h"
#include "reports/words/text.h"

namespace plimsoll {

template <class A>
void describe(A& a, FieldsOf<A, ComparedFigure> figure) {
  a("name", figure.name);
  a("unit", figure.unit);
  a("value", figure.value);
  a("shown", figure.shown);
  a("of_streams", figure.of_streams);
}

namespace {

ComparedFigure time_figure(const TimeSummary& times, std::string_view key, std::string_view name) {
  const auto value = times.percentile_ms(key);
  return {std::string(name), "ms", value, value ? milliseconds_text(value) : "–"};
}

ComparedFigure growth_figure(const LeakRecord* leak) {
  const std::string name = "Memory growth";
  if (!leak || leak->unit != "bytes" || !leak->verdict.bytes_per_second) return {name, "B/s", std::nullopt, "–"};
  return {name, "B/s", leak->verdict.bytes_per_second, pace_figure(*leak)};
}

ComparedFigure stream_time(const Histogram* times, std::string_view key, std::string_view name) {
  auto figure = time_figure(times != nullptr ? summarize(*times) : TimeSummary(), key, name);
  figure.of_streams = true;
  return figure;
}

void add_stream_figures(const RunRecord& record, std::vector<ComparedFigure>& figures) {
  const auto all = all_streams(record).value_or(StreamFigures());
  const auto& streams = all.stats.streams;
  const auto* first_token = streams.of(StreamTime::first_token);
  for (const std::string_view key : {"p50", "p95", "p99"})
    figures.push_back(stream_time(first_token, key, "First token " + std::string(key)));
  figures.push_back(stream_time(all.token_time ? streams.of(*all.token_time) : nullptr, "p50", "Time a token p50"));
  figures.push_back(stream_time(streams.of(StreamTime::gap), "p99", "Gap between events p99"));
  const auto rate = all.tokens_per_second;
  figures.push_back({"Tokens", "/s", rate, rate ? rate_text(*rate) + " /s" : "–", true});
  figures.push_back({"Goodput", "share", all.goodput, all.goodput ? share_text(*all.goodput) : "–", true});
}

}  // namespace

std::vector<ComparedFigure> compared_figures(const RunRecord& record) {
  const auto total = record.stats.total();
  const auto times = summarize(total.response_time);
  const double rate = requests_per_second(record, total.requests);
  const double share =
      total.requests > 0 ? static_cast<double>(total.failures) / static_cast<double>(total.requests) : 0;
  const auto peak = rss_max_bytes(record);
  std::vector<ComparedFigure> figures = {
      {"Requests", "", static_cast<double>(total.requests), format_count(total.requests)},
      {"Throughput", "/s", rate, rate_text(rate) + " /s"},
      {"Failures", "share", share, share_text(share)},
      time_figure(times, "p50", "Response time p50"),
      time_figure(times, "p95", "Response time p95"),
      time_figure(times, "p99", "Response time p99"),
      {"Peak memory", "B", peak, peak ? bytes_text(peak) : "–"},
      growth_figure(gravest_leak(record))};
  add_stream_figures(record, figures);
  return figures;
}

std::string to_line(const std::vector<ComparedFigure>& figures) { return to_text(JsonWriter::json_of(figures)); }

std::vector<ComparedFigure> figures_from(std::string_view line) {
  const auto json = parse_ordered_json(line);
  std::string problem;
  std::vector<ComparedFigure> figures;
  JsonReader reader(json, "", problem);
  reader.read(figures);
  return figures;
}

}  // namespace plimsoll
