#include "core/units.h"
#include "record/series.h"
#include "reports/html/memory.h"
#include "reports/words/monitor_figures.h"
#include "reports/words/sentences.h"
#include "reports/words/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <vector>

namespace plimsoll {
namespace {

constexpr std::size_t kEventRows = 200;

// The mean of the point at or before an instant.
std::optional<double> value_at(const TimeSeries& series, double t_s) {
  const auto points = series.points();
  const auto after = std::upper_bound(points.begin(), points.end(), t_s,
                                      [](double t, const SeriesPoint& point) { return t < point.t_s; });
  if (after == points.begin()) return std::nullopt;
  return std::prev(after)->mean;
}

std::string interval_text(const LeakRecord& leak, const RequestAttribution& type) {
  if (!type.ci_low || !type.ci_high) return "–";
  return amount_text(leak, type.ci_low) + " to " + amount_text(leak, type.ci_high);
}

}  // namespace

void write_attribution(const HtmlPage& page, const LeakRecord& leak) {
  if (attribution_figures(leak).empty()) return;
  HtmlWriter& html = page.html;
  const auto scroll = open_scroll(html, "What each type of request keeps");
  const auto table = html.open("table", {{"class", "narrow"}});
  // A recording tells the requests of none of its types in all.
  const bool counted = has_load(page.record);
  html.leaf("caption", counted ? "What each type of request keeps, and what it made of that in this run."
                               : "What each type of request keeps.");
  if (counted) {
    write_column_heads(html, {"Request", "Keeps a request", "95 % interval", "Requests", "In all"});
  } else {
    write_column_heads(html, {"Request", "Keeps a request", "95 % interval"});
  }
  const auto body = html.open("tbody", {{"class", "rows"}});
  for (const auto& type : leak.verdict.by_request) {
    const auto row = html.open("tr");
    html.leaf("th", {{"scope", "row"}, {"class", "name"}}, type.name);
    html.leaf("td", type.bytes_per_request ? amount_text(leak, type.bytes_per_request) : "cannot be separated");
    html.leaf("td", interval_text(leak, type));
    if (!counted) continue;
    const auto requests = stats_of(page.record, type.name).requests;
    html.leaf("td", format_count(requests));
    const bool kept = type.bytes_per_request && *type.bytes_per_request > 0;
    html.leaf("td", kept ? amount_text(leak, *type.bytes_per_request * static_cast<double>(requests)) : "–");
  }
}

void write_memory_table(const HtmlPage& page, const MonitorRecord& monitor) {
  HtmlWriter& html = page.html;
  const auto columns = monitor_figures(page.record, monitor).memory;
  const auto details = html.open("details");
  html.leaf("summary", "The same as a table");
  const auto scroll = open_scroll(html, "Memory over time");
  const auto table = html.open("table");
  html.leaf("caption", is_recording(page.record) ? "Memory as it was recorded."
                                                 : "Memory of the whole process tree; every sample is in memory.csv.");
  {
    const auto head = html.open("thead");
    const auto row = html.open("tr");
    html.leaf("th", {{"scope", "col"}, {"class", "text"}}, "At");
    for (const auto* column : columns) html.leaf("th", {{"scope", "col"}}, series_title(column->name()));
  }
  const auto body = html.open("tbody", {{"class", "rows"}});
  const auto points = columns.front()->points();
  const std::size_t step = (points.size() + kTableRows - 1) / kTableRows;
  for (std::size_t i = 0; i < points.size(); i += step) {
    const auto row = html.open("tr");
    html.leaf("th", {{"scope", "row"}, {"class", "text"}}, seconds_text(points[i].t_s));
    for (const auto* column : columns) html.leaf("td", value_text(*column, value_at(*column, points[i].t_s)));
  }
}

void write_events(HtmlWriter& html, const MonitorRecord& monitor) {
  if (monitor.events.empty()) return;
  const auto details = html.open("details", {{"data-print", ""}});
  html.leaf("summary", plural(monitor.events.size(), "event") + " of the watched processes");
  const auto scroll = open_scroll(html, "Events");
  const auto table = html.open("table");
  html.leaf("caption", monitor.events.size() > kEventRows
                           ? fmt::format("{} of them; of workers that came and went only the first.", kEventRows)
                           : "In order of time; marked by triangles in the chart.");
  {
    const auto head = html.open("thead");
    const auto row = html.open("tr");
    html.leaf("th", {{"scope", "col"}, {"class", "text"}}, "At");
    html.leaf("th", {{"scope", "col"}, {"class", "text"}}, "Event");
    html.leaf("th", {{"scope", "col"}}, "Process");
    html.leaf("th", {{"scope", "col"}, {"class", "text"}}, "What happened");
  }
  const auto body = html.open("tbody", {{"class", "rows"}});
  for (const auto* event : gravest_events(monitor, kEventRows)) {
    const auto row = html.open("tr");
    html.leaf("th", {{"scope", "row"}, {"class", "text"}}, seconds_text(event->t_s));
    html.leaf("td", {{"class", "text"}}, event->kind);
    html.leaf("td", event->pid > 0 ? std::to_string(event->pid) : "");
    html.leaf("td", {{"class", "text wrap"}}, event->message);
  }
}

void write_other_leaks(const HtmlPage& page, const MonitorRecord& monitor) {
  const LeakRecord* headline = headline_leak(page.record, monitor);
  std::vector<const LeakRecord*> others;
  for (const auto& leak : page.record.leaks)
    if (leak.monitor == monitor.name && &leak != headline) others.push_back(&leak);
  if (others.empty()) return;
  const auto scroll = open_scroll(page.html, "Also judged");
  const auto table = page.html.open("table");
  page.html.leaf("caption", "Also judged, each by itself.");
  {
    const auto head = page.html.open("thead");
    const auto row = page.html.open("tr");
    for (const auto text : {"Judged", "Verdict", "What was found"})
      page.html.leaf("th", {{"scope", "col"}, {"class", "text"}}, text);
  }
  const auto body = page.html.open("tbody", {{"class", "rows"}});
  for (const auto* leak : others) {
    const auto row = page.html.open("tr");
    page.html.leaf("th", {{"scope", "row"}, {"class", "name"}},
                   (leak->pid ? fmt::format("process {}, ", *leak->pid) : "") + series_title(leak->series));
    {
      const auto cell = page.html.open("td", {{"class", "text"}});
      write_state(page.html, state_of(leak->verdict.verdict), to_string(leak->verdict.verdict));
    }
    page.html.leaf("td", {{"class", "text wrap"}}, leak->verdict.explanation);
  }
}

}  // namespace plimsoll
