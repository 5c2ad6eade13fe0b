#include "core/units.h"
#include "record/time_summary.h"
#include "reports/html/page.h"
#include "reports/quality/batch_table.h"
#include "reports/quality/quality_lines.h"
#include "reports/quality/quality_table.h"
#include "reports/words/connection_words.h"
#include "reports/words/flow_words.h"
#include "reports/words/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace plimsoll {
namespace {

constexpr std::array<std::string_view, kPercentiles.size()> kTitles = {"p50", "p75", "p90", "p95", "p99", "p99.9"};

HtmlState state_of(const ThresholdResult& result) {
  if (!result.judged) return HtmlState::unsure;
  if (result.ok) return HtmlState::ok;
  const bool leaking = result.threshold.metric->kind == Metric::Kind::leak && result.actual_text == "leaking";
  return leaking ? HtmlState::leaking : HtmlState::broken;
}

void write_threshold(HtmlWriter& html, const ThresholdResult& result) {
  const auto row = html.open("tr");
  {
    const auto name = html.open("th", {{"scope", "row"}, {"class", "name"}});
    html.leaf("code", result.threshold.expression);
  }
  html.leaf("td", {{"class", "measured"}}, result.actual_text.empty() ? "nothing measured" : result.actual_text);
  {
    const auto cell = html.open("td", {{"class", "text wrap"}});
    write_state(html, state_of(result), !result.judged ? "not judged" : result.ok ? "holds" : "failed");
    if (!result.supported) html.text(", judged on the nearest rank: too few requests to know");
  }
  html.line_break();
}

// One row of times: response or service.
struct TimeRow {
  std::string_view kind;
  const Histogram& histogram;
};

std::string interval_text(const TimeSummary::Interval& interval) {
  const auto& [low, high] = interval;
  if (low && high) return fmt::format("{} to {}", table_figure(*low), table_figure(*high));
  if (low) return "from " + table_figure(*low);
  return high ? "up to " + table_figure(*high) : "n/a";
}

void write_times(HtmlWriter& html, const TimeRow& row) {
  const TimeSummary summary = summarize(row.histogram);
  html.leaf("td", {{"class", "kind"}}, row.kind);
  write_milliseconds(html, summary.min_ms);
  write_milliseconds(html, summary.mean_ms);
  for (std::size_t i = 0; i < kPercentiles.size(); ++i) write_percentile(html, summary, i);
  write_milliseconds(html, summary.max_ms);
}

struct RequestRows {
  std::string_view name;
  const RequestStats& stats;
  bool all = false;
};

void write_request(const HtmlPage& page, const RequestRows& rows) {
  HtmlWriter& html = page.html;
  const auto body = html.open("tbody", {{rows.all ? "class" : "", "all"}});
  {
    const auto row = html.open("tr");
    html.leaf("th", {{"scope", "rowgroup"}, {"rowspan", "2"}, {"class", "name"}}, rows.name);
    for (const auto& figure : {format_count(rows.stats.requests), format_count(rows.stats.failures),
                               table_figure(requests_per_second(page.record, rows.stats.requests))})
      html.leaf("td", {{"rowspan", "2"}}, figure);
    write_times(html, {"response", rows.stats.response_time});
  }
  html.line_break();
  const auto row = html.open("tr", {{"class", "service"}});
  write_times(html, {"service", rows.stats.service_time});
  html.line_break();
}

// Each percentile that some request cannot support, told once in words.
void write_unsupported_notes(const HtmlPage& page) {
  std::vector<std::string> notes;
  const auto names = shown_names(page.record);
  for (std::size_t i = 0; i < std::min(names.size(), page.record.stats.by_request.size()); ++i) {
    const std::uint64_t count = page.record.stats.by_request[i].response_time.count();
    for (std::size_t p = 0; p < kPercentiles.size(); ++p) {
      if (supports(count, kPercentiles[p].q)) continue;
      // The greater percentiles need more still.
      notes.push_back(fmt::format("{}: {} {}.", names[i], kTitles[p], unsupported_reason(count, kPercentiles[p].q)));
      break;
    }
  }
  if (notes.empty()) return;
  const auto note = page.html.open("div", {{"class", "note"}});
  page.html.text("n/a: too few requests to know. With 95 % confidence at least one must lie beyond a percentile; ");
  page.html.text("the first that is out of reach:");
  const auto list = page.html.open("ul");
  for (const auto& line : notes) page.html.leaf("li", line);
}

void write_interval_row(HtmlWriter& html, std::string_view name, const Histogram& histogram) {
  const TimeSummary summary = summarize(histogram);
  const auto row = html.open("tr");
  html.leaf("th", {{"scope", "row"}, {"class", "name"}}, name);
  for (std::size_t i = 0; i < kPercentiles.size(); ++i)
    html.leaf("td", {{summary.percentiles_ms[i] ? "" : "class", "unsupported"}},
              summary.percentiles_ms[i] ? interval_text(summary.intervals_ms[i]) : "n/a");
  html.line_break();
}

// What the pointer shows above a percentile, for everybody else.
void write_intervals(const HtmlPage& page) {
  HtmlWriter& html = page.html;
  if (page.total.response_time.empty()) return;
  const auto details = html.open("details");
  html.leaf("summary", "How sure each percentile is");
  const auto scroll = open_scroll(html, "Intervals of the percentiles");
  const auto table = html.open("table");
  html.leaf("caption",
            "Response times in milliseconds: with 95 % confidence the target's own percentile lies between these.");
  {
    const auto head = html.open("thead");
    const auto row = html.open("tr");
    html.leaf("th", {{"scope", "col"}, {"class", "text"}}, "Request");
    for (const auto text : kTitles) html.leaf("th", {{"scope", "col"}}, text);
  }
  const auto body = html.open("tbody", {{"class", "rows"}});
  const auto names = shown_names(page.record);
  const std::size_t rows = std::min(names.size(), page.record.stats.by_request.size());
  for (std::size_t i = 0; i < rows; ++i)
    write_interval_row(html, names[i], page.record.stats.by_request[i].response_time);
  if (rows != 1) write_interval_row(html, "All requests", page.total.response_time);
}

void write_connection_row(HtmlWriter& html, std::string_view name, const Histogram& histogram) {
  const TimeSummary summary = summarize(histogram);
  const auto row = html.open("tr");
  html.leaf("th", {{"scope", "row"}, {"class", "name"}}, name);
  html.leaf("td", format_count(summary.count));
  constexpr std::array<std::size_t, 3> kShown = {0, 3, 4};  // p50, p95, p99
  for (const auto place : kShown) write_percentile(html, summary, place);
  write_milliseconds(html, summary.max_ms);
}

void write_quality_rows(HtmlWriter& html, std::string_view first, std::string_view caption, const QualityTable& from) {
  const auto scroll = open_scroll(html, caption);
  const auto table = html.open("table");
  html.leaf("caption", caption);
  std::vector<std::string_view> heads = {first};
  for (const auto& title : from.titles) heads.push_back(title);
  write_column_heads(html, heads);
  const auto body = html.open("tbody", {{"class", "rows"}});
  for (const auto& one : from.rows) {
    const auto row = html.open("tr");
    html.leaf("th", {{"scope", "row"}, {"class", "name"}}, one.name);
    for (const auto& cell : one.cells) html.leaf("td", cell);
    html.line_break();
  }
}

void write_details(HtmlWriter& html, std::string_view summary, std::string_view first, std::string_view caption,
                   const QualityTable& from) {
  if (from.rows.empty()) return;
  const auto details = html.open("details");
  html.leaf("summary", summary);
  write_quality_rows(html, first, caption, from);
}

std::string course_words(const std::vector<const QualityLine*>& lines) {
  std::string words;
  for (const auto* line : lines) {
    Extent extent;
    for (const auto& value : line->values) extent.add(value);
    words += fmt::format("{}{} between {} and {} in steps of {}", words.empty() ? "" : "; ", line->request,
                         figure_text(extent.low), figure_text(extent.high), seconds_text(line->step_s));
  }
  return words + ".";
}

// A chart for each figure, with a line for each request.
void write_quality_charts(const HtmlPage& page) {
  const auto all = quality_lines(page.record);
  for (std::size_t i = 0; i < all.size();) {
    std::vector<const QualityLine*> lines;
    for (const auto figure = all[i].figure; i < all.size() && all[i].figure == figure; ++i) lines.push_back(&all[i]);
    const auto name = lines.front()->figure;
    const auto title = fmt::format("{} over time", find_quality_figure(name)->title);
    const auto figure = open_figure(page.html, {"quality", title, course_words(lines), 0, name});
  }
}

void write_request(const HtmlPage& page, const LabelledRequest& request) {
  HtmlWriter& html = page.html;
  write_details(html, fmt::format("{}: over time", request.name), "From", "By the start of each interval.",
                quality_over_time(request, kTableRows));
  if (!request.are_values)
    write_details(html, fmt::format("{}: which class was taken for which", request.name), "Label",
                  "Rows by their label, columns by what was answered.", confusion_table(page.record, request));
}

}  // namespace

