#include "core/units.h"
#include "record/time_summary.h"
#include "reports/html/page.h"
#include "reports/html/stream_data.h"
#include "reports/streams/load_curve.h"
#include "reports/streams/serving_series.h"
#include "reports/streams/stream_figures.h"
#include "reports/streams/stream_sentences.h"
#include "reports/words/monitor_figures.h"
#include "reports/words/text.h"

#include <fmt/format.h>

#include <array>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace plimsoll {
namespace {

using Serving = SeriesInfo::Serving;

constexpr std::array<std::size_t, 4> kShownPlaces = {0, 2, 3, 4};  // p50, p90, p95, p99

std::string or_dash(std::string text) { return text.empty() ? "–" : std::move(text); }
std::string rate_or_dash(const std::optional<double>& rate) { return rate ? rate_text(*rate) : "–"; }

void write_counts(const HtmlPage& page, const std::vector<StreamFigures>& all) {
  HtmlWriter& html = page.html;
  const bool with_goodput = all.back().has_limits;
  const auto scroll = open_scroll(html, "Token streams by request");
  const auto table = html.open("table");
  html.leaf("caption",
            "How many streams, and what came out of them. Goodput is of all that have an slo, the failed ones too.");
  {
    const auto head = html.open("thead");
    const auto row = html.open("tr");
    const auto heading = [&](std::string_view text, bool is_text) {
      html.leaf("th", {{"scope", "col"}, {is_text ? "class" : "", "text"}}, text);
    };
    heading("Request", true);
    for (const auto text : {"Good", "Failed", "Tokens", "Tokens/s", "by user"}) heading(text, false);
    if (with_goodput) heading("Goodput", false);
    heading("Ended by", true);
    heading("Failed by", true);
  }
  const auto body = html.open("tbody", {{"class", "rows"}});
  for (const auto& figures : all) {
    const auto& streams = figures.stats.streams;
    const auto row = html.open("tr");
    html.leaf("th", {{"scope", "row"}, {"class", "name"}}, figures.name);
    const bool counted = streams.counted > 0;
    for (const auto& text : {format_count(streams.streams), format_count(figures.stats.failures),
                             counted ? format_count(streams.tokens_out) : std::string("–"),
                             rate_or_dash(figures.tokens_per_second), rate_or_dash(figures.tokens_by_user)})
      html.leaf("td", text);
    if (with_goodput) html.leaf("td", figures.goodput ? share_text(*figures.goodput) : "–");
    html.leaf("td", {{"class", "text listed"}}, or_dash(finish_reasons_text(streams.finish_reasons)));
    html.leaf("td", {{"class", "text listed"}}, or_dash(failure_kinds_text(figures.stats.failures_by_kind)));
    html.line_break();
  }
}

struct StreamTimeRow {
  std::string title;
  Histogram times;
};

std::vector<StreamTimeRow> time_rows(const StreamStats& streams) {
  std::vector<StreamTimeRow> rows;
  const auto add = [&](StreamTime time, std::string title = "") {
    if (const auto* times = streams.of(time))
      rows.push_back({title.empty() ? std::string(stream_time_title(time)) : std::move(title), *times});
  };
  add(StreamTime::first_byte);
  add(StreamTime::first_event);
  add(StreamTime::first_token);
  add(StreamTime::first_token_service);
  if (streams.of(StreamTime::first_token_failed) != nullptr)
    rows.push_back({"First token, failed ones too", streams.first_token_of_all()});
  add(StreamTime::first_text);
  add(StreamTime::gap);
  for (const auto time : kTokenTimes)
    add(time, fmt::format("{} ({})", stream_time_title(time), provenance_words(time)));
  return rows;
}

void write_stream_times(const HtmlPage& page, const std::vector<StreamFigures>& all) {
  HtmlWriter& html = page.html;
  const auto scroll = open_scroll(html, "Times of token streams by request");
  const auto table = html.open("table");
  html.leaf("caption",
            "Milliseconds, from when a request was due where nothing else is said. Of good streams; gaps are of all.");
  {
    const auto head = html.open("thead");
    const auto row = html.open("tr");
    html.leaf("th", {{"scope", "col"}, {"class", "text"}}, "Request");
    html.leaf("th", {{"scope", "col"}, {"class", "text"}}, "Time");
    for (const auto text : {"Count", "mean", "p50", "p90", "p95", "p99", "max"})
      html.leaf("th", {{"scope", "col"}}, text);
  }
  for (const auto& figures : all) {
    const auto rows = time_rows(figures.stats.streams);
    if (rows.empty()) continue;
    const auto body = html.open("tbody", {{figures.is_all ? "class" : "", "all"}});
    const auto span = std::to_string(rows.size());
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const auto summary = summarize(rows[i].times);
      const auto row = html.open("tr");
      if (i == 0) html.leaf("th", {{"scope", "rowgroup"}, {"rowspan", span}, {"class", "name"}}, figures.name);
      html.leaf("td", {{"class", "kind of-group"}}, rows[i].title);
      html.leaf("td", format_count(summary.count));
      write_milliseconds(html, summary.mean_ms);
      for (const auto place : kShownPlaces) write_percentile(html, summary, place);
      write_milliseconds(html, summary.max_ms);
    }
    html.line_break();
  }
}

