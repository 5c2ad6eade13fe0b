#include "reports/html_page.h"

#include "reports/html_data.h"
#include "reports/judged_memory.h"
#include "reports/sentences.h"
#include "reports/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <vector>

namespace plimsoll {
namespace {

constexpr std::size_t kTableRows = 30;
constexpr std::size_t kEventRows = 200;

HtmlState state_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::clean:
      return HtmlState::ok;
    case Verdict::leaking:
      return HtmlState::leaking;
    case Verdict::suspected:
    case Verdict::inconclusive:
      return HtmlState::unsure;
  }
  return HtmlState::unsure;
}

std::string words_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::clean:
      return "Clean";
    case Verdict::leaking:
      return "Leaking";
    case Verdict::suspected:
      return "Suspected";
    case Verdict::inconclusive:
      return "Inconclusive";
  }
  return "Inconclusive";
}

void write_judgement(const HtmlPage& page, const LeakRecord& leak) {
  HtmlWriter& html = page.html;
  {
    const auto line = html.open("p", {{"class", "statement"}});
    write_state(html, state_of(leak.verdict.verdict), words_of(leak.verdict.verdict));
    html.text(". " + leak.verdict.explanation);
  }
  const auto list = html.open("ul", {{"class", "judgement"}});
  for (const auto& line : leak_figures(page.record, leak)) html.leaf("li", line);
}

std::string memory_summary(const RunRecord& record, const MonitorRecord& monitor, const TimeSeries& series) {
  double low = series.points().front().min;
  double high = low;
  for (const auto& point : series.points()) {
    low = std::min(low, point.min);
    high = std::max(high, point.max);
  }
  const std::string title = series_title(series.name());
  std::string text =
      fmt::format("{} at first, {} at last, between {} and {} ({}).", bytes_text(series.points().front().mean),
                  bytes_text(series.points().back().mean), bytes_text(low), bytes_text(high), title);
  const LeakRecord* leak = headline_leak(record, monitor);
  if (leak && leak->verdict.model) {
    text += fmt::format(
        " Dots: the floor that was judged. Dashed: the judgement's own fit, {}, bent where the load explains it.",
        model_words(leak->verdict.model->shape));
    if (!stayed_memory(monitor, *leak).empty())
      text += " Both are of the processes that stayed; the thin line is the whole tree.";
    if (const auto onset = later_onset(record, *leak)) {
      text += fmt::format(" Growth begins at {}.", seconds_text(*onset));
    } else if (leak->verdict.onset_s) {
      text += " It rises from the beginning on.";
    }
  }
  return text;
}

// The mean of the point at or before an instant.
std::optional<double> value_at(const TimeSeries& series, double t_s) {
  const auto points = series.points();
  const auto after = std::upper_bound(points.begin(), points.end(), t_s,
                                      [](double t, const SeriesPoint& point) { return t < point.t_s; });
  if (after == points.begin()) return std::nullopt;
  return std::prev(after)->mean;
}

void write_memory_table(const HtmlPage& page, const MonitorRecord& monitor, const TimeSeries& judged) {
  HtmlWriter& html = page.html;
  std::vector<const TimeSeries*> columns;
  for (const auto& series : monitor.series)
    if (series.unit() == "bytes" && !series.empty()) columns.push_back(&series);
  const auto details = html.open("details");
  html.leaf("summary", "The same as a table");
  const auto scroll = open_scroll(html, "Memory over time");
  const auto table = html.open("table");
  html.leaf("caption", has_load(page.record) ? "Memory of the whole process tree; every sample is in memory.csv."
                                             : "Memory as it was recorded.");
  {
    const auto head = html.open("thead");
    const auto row = html.open("tr");
    html.leaf("th", {{"scope", "col"}, {"class", "text"}}, "At");
    for (const auto* column : columns) html.leaf("th", {{"scope", "col"}}, series_title(column->name()));
  }
  const auto body = html.open("tbody", {{"class", "rows"}});
  const auto points = judged.points();
  const std::size_t step = (points.size() + kTableRows - 1) / kTableRows;
  for (std::size_t i = 0; i < points.size(); i += step) {
    const auto row = html.open("tr");
    html.leaf("th", {{"scope", "row"}, {"class", "text"}}, seconds_text(points[i].t_s));
    for (const auto* column : columns) html.leaf("td", bytes_text(value_at(*column, points[i].t_s)));
  }
}

void write_events(HtmlWriter& html, const MonitorRecord& monitor) {
  if (monitor.events.empty()) return;
  const auto details = html.open("details", {{"data-print", ""}});
  html.leaf("summary", plural(monitor.events.size(), "event") + " of the watched processes");
  const auto scroll = open_scroll(html, "Events");
  const auto table = html.open("table");
  html.leaf("caption", monitor.events.size() > kEventRows ? fmt::format("The first {}.", kEventRows)
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
  for (std::size_t i = 0; i < std::min(kEventRows, monitor.events.size()); ++i) {
    const MonitorEvent& event = monitor.events[i];
    const auto row = html.open("tr");
    html.leaf("th", {{"scope", "row"}, {"class", "text"}}, seconds_text(event.t_s));
    html.leaf("td", {{"class", "text"}}, event.kind);
    html.leaf("td", event.pid > 0 ? std::to_string(event.pid) : "");
    html.leaf("td", {{"class", "text wrap"}}, event.message);
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

std::string process_summary(const TimeSeries& series) {
  double high = 0, sum = 0;
  for (const auto& point : series.points()) {
    high = std::max(high, point.max);
    sum += point.mean;
  }
  const double mean = sum / static_cast<double>(series.points().size());
  return fmt::format("{} on average, at most {}.", rate_text(mean), rate_text(high));
}

struct ProcessFigure {
  std::string_view series;
  std::string_view title;
};

void write_process_figures(const HtmlPage& page, std::size_t place) {
  constexpr ProcessFigure kFigures[] = {
      {"cpu_cores", "CPU cores in use"}, {"threads", "Threads"}, {"fds", "Open file descriptors"}};
  const auto row = page.html.open("div", {{"class", "small-figures"}});
  for (const auto& [name, title] : kFigures) {
    for (const auto& series : page.record.monitors[place].series) {
      if (series.name() != name || series.empty()) continue;
      const auto figure = open_figure(page.html, {"process", title, process_summary(series), place, name});
    }
  }
}

void write_monitor(const HtmlPage& page, std::size_t place) {
  const MonitorRecord& monitor = page.record.monitors[place];
  const std::string watched = has_load(page.record) ? "watched as " : "recorded in ";
  page.html.leaf("p", {{"class", "lead"}},
                 (monitor.description.empty() ? "" : monitor.description + ", ") + watched + monitor.name);
  if (const LeakRecord* leak = headline_leak(page.record, monitor)) {
    write_judgement(page, *leak);
  } else {
    page.html.leaf("p", {{"class", "statement"}}, "Its memory was not judged.");
  }
  if (const TimeSeries* judged = judged_series(page.record, monitor)) {
    const auto figure = open_figure(
        page.html, {"memory", "Memory over time", memory_summary(page.record, monitor, *judged), place, ""});
    write_memory_table(page, monitor, *judged);
  }
  write_events(page.html, monitor);
  write_other_leaks(page, monitor);
  write_process_figures(page, place);
}

}  // namespace

void write_memory(const HtmlPage& page) {
  for (std::size_t i = 0; i < page.record.monitors.size(); ++i) write_monitor(page, i);
}

}  // namespace plimsoll
