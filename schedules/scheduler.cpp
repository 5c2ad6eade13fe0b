#include "schedules/scheduler.h"

#include "core/units.h"
#include "reports/words/text.h"
#include "schedules/history/news.h"
#include "schedules/telling.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <utility>

namespace plimsoll {
namespace {

constexpr std::chrono::seconds kPeriod{1};
constexpr std::chrono::seconds kSeenEvery{5};
constexpr std::size_t kHistory = 200;  // runs

const ScheduleState* state_named(const std::vector<ScheduleState>& states, const std::string& name) {
  const auto found = std::find_if(states.begin(), states.end(),
                                  [&](const ScheduleState& state) { return state.schedule.name == name; });
  return found == states.end() ? nullptr : &*found;
}

PastRun not_run(const std::string& why) {
  PastRun run;
  run.outcome = "not run";
  run.headline = "could not run: " + one_line(why);
  run.troubles.push_back({NewsKind::fail, run.outcome, run.headline});
  return run;
}

PastRun cut_off(const Occurrence& occurrence, const Schedule& schedule, const RunRecord& record) {
  PastRun run;
  run.run = occurrence.run;
  run.outcome = "cut off";
  run.headline = occurrence.stop_asked_at ? fmt::format("did not stop after its longest time of {}, and was killed",
                                                        format_duration(std::chrono::seconds(schedule.max_duration_s)))
                                          : fmt::format("was cut off after {}: its process crashed or was killed",
                                                        seconds_text(record.duration_s));
  run.troubles.push_back({NewsKind::fail, run.outcome, run.headline});
  return run;
}

}  // namespace

Result<std::unique_ptr<Scheduler>> Scheduler::open(SchedulerSettings settings, SchedulerParts parts) {
  auto store = ScheduleStore::open(settings.store);
  if (store.has_error()) return store.error();
  auto of_sender = ScheduleStore::open(settings.store);
  if (of_sender.has_error()) return of_sender.error();
  return std::unique_ptr<Scheduler>(
      new Scheduler(std::move(settings), std::move(parts), std::move(*store), std::move(*of_sender)));
}

Scheduler::Scheduler(SchedulerSettings settings, SchedulerParts parts, ScheduleStore store, ScheduleStore of_sender)
    : settings_(std::move(settings)),
      parts_(std::move(parts)),
      store_(std::move(store)),
      of_sender_(std::move(of_sender)) {}

Scheduler::~Scheduler() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  stopped_.notify_all();
  for (auto& thread : threads_) thread.join();
  static_cast<void>(store_.step_down(parts_.mark));
}

void Scheduler::start() {
  threads_.emplace_back([this] { repeat([this] { return step(); }); });
  threads_.emplace_back([this] { repeat([this] { return send_due(); }); });
}

void Scheduler::repeat(const std::function<Result<void>()>& once) {
  std::string last_problem;
  for (;;) {
    const auto done = once();
    const auto problem = done.has_error() ? done.error().message : std::string();
    if (!problem.empty() && problem != last_problem) say(problem);
    last_problem = problem;
    std::unique_lock lock(mutex_);
    if (stopped_.wait_for(lock, kPeriod, [this] { return stopping_; })) return;
  }
}

void Scheduler::say(const std::string& line) const {
  if (settings_.say) settings_.say(one_line(line));
}

// Removed or replaced under us: what is there now is taken, and none is made in its place.
Result<void> Scheduler::keep_open(ScheduleStore& store) const {
  auto there = store.runs().database().still_there();
  std::error_code absent;
  if (there.has_value() || !std::filesystem::exists(settings_.store, absent)) return there;
  auto again = ScheduleStore::open(settings_.store);
  if (again.has_error()) return again.error();
  store = *std::move(again);
  return {};
}

GoesOn Scheduler::goes_on() {
  return [this](const std::string& run, const std::string& mark, std::int64_t sign) {
    const auto presence = parts_.presence(mark);
    return presence == Presence::there ||
           (presence == Presence::elsewhere && signs_.is_heard(run, sign, parts_.monotonic()));
  };
}