// "p50 of each second between 20 ms and 31 ms, p99 of 8 s between ..."
std::string lines_summary(const std::vector<PercentileLine>& lines) {
  std::string text;
  for (const auto& line : lines) {
    Extent extent;
    for (const auto& value : line.ms) extent.add(value);
    const auto least = milliseconds_text(extent.low), most = milliseconds_text(extent.high);
    text += fmt::format("{}{} of each {} {}", text.empty() ? "" : ", ", line.key,
                        line.step_s == 1 ? "second" : seconds_text(line.step_s),
                        least == most ? "about " + least : fmt::format("between {} and {}", least, most));
  }
  if (!text.empty()) text += ".";
  for (const std::string_view key : {"p50", "p90", "p99"}) {
    const auto is_it = [&](const PercentileLine& line) { return line.key == key; };
    if (std::none_of(lines.begin(), lines.end(), is_it))
      text += fmt::format(" {} is not drawn: it needs {} of them in a step.", key,
                          format_count(count_needed_for_quantile(quantile_of(key))));
  }
  return text;
}

void write_lines(const HtmlPage& page, std::string_view chart, std::string_view title, StreamTime time,
                 std::string_view behind = "") {
  const auto lines = stream_lines(page.record.stream_steps, time);
  if (lines.empty()) return;
  const auto figure = open_figure(page.html, {chart, title, lines_summary(lines) + std::string(behind)});
}

std::string sent_summary(const StreamStats& streams) {
  const auto share = share_from_sent(streams);
  if (!share) return "From sent alone: what a client that sends late would tell.";
  return fmt::format(
      "{} of the time to the first token lies behind the sending. What is above the dashed line passed before the "
      "request was sent; a client that counts from sent does not tell it.",
      share_text(*share));
}

// What a run of one kind of figure came to by step.
template <class Read>
Extent extent_of_steps(const StreamSteps& steps, Read read) {
  Extent extent;
  for (const auto& step : steps.steps)
    if (step.length_s > 0.5 * steps.step_s) extent.add(read(step));
  return extent;
}

std::string tokens_summary(const HtmlPage& page, const StreamFigures& all) {
  const auto events = extent_of_steps(page.record.stream_steps, [](const StreamStep& step) {
    return static_cast<double>(step.gaps + step.streams) / step.length_s;
  });
  std::string text;
  if (all.tokens_per_second)
    text = fmt::format("{} tokens a second on average by the server's count, each stream's when it ended. ",
                       rate_text(*all.tokens_per_second));
  else
    text = "The server counts no tokens. ";
  if (events.low)
    text += fmt::format("Events with a token, as they came: between {} and {} a second.", rate_text(*events.low),
                        rate_text(*events.high));
  return text;
}

