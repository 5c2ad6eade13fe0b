#include "schedules/schedule_overview.h"

#include "core/clock.h"
#include "core/json/json_archive.h"
#include "schedules/calendar/cron_words.h"
#include "schedules/history/comparison.h"
#include "schedules/history/news.h"
#include "schedules/planner.h"

#include <algorithm>
#include <string_view>
#include <utility>

namespace plimsoll {
namespace {

constexpr std::size_t kLookedAt = 200;

std::string next_words(const ScheduleOverview& overview, std::chrono::sys_seconds now) {
  const auto& state = overview.state;
  if (state.asked_at) return "now, as soon as its target is free";
  if (state.paused) return "paused";
  if (overview.next.empty()) return "never";
  return wall_clock_text(overview.next.front(), zone_of(state.schedule), now);
}

}  // namespace

Result<ScheduleOverview> overview_of(const ScheduleStore& store, const ScheduleState& state,
                                     std::chrono::sys_seconds now, std::size_t times) {
  ScheduleOverview overview{state};
  const auto recurrence = recurrence_of(state.schedule);
  overview.when = recurrence.has_error() ? recurrence.error().message : recurrence->words();
  overview.next = next_due(state, now, times);
  overview.shown_next = next_words(overview, now);
  const auto open = store.open_occurrences();
  if (open.has_error()) return open.error();
  for (const auto& occurrence : *open)
    if (occurrence.schedule == state.schedule.name) overview.running = occurrence.run;
  auto past = store.past_runs(state.schedule.name, kLookedAt);
  if (past.has_error()) return past.error();
  overview.runs_lacking = kRunsNeeded - std::min(kRunsNeeded, healthy_figures(*past).size());
  if (!past->empty()) overview.last = std::move(past->front());
  auto backlog = store.outbox().backlog(state.schedule.name);
  if (backlog.has_error()) return backlog.error();
  overview.backlog = std::move(*backlog);
  return overview;
}

Result<std::vector<ScheduleOverview>> schedule_overviews(const ScheduleStore& store, std::chrono::sys_seconds now) {
  const auto states = store.list();
  if (states.has_error()) return states.error();
  std::vector<ScheduleOverview> overviews;
  for (const auto& state : *states) {
    auto overview = overview_of(store, state, now);
    if (overview.has_error()) return overview.error();
    overviews.push_back(*std::move(overview));
  }
  return overviews;
}

Json overview_json(const ScheduleOverview& overview) {
  const auto& schedule = overview.state.schedule;
  JsonWriter json;
  json("name", schedule.name);
  json("when", overview.when);
  json("next", overview.next.empty() ? std::nullopt : std::optional(to_rfc3339(overview.next.front())));
  json("shown_next", overview.shown_next);
  json("paused", overview.state.paused);
  json("scenario", schedule.scenario.string());
  json("target", schedule.target);
  json("running", overview.running);
  json("runs_lacking", overview.runs_lacking);
  json("messages_waiting", overview.backlog.waiting);
  auto object = json.take();
  object["last"] = nullptr;
  if (const auto& last = overview.last) {
    JsonWriter of_last;
    of_last("run", last->run);
    of_last("outcome", last->outcome);
    of_last("headline", last->headline);
    std::vector<std::string_view> troubles;
    for (const auto& trouble : last->troubles) troubles.push_back(trouble.sentence);
    of_last("troubles", troubles);
    object["last"] = of_last.take();
  }
  return object;
}

}  // namespace plimsoll
