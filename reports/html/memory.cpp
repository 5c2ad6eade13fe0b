#include "reports/html/memory.h"

#include "record/series.h"
#include "reports/html/monitor_data.h"
#include "reports/words/judged_memory.h"
#include "reports/words/monitor_figures.h"
#include "reports/words/next_steps.h"
#include "reports/words/sentences.h"
#include "reports/words/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <vector>

namespace plimsoll {
namespace {

constexpr std::string_view kNext = "What to try next";

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
  auto reported_elsewhere = attribution_figures(leak);
  if (leak.verdict.cause) {
    html.leaf("p", {{"class", "statement"}}, leak.verdict.cause->evidence);
    reported_elsewhere.push_back(leak.verdict.cause->evidence);
  }
  const auto list = html.open("ul", {{"class", "judgement"}});
  for (const auto& line : leak_figures(page.record, leak))
    if (std::find(reported_elsewhere.begin(), reported_elsewhere.end(), line) == reported_elsewhere.end())
      html.leaf("li", line);
}

void write_next_steps(const HtmlPage& page, const MonitorRecord& monitor, const LeakRecord& leak,
                      std::string_view title) {
  const auto steps = next_steps(page.record, monitor, leak);
  if (steps.empty()) return;
  HtmlWriter& html = page.html;
  const auto box = html.open("div", {{"class", "next"}});
  html.leaf("h3", title);
  const auto list = html.open("ol");
  for (const auto& step : steps) {
    const auto item = html.open("li");
    html.text(step.what + (step.command.empty() ? "." : ":"));
    if (!step.command.empty()) html.leaf("code", step.command);
  }
}

struct Range {
  double low = 0, high = 0;
};

Range range_of(const TimeSeries& series) {
  Range range{series.points().front().min, series.points().front().max};
  for (const auto& point : series.points()) {
    range.low = std::min(range.low, point.min);
    range.high = std::max(range.high, point.max);
  }
  return range;
}

std::string fit_summary(const RunRecord& record, const MonitorRecord& monitor, const LeakRecord& leak) {
  std::string text = fmt::format(
      " Dots: the floor that was judged. Dashed: the judgement's own fit, {}, bent where the load explains it.",
      model_words(leak.verdict.model->shape));
  if (has_band(monitor, leak)) text += " Shaded around it: where it may lie by the 95 % interval of its pace.";
  if (!stayed_memory(monitor, leak).empty())
    text += " Both are of the processes that stayed; the thin line is the whole tree.";
  if (const auto onset = later_onset(record, leak))
    return text + fmt::format(" Growth begins at {}.", seconds_text(*onset));
  return text + (leak.verdict.onset_s ? " It rises from the beginning on." : "");
}

std::string memory_summary(const RunRecord& record, const MonitorRecord& monitor, const TimeSeries& series) {
  const auto [low, high] = range_of(series);
  const auto first = value_text(series, series.points().front().mean);
  const auto last = value_text(series, series.points().back().mean);
  const auto least = value_text(series, low), most = value_text(series, high);
  const bool stays = first == last && least == most && first == least;
  const auto levels = stays ? first + " throughout"
                            : fmt::format("{} at first, {} at last, between {} and {}", first, last, least, most);
  const auto text = fmt::format("{} ({}).", levels, series_title(series.name()));
  const LeakRecord* leak = headline_leak(record, monitor);
  return leak && leak->verdict.model ? text + fit_summary(record, monitor, *leak) : text;
}

// Beneath the memory, so that what it follows can be seen.
void write_load_strip(const HtmlPage& page) {
  const auto& rows = page.record.timeline;
  const bool asked = std::any_of(rows.begin(), rows.end(),
                                 [](const TimelineRow& row) { return row.requests + row.warmup_requests > 0; });
  if (asked) page.html.leaf("div", {{"class", "place strip"}, {"data-chart", "load"}}, "");
}

void write_memory_figure(const HtmlPage& page, std::size_t place) {
  const MonitorRecord& monitor = page.record.monitors[place];
  const TimeSeries* judged = judged_series(page.record, monitor);
  if (!judged) return;
  const std::string title = judged->unit() == "bytes" ? "Memory over time" : "What was judged, over time";
  const auto figure =
      open_figure(page.html, {"memory", title, memory_summary(page.record, monitor, *judged), place, ""});
  write_load_strip(page);
  write_memory_table(page, monitor);
}

// Of what leaks beside the memory; single processes have the steps of all.
void write_other_steps(const HtmlPage& page, const MonitorRecord& monitor) {
  constexpr std::size_t kMost = 3;
  std::size_t written = 0;
  for (const auto& leak : page.record.leaks) {
    const bool other = leak.monitor == monitor.name && !leak.pid && &leak != headline_leak(page.record, monitor);
    if (!other || state_of(leak.verdict.verdict) != HtmlState::leaking || ++written > kMost) continue;
    write_next_steps(page, monitor, leak, fmt::format("{}: {}", kNext, series_title(leak.series)));
  }
}

void write_monitor(const HtmlPage& page, std::size_t place) {
  const MonitorRecord& monitor = page.record.monitors[place];
  const std::string watched = is_recording(page.record) ? "recorded in " : "watched as ";
  page.html.leaf("p", {{"class", place == 0 ? "lead" : "lead further"}},
                 (monitor.description.empty() ? "" : monitor.description + ", ") + watched + monitor.name);
  if (const LeakRecord* leak = headline_leak(page.record, monitor)) {
    write_judgement(page, *leak);
    write_mappings(page.html, monitor, *leak);
    write_attribution(page, *leak);
    write_next_steps(page, monitor, *leak, kNext);
  } else {
    page.html.leaf("p", {{"class", "statement"}}, "Its memory was not judged.");
  }
  write_memory_figure(page, place);
  write_events(page.html, monitor);
  write_process_stack(page, place);
  write_process_table(page.html, monitor);
  write_other_leaks(page, monitor);
  write_other_steps(page, monitor);
  write_further_figures(page, place);
}

}  // namespace

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

void write_memory(const HtmlPage& page) {
  for (std::size_t i = 0; i < page.record.monitors.size(); ++i) write_monitor(page, i);
}

}  // namespace plimsoll