// One that hangs is there and gives no sign.
Result<void> Scheduler::take_lead() {
  const auto at = parts_.monotonic();
  if (leads_ && at < led_at_ + kSeenEvery) return {};
  const auto led = store_.lead(parts_.mark, now(), [&](const ScheduleLeader& other) {
    return parts_.presence(other.mark) != Presence::gone &&
           signs_.is_heard(other.mark, other.seen_at.time_since_epoch().count(), at);
  });
  if (led.has_error()) return led.error();
  if (*led != leads_) say(*led ? "leads: what is scheduled runs from here" : "another scheduler leads");
  leads_ = *led;
  led_at_ = at;
  return {};
}

Result<Situation> Scheduler::situation() {
  Situation situation;
  auto schedules = store_.list();
  if (schedules.has_error()) return schedules.error();
  auto open = store_.open_occurrences();
  if (open.has_error()) return open.error();
  situation.schedules = std::move(*schedules);
  situation.open = std::move(*open);
  situation.now = now();
  return situation;
}

Result<void> Scheduler::step() {
  if (const auto open = keep_open(store_); open.has_error()) {
    leads_ = false;
    return open.error();
  }
  if (const auto led = take_lead(); led.has_error()) return led.error();
  if (!leads_) return {};
  auto before = situation();
  if (before.has_error()) return before.error();
  for (const auto& occurrence : before->open) {
    const auto* state = state_named(before->schedules, occurrence.schedule);
    if (!state) continue;
    if (const auto looked = look_after(occurrence, *state); looked.has_error()) return looked.error();
  }
  auto after = before->open.empty() ? std::move(before) : situation();
  if (after.has_error()) return after.error();
  auto planned = plan(*after);
  if (!planned.launches.empty()) {
    auto busy = targets_loaded_by_hand(store_.runs().database(), goes_on());
    if (busy.has_error()) return busy.error();
    after->busy_targets = std::move(*busy);
    if (!after->busy_targets.empty()) planned = plan(*after);
  }
  return carry_out(planned, after->schedules);
}

Result<void> Scheduler::look_after(const Occurrence& occurrence, const ScheduleState& state) {
  const bool is_awaited = occurrence.state == OccurrenceState::claimed;
  const auto failed = is_awaited ? parts_.hands.failure_of(occurrence.run) : std::nullopt;
  const auto run = run_in_store(store_.runs().database(), occurrence.run, goes_on());
  if (run.has_error()) return run.error();
  if (!*run) {
    if (failed) return conclude(occurrence, state, not_run(failed->message));
    if (parts_.hands.is_started(occurrence.run)) return {};
    // Claimed by somebody who was killed before it was launched; or it ran, and was removed.
    if (is_awaited) return launch(occurrence, state);
    return conclude(occurrence, state, not_run("its run was removed from the store while it went on"));
  }
  if (is_awaited) say(fmt::format("{}: run {} has begun", occurrence.schedule, occurrence.run));
  if ((*run)->state == RunState::running) {
    if (!is_awaited) return {};
    const auto set = store_.set_running(parts_.mark, occurrence);
    return set.has_error() ? Result<void>(set.error()) : Result<void>();
  }
  const auto record = store_.runs().record_of(occurrence.run);
  if (record.has_error() && record.error().kind == ErrorKind::internal) return record.error();
  if (record.has_error())  // it will not get better, and nothing else waits for it
    return conclude(occurrence, state, not_run("its record cannot be read: " + record.error().message));
  return conclude(
      occurrence, state,
      (*run)->state == RunState::ended ? past_run_of(*record) : cut_off(occurrence, state.schedule, *record));
}

// Whether it begins is seen by the next looks.
Result<void> Scheduler::launch(const Occurrence& occurrence, const ScheduleState& state) {
  const auto launched = parts_.hands.launch({occurrence.run, state.schedule.scenario});
  if (launched.has_error()) return conclude(occurrence, state, not_run(launched.error().message));
  return {};
}

