#include "cli/schedule_views.h"

#include "cli/terminal_style.h"
#include "core/clock.h"
#include "core/say.h"
#include "core/units.h"
#include "reports/terminal_table.h"
#include "reports/words/text.h"
#include "schedules/calendar/cron_words.h"
#include "schedules/history/usual_range.h"
#include "schedules/signs_of_life.h"
#include "store/process_mark.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <unistd.h>

namespace plimsoll {
namespace {

Paint paint_of_last(const PastRun& run) { return run.troubles.empty() ? Paint::green : Paint::red; }

std::string seconds_words(std::int64_t seconds) { return format_duration(std::chrono::seconds(seconds)); }

void print_row(std::string_view key, const std::string& value) {
  constexpr std::size_t kWidth = 14;
  if (!value.empty()) say("  {}{}\n", pad_right(key, kWidth), value);
}

std::string comparison_words(const ScheduleOverview& overview) {
  if (overview.runs_lacking == 0) return fmt::format("with up to {} healthy runs before", kRunsLookedAt);
  return fmt::format("{} until changes are told", plural(overview.runs_lacking, "more healthy run"));
}

std::string told_words(const Schedule& schedule) {
  if (schedule.tell.empty()) return "nobody";
  std::vector<std::string_view> on;
  for (const auto kind : schedule.on) on.push_back(to_string(kind));
  return fmt::format("{} on {}", one_line(shown(schedule.tell)), fmt::join(on, ", "));
}

}  // namespace

void print_schedules(const std::vector<ScheduleOverview>& overviews) {
  using Side = TerminalColumn::Side;
  TerminalTable table{{{"schedule", Side::left},
                       {"when", Side::left, 2},
                       {"next", Side::left},
                       {"last", Side::left},
                       {"", Side::left, 4}},
                      {},
                      1};
  for (const auto& overview : overviews) {
    const auto& last = overview.last;
    table.rows.push_back({{overview.state.schedule.name},
                          {one_line(overview.when)},
                          {overview.running ? "runs now" : overview.shown_next},
                          {last ? last->outcome : "-", last ? paint_of_last(*last) : Paint::dim},
                          {last ? one_line(last->headline) : ""}});
  }
  say("{}", laid_out(std::move(table), terminal_style(STDOUT_FILENO)));
}

void print_schedule(const ScheduleOverview& overview, std::chrono::sys_seconds now) {
  const auto& schedule = overview.state.schedule;
  const auto zone = zone_of(schedule);
  say("{}{}\n", schedule.name, overview.state.paused ? "  paused" : "");
  print_row("when", one_line(overview.when));
  for (const auto& time : overview.next)
    print_row(&time == &overview.next.front() ? "next" : "",
              fmt::format("{} {}", wall_clock_text(time, zone, now), zone.name()));
  print_row("scenario", one_line(schedule.scenario.string()));
  print_row("target", one_line(schedule.target));
  if (schedule.jitter_s > 0) print_row("jitter", "up to " + seconds_words(schedule.jitter_s) + ", in the times above");
  if (schedule.max_duration_s > 0) print_row("at most", seconds_words(schedule.max_duration_s));
  print_row("missed", std::string(to_string(schedule.missed)));
  if (schedule.overlap) print_row("overlap", "beside other runs against the same target");
  print_row("told", told_words(schedule));
  if (overview.backlog.waiting > 0)
    print_row("not yet told",
              fmt::format("{}; {}", plural(overview.backlog.waiting, "message"),
                          overview.backlog.problem.empty() ? "no try yet" : one_line(overview.backlog.problem)));
  if (overview.running) print_row("runs now", *overview.running);
  if (const auto& last = overview.last) {
    print_row("last", fmt::format("{} {}", last->outcome, last->run));
    print_row("", one_line(last->headline));
    for (const auto& trouble : last->troubles) print_row("", one_line(trouble.sentence));
  }
  print_row("compared", comparison_words(overview));
}

void print_leader(const ScheduleStore& store) {
  const auto leader = store.leader();
  const auto silent = leader ? wall_now() - leader->seen_at : WallTime::duration::max();
  const auto presence = leader ? presence_of(leader->mark) : Presence::gone;
  if (presence == Presence::there || (presence == Presence::elsewhere && silent < SignsOfLife::kSilence)) return;
  say("Nobody runs what is scheduled at the moment: plimsoll schedule run does, and plimsoll serve.\n");
}

}  // namespace plimsoll
