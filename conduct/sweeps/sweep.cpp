#include "conduct/sweeps/sweep.h"

#include "conduct/machine_limits.h"
#include "conduct/run_facts.h"
#include "core/clock.h"
#include "core/units.h"
#include "core/version.h"
#include "reports/sweeps/sweep_files.h"
#include "reports/sweeps/sweep_words.h"
#include "reports/words/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

namespace plimsoll {
namespace {

constexpr Nanos kLongestRecovery = std::chrono::seconds(60);
constexpr Nanos kBetweenLooks = std::chrono::milliseconds(500);
// Of a rate each level waits for so many arrivals.
constexpr double kFewestArrivals = 20;

// Part of a folder's name: "50", "12.5".
std::string level_name(double level) {
  auto text = format_number(level);
  std::erase(text, ',');
  return text;
}

bool has_slo(const Scenario& scenario) {
  for (const auto& task : scenario.tasks)
    for (const auto& step : task.steps)
      if (step.stream && step.stream->limits.any()) return true;
  return false;
}

Result<void> check_load(const Load& load, SweepOver over) {
  const auto refused = [](std::string why) { return Error{ErrorKind::usage, std::move(why)}; };
  if (load.parts.size() > 1) return refused("a sweep is of one load: the scenario has several under `loads`");
  if (load.rests) return refused("a sweep holds each level: leave out `rests`");
  const bool is_closed = std::holds_alternative<ClosedLoad>(load.parts.front().model);
  if (is_closed != (over == SweepOver::users))
    return refused(is_closed ? "the scenario's load is of users: sweep --users"
                             : "the scenario's load is of arrivals: sweep --rate");
  return {};
}

// A closed load's users come within half of the warm-up.
void set_level(Load& load, double level, Nanos warmup) {
  auto& model = load.parts.front().model;
  if (auto* closed = std::get_if<ClosedLoad>(&model)) {
    closed->stages.clear();
    closed->users = static_cast<std::uint32_t>(level);
    const double ramp_s = std::max(0.1, to_seconds(warmup) / 2);
    closed->spawn_rate = std::max(1.0, level / ramp_s);
    return;
  }
  auto& open = std::get<OpenLoad>(model);
  ArrivalRate arrivals;
  if (const auto* before = std::get_if<ArrivalRate>(&open.arrivals)) arrivals = *before;
  arrivals.stages = {{Nanos(0), level}};
  open.arrivals = arrivals;
}

}  // namespace

Sweep::Sweep(Scenario scenario, RunSettings settings, SweepPlan plan, RunParts parts)
    : scenario_(std::move(scenario)),
      settings_(std::move(settings)),
      plan_(std::move(plan)),
      parts_(std::move(parts)),
      levels_(plan_.levels) {}

Result<Sweep> Sweep::prepare(Scenario scenario, const RunSettings& settings, SweepPlan plan, RunParts parts) {
  if (const auto fits = check_load(scenario.load, plan.levels.over); fits.has_error()) return fits.error();
  for (const auto& requirement : plan.requirements)
    if (requirement.figure == to_string(plan.levels.over)) plan.levels.besides.push_back(requirement.least);
  for (const auto& threshold : scenario.thresholds)
    if (threshold.metric->kind == Metric::Kind::milliseconds || threshold.metric->name == "goodput")
      plan.levels.seeks_limit = true;
  Sweep sweep(std::move(scenario), settings, std::move(plan), std::move(parts));
  const auto seed = sweep.scenario_.seed.value_or(fresh_seed());
  sweep.scenario_.seed = seed;
  const auto started_at = wall_now();
  auto& record = sweep.record_;
  record.tool_version = version();
  record.id = settings.id.empty() ? make_run_id(started_at, fresh_seed()) : settings.id;
  record.name = sweep.scenario_.name;
  record.note = without_secrets(sweep.scenario_.note, sweep.scenario_);
  record.started_at = to_rfc3339(started_at);
  record.seed = seed;
  record.target = sweep.scenario_.target.url.text();
  record.scenario_text = without_secrets(sweep.scenario_.source_text, sweep.scenario_);
  record.over = sweep.plan_.levels.over;
  record.automatic = sweep.plan_.levels.given.empty();
  record.warmup_s = to_seconds(sweep.plan_.warmup);
  record.hold_s = to_seconds(sweep.plan_.hold);
  record.has_slo = has_slo(sweep.scenario_);
  record.environment = machine_facts();
  record.requirements = sweep.plan_.requirements;
  for (const auto& threshold : with_defaults(sweep.scenario_.thresholds, {}))
    record.limits.push_back(threshold.expression);

  sweep.folder_ = settings.out.empty() ? std::filesystem::path("plimsoll-out") / record.id : settings.out;
  const auto folder =
      OutputFolder::prepare(sweep.folder_, settings.formats, sweep.scenario_.target.managed.has_value());
  if (folder.has_error()) return folder.error();
  if (sweep.scenario_.target.managed) {
    auto process = ManagedTargetProcess::start(*sweep.scenario_.target.managed, sweep.folder_ / "target.log");
    if (process.has_error()) return process.error();
    sweep.managed_ = std::make_unique<ManagedTargetProcess>(std::move(*process));
    sweep.parts_.target = sweep.managed_.get();
  }
  return sweep;
}

void Sweep::run(Interrupts& interrupts, const SweepListener& listener) {
  const auto start = parts_.clock->now();
  const auto is_over = [&] { return interrupts.count() > 0 || ending_.breaks_off(); };
  for (auto level = levels_.next(); level && !is_over(); level = levels_.next()) {
    if (is_unwell_) recover(interrupts);
    if (is_over()) break;
    if (listener.next) listener.next(record_, *level, levels_.planned());
    try_level(*level, interrupts, listener);
    record_.duration_s = to_seconds(parts_.clock->now() - start);
    judge(interrupts);
    write();
  }
  record_.duration_s = to_seconds(parts_.clock->now() - start);
  judge(interrupts);
  write();
}

void Sweep::judge(const Interrupts& interrupts) {
  record_.knee.reset();
  record_.limit = {};
  record_.best.reset();
  ending_.interrupted = interrupts.count() > 0;
  judge_sweep(record_, ending_);
}

void Sweep::try_level(double level, Interrupts& interrupts, const SweepListener& listener) {
  auto settings = settings_at(level);
  const auto folder = settings.out.lexically_relative(folder_).string();
  auto conductor = Conductor::prepare(scenario_at(level), settings, parts_);
  if (conductor.has_error()) return refuse_level(level, conductor.error());
  conductor->run(interrupts, listener.status);
  const auto& run = conductor->record();
  const bool is_broken = run.verdict.outcome == RunOutcome::error;
  if (is_broken && (run.verdict.exit_code == 70 || record_.levels.empty())) {
    why_none(run.verdict.exit_code) = run.verdict.reasons.front();
    return;
  }
  if (run.verdict.exit_code == 2 && ending_.leak.empty())
    ending_.leak = fmt::format("{}: {}", level_text(record_, level), run.verdict.reasons.front());
  auto result = level_of(run, level, record_.has_slo);
  if (record_.over == SweepOver::rate) judge_pace(run, result);
  if (conductor->keeps_results()) result.folder = folder;
  // A target that is gone, or a guard that ended the run, ends the sweep.
  if (is_broken || run.ended_by == EndedBy::guard) levels_.end();
  levels_.add(result);
  add(result);
  tell_wellness(run, result);
  if (listener.done) listener.done(record_, result);
}

// What the target takes for an answer when it has little to do: by its calmest level.
void Sweep::tell_wellness(const RunRecord& run, const SweepLevel& level) {
  is_unwell_ = level.state != LevelState::holds || level.unfinished > 0;
  const auto& times = run.stats.total().response_time;
  if (times.empty() || level.state != LevelState::holds) return;
  calm_ = std::min(calm_.value_or(times.maximum()), times.maximum());
}

// A target that was given more than it can do may work on what nobody waits for any more. It is asked by one user, one
// request at a time, until an answer comes as fast as before.
void Sweep::recover(const Interrupts& interrupts) {
  is_unwell_ = false;
  if (!calm_ || scenario_.before_all) return;
  constexpr double kAsBefore = 2;
  auto scenario = scenario_at(1);
  scenario.load.parts.front().model = ClosedLoad{};
  scenario.load.warmup = Nanos(0);
  scenario.load.duration = kLongestRecovery;
  scenario.load.requests = 1;
  const auto begin = parts_.clock->now();
  while (interrupts.count() == 0) {
    const auto took = ask_once(scenario, interrupts);
    if (took && to_seconds(*took) <= kAsBefore * to_seconds(*calm_)) return;
    if (parts_.clock->now() - begin >= kLongestRecovery) break;
    parts_.clock->wait_until(parts_.clock->now() + kBetweenLooks);
  }
  if (interrupts.count() > 0 || !record_.notes.empty()) return;
  record_.notes.push_back(fmt::format(
      "the target did not answer as fast as before within {} after a level that was too much for it: the levels tried "
      "after that may look worse than they are",
      seconds_text(to_seconds(kLongestRecovery))));
}

// How long one good answer took; nothing where none came.
std::optional<Nanos> Sweep::ask_once(const Scenario& scenario, const Interrupts& interrupts) const {
  EngineOptions options;
  options.seed = *scenario.seed;
  options.is_stopped = [&] { return interrupts.count() > 0; };
  const auto load = parts_.make_load(scenario, options);
  if (load.has_error()) return std::nullopt;
  Snapshot asked(scenario.request_names().size());
  (*load)->start();
  while (auto second = (*load)->next_interval()) {
    asked.merge(second->snapshot);
    if (interrupts.count() > 0) (*load)->stop_now();
  }
  const auto rest = (*load)->finish();
  if (rest.totals.by_request.size() == asked.by_request.size()) asked.merge(rest.totals);
  const auto total = asked.total();
  if (total.requests == total.failures || total.response_time.empty()) return std::nullopt;
  return total.response_time.maximum();
}

// Why there is no level at all, by the exit code that this has.
std::string& Sweep::why_none(int exit_code) {
  return exit_code == 70 ? ending_.internal_error : exit_code == 65 ? ending_.unfit : ending_.unavailable;
}

// The first level cannot be had: nothing was measured. A higher one: this machine has no room for it.
void Sweep::refuse_level(double level, const Error& error) {
  if (record_.levels.empty()) {
    const bool is_unfit = error.kind == ErrorKind::invalid;
    why_none(is_unfit ? 65 : error.kind == ErrorKind::unavailable ? 69 : 70) = error.message;
    return;
  }
  SweepLevel refused;
  refused.level = level;
  refused.state = LevelState::invalid;
  refused.reasons = {error.message};
  levels_.add(refused);
  add(std::move(refused));
}

void Sweep::add(SweepLevel level) {
  const auto place = std::upper_bound(record_.levels.begin(), record_.levels.end(), level,
                                      [](const SweepLevel& a, const SweepLevel& b) { return a.level < b.level; });
  record_.levels.insert(place, std::move(level));
}

Nanos Sweep::hold_of(double level) const {
  if (record_.over == SweepOver::users) return plan_.hold;
  return std::max(plan_.hold, from_seconds(std::ceil(kFewestArrivals / level)));
}

// Each level draws with a seed of its own, so that what it sends was not sent by the one before and kept in a cache.
Scenario Sweep::scenario_at(double level) const {
  auto scenario = scenario_;
  auto& load = scenario.load;
  set_level(load, level, plan_.warmup);
  load.warmup = plan_.warmup;
  load.duration = plan_.warmup + hold_of(level);
  load.until_verdict = false;
  load.requests.reset();
  load.cooldown = Nanos(0);
  scenario.rules.reset();
  constexpr std::uint64_t kExact = (1ULL << 53) - 1;  // in a JSON number
  scenario.seed = (*scenario_.seed + 1 + record_.levels.size()) & kExact;
  // A level's run is told apart from those of the scenario itself, and has its own trend over sweeps.
  scenario.name = fmt::format("{} at {}", scenario.name.empty() ? "sweep" : scenario.name, level_text(record_, level));
  scenario.note = fmt::format("{}sweep {}: {}", scenario.note.empty() ? "" : scenario.note + "; ", record_.id,
                              level_text(record_, level));
  return scenario;
}

RunSettings Sweep::settings_at(double level) const {
  auto settings = settings_;
  const auto number = record_.levels.size() + 1;
  settings.id = fmt::format("{}-{:02}", record_.id, number);
  settings.out = keeps_results() ? folder_ / "levels" / fmt::format("{:02}-{}", number, level_name(level)) : folder_;
  settings.control.clear();
  return settings;
}

void Sweep::write() {
  if (!keeps_results()) return;
  for (const auto& file : sweep_files()) {
    if (file.format != ReportFormat::json && !settings_.formats.contains(file.format)) continue;
    auto problem = write_whole(folder_ / file.name, [&](std::ostream& out) { file.write(record_, out); });
    if (problem.empty() || !ending_.internal_error.empty()) continue;
    ending_.internal_error = std::move(problem);
    ending_.interrupted = false;
    judge_sweep(record_, ending_);
  }
}

}  // namespace plimsoll