// Under each other: as many places behind the point as three digits leave.
std::string table_figure(double value) {
  if (value >= 99.95) return format_count(static_cast<std::uint64_t>(std::llround(value)));
  return fmt::format("{:.{}f}", value, value < 9.995 ? 2 : 1);
}

void write_milliseconds(HtmlWriter& html, const std::optional<double>& value) {
  html.leaf("td", value ? table_figure(*value) : "–");
}

// One that the run cannot support is not printed as a fact: grey, with the reason.
void write_percentile(HtmlWriter& html, const TimeSummary& summary, std::size_t place) {
  if (summary.percentiles_ms[place]) {
    const std::string hint = fmt::format("95 %: {} ms", interval_text(summary.intervals_ms[place]));
    const auto cell = html.open("td", {{"title", hint}});
    html.text(table_figure(*summary.percentiles_ms[place]));
    return;
  }
  const std::string reason = unsupported_reason(summary.count, kPercentiles[place].q);
  const auto cell = html.open("td", {{"class", "unsupported"}});
  const auto hint = html.open("span", {{"title", reason}});
  html.text("n/a");
  html.leaf("span", {{"class", "visually-hidden"}}, ": " + reason);
}

void write_thresholds(const HtmlPage& page) {
  HtmlWriter& html = page.html;
  const auto scroll = open_scroll(html, "Thresholds");
  const auto table = html.open("table");
  html.leaf("caption", "What the run was held against, and what was measured.");
  {
    const auto head = html.open("thead");
    const auto row = html.open("tr");
    html.leaf("th", {{"scope", "col"}, {"class", "text"}}, "Threshold");
    html.leaf("th", {{"scope", "col"}}, "Measured");
    html.leaf("th", {{"scope", "col"}, {"class", "text"}}, "Result");
  }
  const auto body = html.open("tbody", {{"class", "rows"}});
  for (const auto& result : page.record.thresholds) write_threshold(html, result);
}

