#include "conduct/conductor.h"

#include "conduct/audits/cache_audit.h"
#include "conduct/cooldown.h"
#include "conduct/machine_limits.h"
#include "conduct/run_facts.h"
#include "conduct/run_in_progress.h"
#include "conduct/run_judgement.h"
#include "conduct/so_far/clock_watch.h"
#include "conduct/so_far/measurement_facts.h"
#include "conduct/watching/watching.h"
#include "core/clock.h"
#include "core/units.h"
#include "engine/make_transport.h"
#include "store/run_store.h"

#include <fmt/format.h>

#include <filesystem>
#include <memory>
#include <utility>

namespace plimsoll {

Result<Conductor> Conductor::prepare(Scenario scenario, const RunSettings& given, RunParts parts) {
  const auto limits = machine_limits();
  const auto fitting = fit_to_machine(scenario, limits);
  if (fitting.has_error()) return fitting.error();
  auto settings = given;
  if (!settings.threads) settings.threads = default_threads(scenario, limits.cores);
  const auto seed = scenario.seed.value_or(fresh_seed());
  scenario.seed = seed;
  const auto started_at = wall_now();
  const auto id = settings.id.empty() ? make_run_id(started_at, fresh_seed()) : settings.id;
  if (!settings.id.empty() && RunStore::holds(settings.store, settings.id))
    return Error{ErrorKind::usage, fmt::format("--run-id: {} is in {} already", id, settings.store.string())};
  const auto io = choose_io(settings.io, scenario, *settings.threads);
  if (io.has_error()) return io.error();
  if (const auto trust = check_trust(scenario); trust.has_error()) return trust.error();
  auto folder = OutputFolder::prepare(settings.out.empty() ? std::filesystem::path("plimsoll-out") / id : settings.out,
                                      settings.formats, scenario.target.managed && parts.target == nullptr);
  if (folder.has_error()) return folder.error();

  std::optional<ControlSocket> control;
  if (!settings.control.empty()) {
    auto socket = ControlSocket::open(settings.control);
    if (socket.has_error()) return socket.error();
    control.emplace(std::move(*socket));
  }
  std::optional<ManagedTargetProcess> managed;
  if (scenario.target.managed && parts.target == nullptr) {
    auto process = ManagedTargetProcess::start(*scenario.target.managed, folder->path() / "target.log");
    if (process.has_error()) return process.error();
    managed = std::move(*process);
  }
  Conductor conductor(std::move(scenario), settings, std::move(*folder), std::move(managed), std::move(control));
  conductor.parts_ = std::move(parts);
  if (conductor.parts_.target) conductor.target_log_ = conductor.parts_.target->log(conductor.redaction_);
  auto& record = conductor.record_;
  record.id = id;
  record.started_at = to_rfc3339(started_at);
  record.seed = seed;
  record.environment.emplace_back("io", io->description);
  conductor.settings_.io = io->uses_ring ? IoMode::uring : IoMode::epoll;
  return conductor;
}

Conductor::Conductor(Scenario scenario, RunSettings settings, OutputFolder folder,
                     std::optional<ManagedTargetProcess> managed, std::optional<ControlSocket> control)
    : scenario_(std::make_unique<Scenario>(std::move(scenario))),
      redaction_(*scenario_),
      around_(*scenario_, redaction_),
      settings_(std::move(settings)),
      folder_(std::move(folder)),
      managed_(std::move(managed)),
      control_(std::move(control)),
      record_(begun_record(*scenario_, settings_)) {
  if (managed_) target_log_ = managed_->log(redaction_);
}

void Conductor::run(Interrupts& interrupts, const OnStatus& on_status, const OnBegun& on_begun) {
  RunInProgress run;
  const StoreChoice choice{settings_.store, settings_.store_is_asked_for, settings_.control};
  run.store = std::make_unique<StoreEntry>(choice, record_, ending_.internal_errors);
  if (!run.store->is_refused()) {
    run.so_far = std::make_unique<RunSoFar>(record_, plan_facts(*scenario_, settings_.io == IoMode::uring));
    if (control_) open_to_control(run);
    if (on_begun) on_begun();
    watch_and_load(run, interrupts, on_status);
  }
  conclude(interrupts);
  tell_problems(folder_.write(record_));
  if (auto problem = run.store->end(record_); !problem.empty()) tell_problems({std::move(problem)});
  if (!run.control) return;
  run.so_far->publish_end(record_.verdict);
  control_->stop();
}

void Conductor::watch_and_load(RunInProgress& run, Interrupts& interrupts, const OnStatus& on_status) {
  if (bring_up(run, interrupts) && send_before_all(run, interrupts) && make_load(run, interrupts) &&
      probe_alone(run, interrupts) && find_processes(run)) {
    drive(run, interrupts, on_status);
    if (!scenario_->rules) send_after_all(interrupts);
    cool_down(run, interrupts, on_status);
    run.monitors->end();
    gather_versions(run);
    judge_memory(*scenario_, *run.monitors, record_);
    if (!scenario_->rules) return;
    audit(interrupts);  // it needs what was sent before the load
    send_after_all(interrupts);
  }
}

BringingUp Conductor::bringing_up(const RunInProgress& run, const Interrupts& interrupts) {
  return {*scenario_, managed_target(), record_.seed, redaction_, [&] { return run.is_unwanted(interrupts); }};
}

bool Conductor::bring_up(const RunInProgress& run, const Interrupts& interrupts) {
  const auto notes = bring_up_target(bringing_up(run, interrupts));
  if (notes.has_error()) return is_refused(notes.error(), run.is_unwanted(interrupts));
  run.so_far->add_notes(*notes);
  return true;
}

// False, always: nothing is sent.
bool Conductor::is_refused(const Error& error, bool is_unwanted) {
  if (is_unwanted)
    ending_.interrupted = true;
  else if (error.kind == ErrorKind::unavailable)  // the target, or who gives the tokens
    ending_.unavailable = error.message;
  else if (error.kind == ErrorKind::invalid)  // what the scenario sends does not fit the model
    ending_.unfit = error.message;
  else
    ending_.internal_errors.push_back(error.message);
  return false;
}

bool Conductor::send_before_all(const RunInProgress& run, const Interrupts& interrupts) {
  auto sent = around_.send_before(record_.seed, [&] { return run.is_unwanted(interrupts); });
  if (sent.has_error()) return is_refused(sent.error(), run.is_unwanted(interrupts));
  const auto failure = sent->failure();
  record_.once = std::move(sent->answers);
  ending_.interrupted = sent->was_stopped;
  if (!ending_.interrupted && !failure.empty()) ending_.unavailable = "before_all failed: " + failure;
  return !ending_.interrupted && ending_.unavailable.empty();
}

// Whatever the load came to: what stands before it is to be undone.
void Conductor::send_after_all(const Interrupts& interrupts) {
  if (!ending_.unavailable.empty()) return;
  auto sent = around_.send_after(record_.seed, [&interrupts] { return interrupts.count() > 1; });
  if (sent.has_error()) return ending_.internal_errors.push_back(sent.error().message);
  record_.once.insert(record_.once.end(), sent->answers.begin(), sent->answers.end());
}

bool Conductor::make_load(RunInProgress& run, const Interrupts& interrupts) {
  const auto predicted = await_prediction(bringing_up(run, interrupts), around_.captured());
  if (predicted.has_error()) return is_refused(predicted.error(), run.is_unwanted(interrupts));
  auto options = engine_options(settings_, record_.seed, redaction_);
  options.captured = around_.captured();
  options.is_stopped = [&] { return run.is_unwanted(interrupts); };
  auto load = parts_.make_load(*scenario_, options);
  if (load.has_error()) return is_refused(load.error(), options.is_stopped());
  run.load = std::move(*load);
  return true;
}

// What the answers are that should stay the same.
bool Conductor::probe_alone(RunInProgress& run, const Interrupts& interrupts) {
  if (!scenario_->probes) return true;
  const auto is_unwanted = [&] { return run.is_unwanted(interrupts); };
  auto probing = Probing::make(*scenario_, {around_.captured(), record_.seed}, redaction_, is_unwanted);
  if (probing.has_error()) return is_refused(probing.error(), is_unwanted());
  run.probing = std::move(*probing);
  run.probing->ask_alone(ProbePhase::before, is_unwanted);
  ending_.interrupted = is_unwanted();
  return !ending_.interrupted;
}

bool Conductor::find_processes(RunInProgress& run) {
  auto watching = parts_.find(*scenario_, managed_target() != nullptr ? managed_target()->started() : StartedTarget{});
  if (watching.has_error()) {
    ending_.unavailable = watching.error().message;
    return false;
  }
  auto& notes = record_.measurement.notes;
  notes.insert(notes.end(), watching->notes.begin(), watching->notes.end());
  record_.watch_notes = std::move(watching->watch_notes);
  run.so_far->add_notes(watching->notes);
  run.so_far->set_watch_notes(record_.watch_notes);
  run.so_far->set_once(record_.once);
  MonitorGroupPlan plan;
  if (!scenario_->load.until_verdict) plan.duration = scenario_->load.duration + scenario_->load.cooldown;
  plan.warmup = scenario_->load.warmup;
  plan.limit_bytes = scenario_->monitoring.limit_bytes;
  plan.leak = scenario_->monitoring.leak;
  plan.clock = parts_.clock;
  plan.load = [load = run.load.get()] { return load->load_reading(); };
  if (run.store->is_open())
    plan.on_sample = [&rows = run.store->rows()](const auto& name, const auto& read, const auto& judged_beside) {
      rows.add(name, read, judged_beside);
    };
  run.monitors = std::make_unique<MonitorGroup>(std::move(plan), std::move(watching->watched));
  if (!scenario_->load.until_verdict) return true;
  if (run.monitors->empty()) {
    ending_.unavailable = "a run until its verdict needs memory to judge, and nothing can be watched";
    return false;
  }
  run.watch.emplace(record_.warmup_s, to_seconds(scenario_->load.duration));
  return true;
}

void Conductor::drive(RunInProgress& run, Interrupts& interrupts, const OnStatus& on_status) {
  auto& load = *run.load;
  auto& so_far = *run.so_far;
  const Interrupts::Subscription subscription(interrupts, [&load](int count) {
    if (count == 1)
      load.stop_gracefully();
    else
      load.stop_now();
  });
  run.monitors->start();
  load.start();
  run.monitors->begin(load.started_at());
  so_far.begin(read_clocks());
  if (run.probing) run.probing->begin(load.started_at());
  if (run.control) run.control->load_begins(load);
  run.checkpoint = std::make_unique<Checkpoint>(
      folder_, so_far,
      [this, &run, &load, &so_far] {
        if (!so_far.is_finished()) so_far.set_counted(load.results_so_far());
        so_far.set_monitors(run.monitors->so_far());
        if (run.probing) so_far.set_probes(run.probing->so_far());
        if (target_log_) so_far.set_target_log(target_log_->last_lines());
      },
      [&run](RunRecord record) { run.store->put(std::move(record)); });
  if (scenario_->target.version)
    run.versions = std::make_unique<VersionWatch>([this] { return parts_.ask_version(scenario_->target); },
                                                  scenario_->target.version->every, *parts_.clock, load.started_at());
  if (scenario_->guard) run.guard.emplace(*scenario_->guard, *parts_.clock);
  while (auto second = load.next_interval()) {
    tell_versions(run);
    so_far.add(*second, read_clocks());
    look_at_guard(run, second->snapshot);
    run.store->add_second(record_, std::move(second->snapshot), so_far.last_second());
    look_at_memory(run);
    so_far.set_phase(phase_of(run, interrupts));
    publish_news(run);
    run.checkpoint->write_if_due();
    if (on_status) on_status(so_far.live());
    if (ending_.unavailable.empty()) look_at_target(so_far.elapsed_s());
    constexpr double kPatienceSeconds = 3;
    const bool in_vain = so_far.never_connected() && so_far.elapsed_s() >= kPatienceSeconds;
    if (!ending_.unavailable.empty() || in_vain) load.stop_now();
  }
  gather(run, interrupts);
  if (run.probing)
    record_.probes = run.probing->conclude([&] { return ending_.breaks_off() || interrupts.count() > 0; });
}

void Conductor::open_to_control(RunInProgress& run) {
  LoadControlHooks hooks;
  hooks.judge = [this, &run](RunRecord& so_far) { judge_so_far(*scenario_, *run.monitors, so_far); };
  if (target_log_) hooks.target_log = [this] { return target_log_->last_lines(); };
  run.control = std::make_unique<LoadControl>(*scenario_, *run.so_far, std::move(hooks));
  run.so_far->set_listener([this] { control_->wake_followers(); });
  control_->start(*run.control);
}

void Conductor::publish_news(RunInProgress& run) {
  run.so_far->set_memory(run.monitors->status());
  if (run.probing) run.so_far->set_probe_counts(run.probing->counts_so_far());
  for (const auto& [monitor, event] : run.monitors->new_events()) run.so_far->publish_event(monitor, event);
  run.so_far->publish_second();
}

void Conductor::tell_versions(RunInProgress& run) {
  if (!run.versions) return;
  auto told = run.versions->told();
  const auto& segments = told.segments;
  for (; run.segments_told < segments.size(); ++run.segments_told) {
    const auto& now = segments[run.segments_told];
    const auto& before = segments[run.segments_told - 1];
    run.so_far->publish_event("target",
                              {now.from_s, "redeploy", 0, now.version + " took the place of " + before.version});
    if (run.watch) run.watch->begin_again(now.from_s);
  }
  run.version_from_s = segments.size() > 1 ? segments.back().from_s : 0;
  run.version_is_changing = told.next_from_s.has_value();
  run.so_far->set_segments(std::move(told.segments), told.next_from_s);
}

// After everything else: it is told to the last.
void Conductor::gather_versions(const RunInProgress& run) {
  if (!run.versions) return;
  auto told = run.versions->told();
  run.so_far->set_segments(std::move(told.segments), told.next_from_s);
  record_.segments = run.so_far->segments();
  if (const auto why = run.versions->trouble(); !why.empty())
    record_.measurement.notes.push_back("the target did not tell its version: " + why);
}

RunPhase Conductor::phase_of(const RunInProgress& run, const Interrupts& interrupts) const {
  RunPhase phase;
  phase.planned_s = to_seconds(scenario_->load.duration + scenario_->load.cooldown);
  phase.stopping = interrupts.count() > 0;
  phase.until_verdict = run.watch.has_value();
  if (run.watch) phase.outlook = run.watch->outlook(run.so_far->elapsed_s());
  return phase;
}

void Conductor::look_at_target(double elapsed_s) {
  if (managed_target() == nullptr) return;
  target_log_->rotate_if_long();
  if (const auto how = managed_target()->death())
    ending_.unavailable = fmt::format("the target {} after {} of load", *how, format_duration(from_seconds(elapsed_s)));
}

void Conductor::look_at_memory(RunInProgress& run) {
  const auto elapsed_s = run.so_far->elapsed_s();
  if (!run.watch || run.watch->is_decided() || !run.watch->is_due(elapsed_s) || run.version_is_changing) return;
  run.watch->add(elapsed_s, run.monitors->verdicts_so_far(record_.request_names, run.version_from_s));
  if (!run.watch->is_decided()) return;
  ended_by_verdict_ = true;
  run.load->stop_gracefully();
}

void Conductor::look_at_guard(RunInProgress& run, const Snapshot& counted) {
  if (!run.guard || run.guard->broken()) return;
  run.guard->add(run.so_far->elapsed_s(), counted, run.monitors->status());
  if (!run.guard->broken()) return;
  ending_.guard = *run.guard->broken();
  run.load->stop_now();
}

// The load is over: what it came to is in the record from here on.
void Conductor::gather(RunInProgress& run, const Interrupts& interrupts) {
  if (run.control) run.control->load_is_over();
  auto results = run.load->finish();
  const bool cools_down = scenario_->load.cooldown > Nanos(0);
  ending_.interrupted = interrupts.count() > 0 && (!cools_down || results.ended_by == EndedBy::aborted);
  if (!results.ever_connected && !ending_.breaks_off() && !results.first_connect_failure.empty())
    ending_.unavailable = fmt::format("nothing ever connected: {}", results.first_connect_failure);
  if (!results.fault.empty()) ending_.internal_errors.push_back(redaction_.text(results.fault));
  ending_.unfit = redaction_.text(results.data_fault);
  run.so_far->finish(std::move(results));
  record_ = run.so_far->record();
  record_.monitors.clear();  // they go on
  if (ended_by_verdict_) record_.ended_by = EndedBy::verdict;
  if (!ending_.guard.empty()) record_.ended_by = EndedBy::guard;
}

// Whoever interrupts the load wants its end, and whoever interrupts this the verdict without more waiting.
void Conductor::cool_down(RunInProgress& run, Interrupts& interrupts, const OnStatus& on_status) {
  const auto length = scenario_->load.cooldown;
  if (length == Nanos(0) || run.monitors->empty() || ending_.breaks_off()) return;
  auto& so_far = *run.so_far;
  const auto load_s = so_far.elapsed_s();
  so_far.set_phase(phase_of(run, interrupts).cooling_until(load_s + to_seconds(length)));
  const auto spent = plimsoll::cool_down(length, interrupts, *parts_.clock, [&](Nanos passed) {
    tell_versions(run);
    so_far.add_watched(load_s + to_seconds(passed));
    publish_news(run);
    run.checkpoint->write_if_due();
    if (on_status) on_status(so_far.live());
    look_at_target(so_far.elapsed_s());
    return ending_.unavailable.empty();
  });
  record_.cooldown_s = to_seconds(spent);
  cooldown_interrupts_ = interrupts.count() == 1 ? 1 : 0;
}

// After all figures of the run, and outside of them.
void Conductor::audit(const Interrupts& interrupts) {
  record_.rules = RulesRecord{*scenario_->rules, {}, {}, {}};
  if (ending_.breaks_off()) return;
  auto options = engine_options(settings_, record_.seed, redaction_);
  options.captured = around_.captured();
  options.is_stopped = [&] { return interrupts.count() > 0; };
  record_.rules->audit = audit_after_load(*scenario_, parts_.make_load, options);
}

void Conductor::conclude(const Interrupts& interrupts) {
  ending_.interrupted = ending_.interrupted || interrupts.count() > cooldown_interrupts_;
  if (ending_.interrupted) record_.ended_by = EndedBy::interrupted;
  if (ending_.was_impossible() || (!ending_.internal_errors.empty() && record_.duration_s == 0))
    record_.ended_by = EndedBy::error;
  if (target_log_) record_.target_log_tail = target_log_->last_lines();
  judge_run(*scenario_, ending_, record_);
}

void Conductor::tell_problems(const std::vector<std::string>& problems) {
  if (problems.empty()) return;
  // The terminal says so, the exit code does and, where it can still be written, the record itself.
  ending_.internal_errors.insert(ending_.internal_errors.end(), problems.begin(), problems.end());
  record_.verdict = decide(record_, ending_);
  folder_.write_record(record_);
}

}  // namespace plimsoll