std::string open_summary(const StreamSteps& steps) {
  const auto open = extent_of_steps(steps, [](const StreamStep& step) { return step.open; });
  return open.low ? fmt::format("Between {} and {} requests for streams were in flight.", rate_text(*open.low),
                                rate_text(*open.high))
                  : "The run was too short to tell.";
}

std::string goodput_summary(const StreamFigures& all) {
  return fmt::format("{} of all streams that have an slo met every limit of it: {} a second.",
                     all.goodput ? share_text(*all.goodput) : "None", rate_or_dash(all.goodput_per_second));
}

std::string load_summary(const LoadCurve& curve) {
  const auto& best = curve.best();
  return fmt::format(
      "Most streams that met every limit: {} a second at {} {}, {} of those that have an slo. Beneath the dashed line "
      "of "
      "all these lies what met no limit in time; each stream counts when it ends.",
      rate_text(best.good_per_second()), rate_text(best.load), curve.by_users ? "users" : "arrivals a second",
      share_text(best.goodput()));
}

void write_over_time(const HtmlPage& page, const StreamFigures& all) {
  HtmlWriter& html = page.html;
  const auto& steps = page.record.stream_steps;
  write_lines(page, "stream-ttft", "First token over time", StreamTime::first_token);
  if (!stream_lines(steps, StreamTime::first_token_service).empty()) {
    const auto figure =
        open_figure(html, {"stream-sent", "First token, from due and from sent", sent_summary(all.stats.streams)});
  }
  if (const auto time = steps.token_time())
    write_lines(page, "stream-token", "Time a token over time", *time,
                fmt::format(" Behind the first: {}.", provenance_words(*time)));
  write_lines(page, "stream-gap", "Gaps between events over time", StreamTime::gap);
  { const auto figure = open_figure(html, {"stream-tokens", "Tokens a second", tokens_summary(page, all)}); }
  { const auto figure = open_figure(html, {"stream-open", "Streams open at once", open_summary(steps)}); }
  if (all.has_limits) {
    const auto figure = open_figure(html, {"stream-goodput", "Goodput over time", goodput_summary(all)});
  }
}

std::string serving_summary(const std::vector<ServingSeries>& all, bool shares) {
  std::string text;
  for (const auto& series : all) {
    const bool is_share = series.what == Serving::cache_use || series.what == Serving::hit_share;
    if (is_share != shares) continue;
    Extent extent;
    for (const auto& value : series.values) extent.add(value);
    const auto figure = [&](double value) { return shares ? share_text(value) : rate_text(value); };
    text += fmt::format("{}{} between {} and {}", text.empty() ? "" : ", ", serving_title(series.what),
                        figure(*extent.low), figure(*extent.high));
  }
  return text.empty() ? text : as_sentence(text);
}

// What the server tells of itself, on the axis of the charts above.
void write_serving(const HtmlPage& page) {
  const auto all = serving_series(page.record);
  if (const auto text = serving_summary(all, true); !text.empty()) {
    const auto figure = open_figure(page.html, {"serving-cache", "The server's cache", text});
  }
  if (const auto text = serving_summary(all, false); !text.empty()) {
    const auto figure = open_figure(page.html, {"serving-queue", "The server's queue", text});
  }
  const auto beneath = monitor_beneath(page.record);
  if (!beneath) return;
  const MonitorRecord& monitor = page.record.monitors[*beneath];
  const auto& series = *judged_series(page.record, monitor);
  Extent extent;
  for (const auto& point : series.points()) {
    extent.add(point.min);
    extent.add(point.max);
  }
  const auto figure =
      open_figure(page.html, {"stream-memory", "Memory meanwhile",
                              fmt::format("{}, between {} and {}; its verdict is under Memory.",
                                          monitor.description.empty() ? monitor.name : monitor.description,
                                          value_text(series, extent.low), value_text(series, extent.high)),
                              *beneath});
}