Result<void> Scheduler::conclude(const Occurrence& occurrence, const ScheduleState& state, PastRun run) {
  const auto& schedule = state.schedule;
  const auto earlier = store_.past_runs(schedule.name, kHistory);
  if (earlier.has_error()) return earlier.error();
  run.planned_s = occurrence.planned.time_since_epoch().count();
  const auto lacking = compare_with_history(run, *earlier);
  const auto news = news_of(run, *earlier);
  const auto message = message_of({schedule, occurrence, run, news, settings_.page, now()});
  const auto concluded = store_.conclude(parts_.mark, occurrence, run, message, now());
  if (concluded.has_error()) return concluded.error();
  if (!*concluded) return {};
  say(fmt::format(
      "{}: {}: {}{}", schedule.name, run.outcome, news.what,
      lacking == 0 ? "" : fmt::format(" ({} until changes are told)", plural(lacking, "more healthy run"))));
  return {};
}

Result<void> Scheduler::carry_out(const Plan& plan, const std::vector<ScheduleState>& schedules) {
  for (const auto& action : plan.left_out) {
    const auto left = store_.leave_out(parts_.mark, action.schedule, action.until);
    if (left.has_error()) return left.error();
    say(fmt::format("{}: {} left out", action.schedule, plural(static_cast<std::uint64_t>(action.left_out), "time")));
  }
  for (const auto& action : plan.stops)
    if (const auto stopped = stop(action); stopped.has_error()) return stopped.error();
  for (const auto& action : plan.launches) {
    const auto* state = state_named(schedules, action.schedule);
    if (!state) continue;
    Occurrence occurrence;
    occurrence.schedule = action.schedule;
    occurrence.planned = action.planned;
    occurrence.by_hand = action.by_hand;
    occurrence.run = parts_.new_run_id();
    occurrence.claimed_at = now();
    const auto claimed = store_.claim(parts_.mark, occurrence);
    if (claimed.has_error()) return claimed.error();
    if (!*claimed) {
      leads_ = false;
      return {};
    }
    if (action.left_out > 0)
      say(fmt::format("{}: {} before it left out", action.schedule,
                      plural(static_cast<std::uint64_t>(action.left_out), "time")));
    if (const auto launched = launch(occurrence, *state); launched.has_error()) return launched.error();
  }
  return {};
}

Result<void> Scheduler::stop(const StopAction& action) {
  const auto& occurrence = action.occurrence;
  if (action.at_once) {
    const auto run = run_in_store(store_.runs().database(), occurrence.run, goes_on());
    if (run.has_value() && *run) parts_.hands.kill((*run)->process);
    return {};
  }
  const auto asked = parts_.hands.ask_to_stop(occurrence.run);
  say(fmt::format("{}: run {} has had its longest time and is stopped{}", occurrence.schedule, occurrence.run,
                  asked.has_error() ? ": " + asked.error().message : ""));
  const auto set = store_.set_stop_asked(parts_.mark, occurrence, now());
  return set.has_error() ? Result<void>(set.error()) : Result<void>();
}

Result<void> Scheduler::send_due() {
  if (auto open = keep_open(of_sender_); open.has_error()) return open;
  const auto leader = of_sender_.leader();
  if (!leader || leader->mark != parts_.mark) return {};
  auto outbox = of_sender_.outbox();
  const auto due = outbox.due(now());
  if (due.has_error()) return due.error();
  for (const auto& waiting : *due) {
    const auto& name = waiting.message.schedule;
    const auto state = of_sender_.find(name);
    if (state.has_error()) continue;
    const auto sent = parts_.send(state->schedule.tell, waiting.message, std::to_string(waiting.id), parts_.now());
    const auto noted =
        sent.has_value() ? outbox.taken(waiting.id) : outbox.refused(waiting, sent.error().message, now());
    if (noted.has_error()) return noted.error();
    say(sent.has_value() ? fmt::format("{}: told: {}", name, waiting.message.what)
                         : fmt::format("{}: not told, tried again in {}: {}", name,
                                       format_duration(pause_after(waiting.tries + 1)), sent.error().message));
  }
  return {};
}

}  // namespace plimsoll