void write_rules(const HtmlPage& page) {
  HtmlWriter& html = page.html;
  const auto& rules = *page.record.rules;
  {
    const auto scroll = open_scroll(html, "Rules");
    const auto table = html.open("table");
    html.leaf("caption", fmt::format("{}: each rule by itself. One that the run does not tell is not shown to hold.",
                                     to_string(rules.set)));
    {
      const auto head = html.open("thead");
      const auto row = html.open("tr");
      for (const auto* title : {"Rule", "Figure", "Result"})
        html.leaf("th", {{"scope", "col"}, {"class", "text"}}, title);
    }
    const auto body = html.open("tbody", {{"class", "rows"}});
    for (const auto& result : rules.results) {
      const auto row = html.open("tr");
      html.leaf("th", {{"scope", "row"}, {"class", "text wrap"}}, result.rule);
      {
        const auto cell = html.open("td", {{"class", "text wrap"}});
        html.text(result.figure);
        if (!result.remedy.empty()) html.leaf("div", {{"class", "note"}}, "To hold it: " + result.remedy);
      }
      const auto cell = html.open("td", {{"class", "text"}});
      write_state(html,
                  result.state == RuleState::holds    ? HtmlState::ok
                  : result.state == RuleState::broken ? HtmlState::broken
                                                      : HtmlState::unsure,
                  to_string(result.state));
    }
  }
  const auto note = html.open("div", {{"class", "note"}});
  html.text("Not judged:");
  const auto list = html.open("ul");
  for (const auto& left_out : rules.not_judged) html.leaf("li", left_out);
}