void write_distributions(const HtmlPage& page, const StreamFigures& all) {
  const auto& streams = all.stats.streams;
  const auto add = [&](std::string_view chart, std::string_view title, StreamTime time, std::string_view of) {
    const auto* times = streams.of(time);
    if (times == nullptr) return;
    const auto summary = summarize(*times);
    const auto figure =
        open_figure(page.html, {chart, title,
                                fmt::format("{} from {} to {}. The axis is logarithmic.", plural(summary.count, of),
                                            milliseconds_text(summary.min_ms), milliseconds_text(summary.max_ms))});
  };
  add("stream-ttft-histogram", "All first tokens", StreamTime::first_token, "good stream");
  if (all.token_time) add("stream-token-histogram", "All times a token", *all.token_time, "good stream");
  add("stream-gap-histogram", "All gaps between events", StreamTime::gap, "gap");
}

void write_step_row(HtmlWriter& html, const StreamSteps& steps, std::size_t from, std::size_t group) {
  StreamStep sum;
  CoarseTimes first_token, gap;
  double open = 0;
  for (std::size_t i = from; i < std::min(from + group, steps.steps.size()); ++i) {
    const auto& step = steps.steps[i];
    sum.length_s += step.length_s;
    sum.requests += step.requests;
    sum.failures += step.failures;
    sum.held += step.held;
    sum.tokens += step.tokens;
    open += step.open * step.length_s;
    first_token = merged(first_token, step.of(StreamTime::first_token));
    gap = merged(gap, step.of(StreamTime::gap));
  }
  const auto row = html.open("tr");
  html.leaf("th", {{"scope", "row"}, {"class", "text"}}, seconds_text(static_cast<double>(from) * steps.step_s));
  const bool measured = sum.length_s > 0;
  const auto figure = [&](double value) { return measured ? rate_text(value / sum.length_s) : std::string("–"); };
  const auto time = [](const CoarseTimes& times, std::string_view key) {
    const auto value = known_quantile_ms(times, StreamSteps::kJoined, key);
    return value ? milliseconds_text(value) : std::string("–");
  };
  for (const auto& text :
       {figure(open), format_count(sum.requests), format_count(sum.failures), figure(static_cast<double>(sum.tokens)),
        time(first_token, "p50"), time(first_token, "p99"), time(gap, "p99")})
    html.leaf("td", text);
}

void write_step_table(const HtmlPage& page) {
  HtmlWriter& html = page.html;
  const auto& steps = page.record.stream_steps;
  if (steps.empty()) return;
  const auto details = html.open("details");
  html.leaf("summary", "The same as a table");
  const auto scroll = open_scroll(html, "Token streams over time");
  const auto table = html.open("table");
  html.leaf("caption", "By the start of each interval; all steps are in stream_timeline.csv.");
  write_column_heads(html, {"From", "Open", "Ended", "Failed", "Tokens/s", "First token p50", "p99", "Gap p99"});
  const auto body = html.open("tbody", {{"class", "rows"}});
  const std::size_t group = (steps.steps.size() + kTableRows - 1) / kTableRows;
  for (std::size_t i = 0; i < steps.steps.size(); i += group) write_step_row(html, steps, i, group);
}

}  // namespace

void write_streams(const HtmlPage& page) {
  const auto all = stream_figures(page.record);
  if (all.empty()) return;
  write_counts(page, all);
  write_stream_times(page, all);
  if (const auto notes = stream_notes(page.record); !notes.empty()) {
    const auto list = page.html.open("ul");
    for (const auto& note : notes) page.html.leaf("li", note);
  }
  if (!page.record.stream_steps.empty()) write_over_time(page, all.back());
  if (const auto curve = load_curve(page.record); !curve.points.empty()) {
    const auto figure = open_figure(page.html, {"stream-load", "Goodput against load", load_summary(curve)});
  }
  write_serving(page);
  write_distributions(page, all.back());
  write_step_table(page);
}

}  // namespace plimsoll
