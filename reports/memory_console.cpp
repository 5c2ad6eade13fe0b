#include "reports/memory_console.h"

#include "record/series.h"
#include "reports/words/mapping_words.h"
#include "reports/words/monitor_figures.h"
#include "reports/words/next_steps.h"
#include "reports/words/sentences.h"
#include "reports/words/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string>

namespace plimsoll {
namespace {

constexpr std::size_t kMostEvents = 8;
constexpr std::size_t kMostSteps = 2;

Paint paint_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::clean:
      return Paint::green;
    case Verdict::leaking:
      return Paint::red;
    default:
      return Paint::yellow;
  }
}

// What a message says by itself is not headed.
std::string headed(const MonitorEvent& event) {
  constexpr std::array<std::string_view, 4> kSpeaking = {"backed_off", "rights", "unread", "unwatched"};
  if (std::find(kSpeaking.begin(), kSpeaking.end(), event.kind) != kSpeaking.end()) return {};
  return fmt::format("{}{}: ", event.kind, event.pid > 0 ? fmt::format(" of {}", event.pid) : "");
}

void write_events(const Console& console, const MonitorRecord& monitor) {
  const auto shown = gravest_events(monitor, kMostEvents);
  for (const auto* event : shown) {
    console.detail(fmt::format("at {}: {}{}", seconds_text(event->t_s), headed(*event), event->message));
  }
  if (monitor.events.size() > shown.size()) {
    console.detail(plural(monitor.events.size() - shown.size(), "more event") + " in the reports.");
  }
}

// The first ones of the gravest, and the first of others that are accused: the page has all.
void write_next_steps(const Console& console, const MonitorRecord& monitor, const LeakRecord& leak) {
  const bool gravest = &leak == gravest_leak(console.record);
  if (leak.verdict.verdict == Verdict::clean || !(gravest || is_accused(leak.verdict.verdict))) return;
  constexpr std::string_view kLead = "    try: ";
  const auto steps = next_steps(console.record, monitor, leak);
  for (std::size_t i = 0; i < std::min(steps.size(), gravest ? kMostSteps : 1); ++i)
    console.paragraph({step_text(steps[i]), kLead.size(), std::string(kLead)});
}

void write_leak(const Console& console, const LeakRecord& leak) {
  // What stands above as the reason of the verdict is not said twice.
  const bool said = is_said_as_reason(console.record, leak);
  console.sentence(said ? watched_name(console.record, leak) : leak_sentence(console.record, leak));
  if (leak.pid) return;  // a part of what is told of all
  const Verdict verdict = leak.verdict.verdict;
  const auto figures = leak_figures(console.record, leak);
  console.paragraph({fmt::format("{}, {}", to_string(verdict), figures.front()), 4, "", paint_of(verdict)});
  for (std::size_t i = 1; i < figures.size(); ++i) console.detail(figures[i]);
}

void write_monitor(const Console& console, const MonitorRecord& monitor) {
  bool judged = false;
  std::string others;
  for (const auto& leak : console.record.leaks) {
    if (leak.monitor != monitor.name) continue;
    const bool accused = is_accused(leak.verdict.verdict);
    if (judged && !accused && !leak.verdict.pool_bytes) {
      others += fmt::format("{}{} {}", others.empty() ? "" : ", ", series_title(leak.series),
                            to_string(leak.verdict.verdict));
      continue;
    }
    write_leak(console, leak);
    if (const auto kind = kind_sentence(monitor, leak); !kind.empty() && !leak.pid) console.detail(one_line(kind));
    if (!leak.pid) write_next_steps(console, monitor, leak);
    judged = true;
  }
  if (!others.empty()) console.sentence("Also judged: " + others + ".");
  const std::string& name = monitor.description.empty() ? monitor.name : monitor.description;
  if (!judged) console.sentence(name + ": not judged.");
  write_events(console, monitor);
}

}  // namespace

void write_memory(const Console& console) {
  const RunRecord& record = console.record;
  if (record.verdict.outcome == RunOutcome::error && record.monitors.empty()) return;
  console.heading("Memory");
  if (record.monitors.empty()) {
    console.sentence("Not watched: --watch pid:N, port:N or name:REGEX says which process to watch.");
  }
  for (const auto& monitor : record.monitors) write_monitor(console, monitor);
}

}  // namespace plimsoll