void write_percentiles(const HtmlPage& page) {
  HtmlWriter& html = page.html;
  {
    const auto lead = html.open("p", {{"class", "lead"}});
    html.leaf("strong", "Response time");
    html.text(" counts from the moment a request was due, ");
    html.leaf("strong", "service time");
    html.text(" from the moment it was sent. Warm-up left out.");
  }
  {
    const auto scroll = open_scroll(html, "Response times by request");
    const auto table = html.open("table");
    html.leaf("caption", "Times in milliseconds, by request.");
    {
      const auto head = html.open("thead");
      const auto row = html.open("tr");
      html.leaf("th", {{"scope", "col"}, {"class", "text"}}, "Request");
      for (const auto text : {"Requests", "Failures", "per s"}) html.leaf("th", {{"scope", "col"}}, text);
      html.leaf("th", {{"scope", "col"}, {"class", "text"}}, "Time");
      for (const auto text : {"min", "mean"}) html.leaf("th", {{"scope", "col"}}, text);
      for (const auto text : kTitles) html.leaf("th", {{"scope", "col"}}, text);
      html.leaf("th", {{"scope", "col"}}, "max");
    }
    html.line_break();
    const auto names = shown_names(page.record);
    const std::size_t rows = std::min(names.size(), page.record.stats.by_request.size());
    for (std::size_t i = 0; i < rows; ++i) write_request(page, {names[i], page.record.stats.by_request[i]});
    if (rows != 1) write_request(page, {"All requests", page.total, true});
  }
  write_unsupported_notes(page);
  write_intervals(page);
  write_versions(page);
  write_answers(page);
}

void write_connections(const HtmlPage& page) {
  HtmlWriter& html = page.html;
  const ConnectionStats& connections = page.record.stats.connections;
  html.leaf("p", {{"class", "lead"}},
            fmt::format("{} opened, {} could not be. Connecting lies between due and sent: it is in the response time, "
                        "not in the service time.",
                        plural(connections.opened, "connection"), format_count(connections.failed)));
  if (const auto ends = ends_text(connections.ends); !ends.empty()) html.leaf("p", {}, as_sentence(ends));
  if (connections.resumed > 0)
    html.leaf("p", {},
              fmt::format("{} of the TLS handshakes resumed an earlier session, which makes them shorter.",
                          format_count(connections.resumed)));
  const auto scroll = open_scroll(html, "Connection times");
  const auto table = html.open("table");
  html.leaf("caption", "Times in milliseconds.");
  write_column_heads(html, {"Step", "Count", "p50", "p95", "p99", "max"});
  const auto body = html.open("tbody", {{"class", "rows"}});
  write_connection_row(html, "TCP connect", connections.connect_time);
  if (!connections.handshake_time.empty()) write_connection_row(html, "TLS handshake", connections.handshake_time);
}

void write_quality(const HtmlPage& page) {
  HtmlWriter& html = page.html;
  if (const auto quality = quality_table(page.record); !quality.rows.empty()) {
    write_quality_rows(html, "Request", "How right the answers to labelled rows were.", quality);
    if (const auto notes = quality_notes(page.record); !notes.empty()) {
      const auto list = html.open("ul");
      for (const auto& note : notes) html.leaf("li", as_sentence(note));
    }
    write_quality_charts(page);
    for (const auto& request : page.record.labelled) write_request(page, request);
  }
  const auto batches = batch_table(page.record);
  if (batches.rows.empty()) return;
  write_quality_rows(html, "Request", "Batches by their size. Times are service times.", batches);
  for (const auto& text : {batch_sentence(page.record), batch_memory_sentence(page.record)})
    if (!text.empty()) html.leaf("p", text);
}

}  // namespace plimsoll
