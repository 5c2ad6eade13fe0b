#include "record/series.h"
#include "reports/html/memory.h"
#include "reports/words/monitor_figures.h"
#include "reports/words/process_stack.h"
#include "reports/words/sentences.h"
#include "reports/words/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <vector>

namespace plimsoll {
namespace {

// What the table tells of a process.
struct ProcessLine {
  double from_s = 0, to_s = 0;
  double first = 0, last = 0, most = 0;
};

ProcessLine line_of(const ProcessStack& stack, const ProcessBand& band) {
  ProcessLine line;
  bool begun = false;
  for (std::size_t i = 0; i < band.bytes.size(); ++i) {
    if (!band.bytes[i]) continue;
    if (!begun) {
      line.from_s = stack.t_s[i];
      line.first = *band.bytes[i];
    }
    begun = true;
    line.to_s = stack.t_s[i];
    line.last = *band.bytes[i];
    line.most = std::max(line.most, line.last);
  }
  return line;
}

std::string sign_text(double bytes) { return (bytes > 0 ? "+" : "") + bytes_text(bytes); }

std::string stack_summary(const ProcessStack& stack) {
  const ProcessBand* grown = nullptr;
  double most = 0;
  for (const auto& band : stack.bands) {
    const ProcessLine line = line_of(stack, band);
    if (band.processes > 1 || line.last - line.first <= most) continue;
    most = line.last - line.first;
    grown = &band;
  }
  std::string text = fmt::format("Each process's {}, on top of each other.", series_title(stack.series));
  if (grown) text += fmt::format(" Process {} grew most, by {}.", grown->name, bytes_text(most));
  return text;
}

void write_stack_table(const HtmlPage& page, const ProcessStack& stack) {
  HtmlWriter& html = page.html;
  const auto details = html.open("details");
  html.leaf("summary", "The same as a table");
  const auto scroll = open_scroll(html, "Memory by process");
  const auto table = html.open("table");
  html.leaf("caption", is_recording(page.record)
                           ? "By process, in order of appearance."
                           : "By process, in order of appearance; every sample is in memory.csv.");
  write_column_heads(html, {"Process", "From", "To", "At first", "At last", "Change", "Most"});
  const auto body = html.open("tbody", {{"class", "rows"}});
  for (const auto& band : stack.bands) {
    const ProcessLine line = line_of(stack, band);
    const auto row = html.open("tr");
    html.leaf("th", {{"scope", "row"}, {"class", "text"}}, band.name);
    for (const auto& text : {seconds_text(line.from_s), seconds_text(line.to_s), bytes_text(line.first),
                             bytes_text(line.last), sign_text(line.last - line.first), bytes_text(line.most)})
      html.leaf("td", text);
  }
}

constexpr std::size_t kMostProcesses = 50;

std::string last_text(const ProcessRecord& process, std::string_view name) {
  const auto* figure = figure_of(process, name);
  if (!figure) return "–";
  return name.ends_with("_bytes") ? bytes_text(figure->last) : fmt::format("{:.0f}", figure->last);
}

struct ShownFigure {
  std::string_view head, name;
};

// Memory of GPUs only where a process has any.
std::vector<ShownFigure> shown_figures(const MonitorRecord& monitor) {
  std::vector<ShownFigure> figures = {{"RSS", "rss_bytes"},   {"PSS", "pss_bytes"},      {"USS", "uss_bytes"},
                                      {"Swap", "swap_bytes"}, {"Shared", "shmem_bytes"}, {"Threads", "threads"},
                                      {"Open files", "fds"}};
  static constexpr std::string_view kGpu = "gpu_bytes";
  if (std::any_of(monitor.processes.begin(), monitor.processes.end(),
                  [](const ProcessRecord& process) { return figure_of(process, kGpu) != nullptr; }))
    figures.push_back({"GPU", kGpu});
  return figures;
}

// Used while it was watched.
std::string cpu_text(const ProcessRecord& process) {
  const auto* figure = figure_of(process, "cpu_seconds");
  return figure ? fmt::format("{:.2f} s", figure->last - figure->first) : "–";
}

std::string further_title(const TimeSeries& series) {
  std::string title = series_title(series.name());
  // What a metric is called is written as it is.
  const bool is_name = title == series.name() && title.find('_') != std::string::npos;
  if (!is_name && !title.empty() && title[0] >= 'a' && title[0] <= 'z')
    title[0] = static_cast<char>(title[0] - 'a' + 'A');
  return title;
}

std::string further_summary(const TimeSeries& series) {
  double high = 0, sum = 0;
  for (const auto& point : series.points()) {
    high = std::max(high, point.max);
    sum += point.mean;
  }
  const double mean = sum / static_cast<double>(series.points().size());
  return fmt::format("{} on average, at most {}.", value_text(series, mean), value_text(series, high));
}

void write_small_figures(const HtmlPage& page, std::size_t place, const std::vector<const TimeSeries*>& list) {
  const MonitorRecord& monitor = page.record.monitors[place];
  const auto row = page.html.open("div", {{"class", "small-figures"}});
  for (const auto* series : list) {
    const std::string title = further_title(*series);
    HtmlFigure figure{"further", title, further_summary(*series), place, series->name()};
    const LeakRecord* leak = leak_of(page.record, monitor, *series);
    if (leak) figure.state = {state_of(leak->verdict.verdict), to_string(leak->verdict.verdict)};
    const auto element = open_figure(page.html, figure);
  }
}

}  // namespace

void write_process_stack(const HtmlPage& page, std::size_t place) {
  const ProcessStack stack = process_stack(page.record.monitors[place]);
  if (stack.bands.empty()) return;
  const auto figure = open_figure(page.html, {"processes", "Memory by process", stack_summary(stack), place, ""});
  write_stack_table(page, stack);
}

void write_process_table(HtmlWriter& html, const MonitorRecord& monitor) {
  if (monitor.processes.empty()) return;
  const auto details = html.open("details");
  html.leaf("summary", "Figures of each process");
  const auto scroll = open_scroll(html, "Figures of each process");
  const auto table = html.open("table");
  html.leaf("caption", monitor.processes.size() > kMostProcesses
                           ? fmt::format("The first {}, as they were read last; more are in run.json.", kMostProcesses)
                           : "In order of appearance, as they were read last; the first and the greatest values are "
                             "in run.json.");
  const auto figures = shown_figures(monitor);
  std::vector<std::string_view> heads = {"Process", "Command", "Started", "From", "To"};
  for (const auto& [head, name] : figures) heads.push_back(head);
  heads.emplace_back("CPU used");
  write_column_heads(html, heads);
  const auto body = html.open("tbody", {{"class", "rows"}});
  for (std::size_t i = 0; i < std::min(kMostProcesses, monitor.processes.size()); ++i) {
    const ProcessRecord& process = monitor.processes[i];
    const auto row = html.open("tr");
    html.leaf("th", {{"scope", "row"}, {"class", "text"}},
              std::to_string(process.pid) + (process.is_root ? " main" : ""));
    html.leaf("td", {{"class", "text"}}, process.command);
    html.leaf("td", {{"class", "text"}}, process.started_at.empty() ? "–" : process.started_at);
    html.leaf("td", seconds_text(process.from_s));
    html.leaf("td", seconds_text(process.to_s));
    for (const auto& [head, name] : figures) html.leaf("td", last_text(process, name));
    html.leaf("td", cpu_text(process));
  }
}

void write_further_figures(const HtmlPage& page, std::size_t place) {
  const MonitorFigures figures = monitor_figures(page.record, page.record.monitors[place]);
  if (!figures.small.empty()) write_small_figures(page, place, figures.small);
  if (!figures.folded.empty()) {
    const auto details = page.html.open("details", {{"data-print", ""}});
    page.html.leaf("summary", plural(figures.folded.size(), "further figure") + ", not judged");
    write_small_figures(page, place, figures.folded);
  }
  if (figures.left_out > 0)
    page.html.leaf("p", {{"class", "note"}}, plural(figures.left_out, "more figure") + " in run.json.");
}

}  // namespace plimsoll
