#include "conduct/conductor.h"

#include "conduct/checkpoint.h"
#include "conduct/clock_watch.h"
#include "conduct/control/control_commands.h"
#include "conduct/cooldown.h"
#include "conduct/live_status.h"
#include "conduct/machine_limits.h"
#include "conduct/measurement_facts.h"
#include "conduct/run_facts.h"
#include "conduct/verdict_watch.h"
#include "conduct/watching/judged_monitor.h"
#include "conduct/watching/watching.h"
#include "core/clock.h"
#include "core/units.h"
#include "core/version.h"
#include "engine/engine.h"
#include "engine/load/rest_plan.h"
#include "monitors/sampling/sampler.h"
#include "record/timeline.h"
#include "reports/verdict/run_verdict.h"
#include "reports/verdict/threshold_evaluation.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <memory>
#include <random>
#include <utility>

namespace plimsoll {
namespace {

constexpr std::size_t kLogLines = 20;

std::uint64_t random_seed() {
  std::random_device device;
  return (static_cast<std::uint64_t>(device()) << 32 | device()) >> 11;  // exact in a JSON number
}

EndedBy ended_by(EngineEnd end) {
  switch (end) {
    case EngineEnd::duration:
      return EndedBy::duration;
    case EngineEnd::requests:
      return EndedBy::requests;
    case EngineEnd::stopped:
      return EndedBy::aborted;
  }
  return EndedBy::aborted;
}

TimelineRow timeline_row(const Interval& second, const RequestStats& total) {
  TimelineRow row;
  row.t_s = second.t_s;
  row.length_s = second.length_s;
  row.active_users = second.active_users;
  row.requests = total.requests;
  row.failures = total.failures;
  row.dropped = total.dropped;
  row.late = total.late;
  row.in_flight = second.in_flight;
  row.warmup = second.warmup;
  row.warmup_requests = second.snapshot.warmup.requests;
  return row;
}

JudgeRules judge_rules(const Monitoring& monitoring, const std::optional<std::uint64_t>& found_limit) {
  return {monitoring.limit_bytes ? monitoring.limit_bytes : found_limit, monitoring.leak};
}

}  // namespace

struct Conductor::Course {
  std::unique_ptr<Engine> engine;
  std::vector<Watched> watched;
  std::vector<std::unique_ptr<Sampler>> samplers;
  std::vector<std::optional<std::uint64_t>> limits;  // of memory, by sampler
  Timeline timeline;
  LiveFold live;
  std::optional<VerdictWatch> watch;  // of a run until its verdict
  ClockWatch clocks;
  EngineResults results;
};

Result<Conductor> Conductor::prepare(Scenario scenario, const RunSettings& given) {
  const auto limits = machine_limits();
  const auto fitting = fit_to_machine(scenario, limits);
  if (fitting.has_error()) return fitting.error();
  auto settings = given;
  if (!settings.threads) settings.threads = default_threads(scenario, limits.cores);
  const auto seed = scenario.seed.value_or(random_seed());
  scenario.seed = seed;
  const auto started_at = wall_now();
  const auto id = make_run_id(started_at, random_seed());
  const auto io = choose_io(settings.io, scenario, *settings.threads);
  if (io.has_error()) return io.error();
  auto folder = OutputFolder::prepare(settings.out.empty() ? std::filesystem::path("plimsoll-out") / id : settings.out);
  if (folder.has_error()) return folder.error();

  std::optional<ControlSocket> control;
  if (!settings.control.empty()) {
    auto socket = ControlSocket::open(settings.control);
    if (socket.has_error()) return socket.error();
    control.emplace(std::move(*socket));
  }
  std::optional<ManagedTargetProcess> managed;
  if (scenario.target.managed) {
    auto process = ManagedTargetProcess::start(*scenario.target.managed, folder->path() / "target.log");
    if (process.has_error()) return process.error();
    managed = std::move(*process);
  }
  Conductor conductor(std::move(scenario), settings, std::move(*folder), std::move(managed), std::move(control));
  auto& record = conductor.record_;
  record.id = id;
  record.started_at = to_rfc3339(started_at);
  record.seed = seed;
  record.environment.emplace_back("io", io->description);
  conductor.settings_.io = io->uses_ring ? IoWish::uring : IoWish::epoll;
  return conductor;
}

Conductor::Conductor(Scenario scenario, RunSettings settings, OutputFolder folder,
                     std::optional<ManagedTargetProcess> managed, std::optional<ControlSocket> control)
    : scenario_(std::make_unique<Scenario>(std::move(scenario))),
      settings_(std::move(settings)),
      folder_(std::move(folder)),
      managed_(std::move(managed)),
      control_(std::move(control)) {
  record_.tool_version = version();
  record_.name = scenario_->name;
  record_.target = scenario_->target.url.text();
  record_.warmup_s = to_seconds(scenario_->load.warmup);
  if (const auto rests = rest_times(scenario_->load)) {
    record_.rest_every_s = to_seconds(rests->every);
    record_.rest_s = to_seconds(rests->length);
  }
  record_.scenario_text = without_secrets(scenario_->source_text, *scenario_);
  record_.load = load_facts(*scenario_);
  record_.environment = machine_facts();
  record_.environment.emplace_back("threads", std::to_string(*settings_.threads));
  record_.request_names = scenario_->request_names();
  record_.stats = Snapshot(record_.request_names.size());
  record_.measurement.notes = notes_of(*scenario_);
}

void Conductor::run(Interrupts& interrupts, const OnStatus& on_status) {
  Course course;
  if (bring_up(interrupts) && make_engine(course) && find_processes(course)) {
    drive(course, interrupts, on_status);
    gather(course);
    cool_down(course, interrupts, on_status);
    for (auto& sampler : course.samplers) sampler->end();  // one may take its time
    for (auto& sampler : course.samplers) sampler->stop();
    judge_memory(course);
  }
  conclude(interrupts);
  write_reports();
}

bool Conductor::bring_up(Interrupts& interrupts) {
  if (!managed_) return true;
  const auto ready = managed_->wait_ready(scenario_->target, [&] { return interrupts.count() > 0; });
  if (ready.has_value()) return true;
  if (interrupts.count() > 0)
    interrupted_ = true;
  else
    stop_because_unavailable(ready.error().message);
  return false;
}

bool Conductor::make_engine(Course& course) {
  EngineOptions options;
  options.threads = *settings_.threads;
  options.seed = record_.seed;
  options.io = settings_.io;
  auto engine = Engine::make(*scenario_, options);
  if (engine.has_error()) {
    internal_errors_.push_back(engine.error().message);
    return false;
  }
  course.engine = std::move(*engine);
  return true;
}

bool Conductor::find_processes(Course& course) {
  auto watching = find_watched(*scenario_, managed_ ? managed_->pids() : std::vector<int>{});
  if (watching.has_error()) {
    stop_because_unavailable(watching.error().message);
    return false;
  }
  auto& notes = record_.measurement.notes;
  notes.insert(notes.end(), watching->notes.begin(), watching->notes.end());
  for (auto& watched : watching->watched) {
    SamplerPlan plan;
    plan.name = watched.name;
    if (!scenario_->load.until_verdict) plan.duration = scenario_->load.duration + scenario_->load.cooldown;
    plan.warmup = scenario_->load.warmup;
    plan.load = [engine = course.engine.get()] { return engine->load_reading(); };
    course.limits.push_back(limit_of(watched));
    course.samplers.push_back(std::make_unique<Sampler>(std::move(plan), std::move(watched.probe)));
  }
  if (!scenario_->load.until_verdict) return true;
  if (course.samplers.empty()) {
    stop_because_unavailable("a run until its verdict needs memory to judge, and nothing can be watched");
    return false;
  }
  course.watch.emplace(record_.warmup_s, to_seconds(scenario_->load.duration));
  return true;
}

void Conductor::drive(Course& course, Interrupts& interrupts, const OnStatus& on_status) {
  auto& engine = *course.engine;
  const Interrupts::Subscription subscription(interrupts, [&engine](int count) {
    if (count == 1)
      engine.stop_gracefully();
    else
      engine.stop_now();
  });
  for (auto& sampler : course.samplers) sampler->start();
  engine.start();
  for (auto& sampler : course.samplers) sampler->begin(engine.started_at());
  course.clocks.add(read_clocks());
  if (control_) control_->start([&](std::string_view line) { return obey(line, *scenario_, engine); });
  ConnectionStats connections;
  Checkpoint checkpoint(folder_, record_, [&course] { return monitors_so_far(course.samplers); });
  while (auto second = engine.next_interval()) {
    const auto total = second->snapshot.total();
    course.timeline.add(timeline_row(*second, total), total.response_time);
    course.live.add(*second);
    course.clocks.add(read_clocks());
    checkpoint.add(*second, course.timeline);
    connections.merge(second->snapshot.connections);

    look_at_memory(course, second->t_s + second->length_s);
    auto status = status_of(course);
    status.stopping = interrupts.count() > 0;
    on_status(status);
    if (unavailable_.empty()) look_at_target(status.elapsed_s);
    if (!unavailable_.empty()) engine.stop_now();
    constexpr double kPatienceSeconds = 3;
    if (connections.opened == 0 && connections.failed > 0 && status.elapsed_s >= kPatienceSeconds) engine.stop_now();
  }
  if (control_) control_->stop();
  course.results = engine.finish();
  const bool cools_down = scenario_->load.cooldown > Nanos(0);
  interrupted_ = interrupts.count() > 0 && (!cools_down || course.results.ended_by == EngineEnd::stopped);
}

LiveStatus Conductor::status_of(const Course& course) const {
  LiveStatus status;
  status.name = record_.name;
  status.target = record_.target;
  status.planned_s = to_seconds(scenario_->load.duration + scenario_->load.cooldown);
  status.warmup_s = record_.warmup_s;
  course.live.fill(status);
  for (const auto& sampler : course.samplers) {
    const auto memory = sampler->status();
    status.memory.push_back({memory.description, memory.memory_bytes, memory.recent, memory.gone});
  }
  status.until_verdict = course.watch.has_value();
  if (course.watch) status.outlook = course.watch->outlook(status.elapsed_s);
  return status;
}

void Conductor::look_at_target(double elapsed_s) {
  if (!managed_) return;
  if (const auto how = managed_->death())
    stop_because_unavailable(
        fmt::format("the target {} after {} of load", *how, format_duration(from_seconds(elapsed_s))));
}

void Conductor::look_at_memory(Course& course, double elapsed_s) {
  if (!course.watch || course.watch->is_decided() || !course.watch->is_due(elapsed_s)) return;
  std::vector<LeakVerdict> verdicts;
  const auto rules = judge_rules(scenario_->monitoring, {});
  for (const auto& sampler : course.samplers)
    if (auto verdict = judge_first_series(sampler->results_so_far(), record_.request_names, rules))
      verdicts.push_back(std::move(*verdict));
  course.watch->add(elapsed_s, verdicts);
  if (!course.watch->is_decided()) return;
  ended_by_verdict_ = true;
  course.engine->stop_gracefully();
}

// Whoever interrupts the load wants its end, and whoever interrupts this the verdict without more waiting.
void Conductor::cool_down(Course& course, Interrupts& interrupts, const OnStatus& on_status) {
  const auto length = scenario_->load.cooldown;
  if (length == Nanos(0) || course.samplers.empty() || interrupted_ || !unavailable_.empty()) return;
  const auto load_s = status_of(course).elapsed_s;
  const auto spent = plimsoll::cool_down(length, interrupts, [&](Nanos passed) {
    auto status = status_of(course);
    status.cooling_down = true;
    status.until_verdict = false;
    status.outlook.clear();
    status.planned_s = load_s + to_seconds(length);
    status.elapsed_s = load_s + to_seconds(passed);
    status.requests_per_second = 0;
    status.recent = Histogram();
    on_status(status);
    look_at_target(status.elapsed_s);
    return unavailable_.empty();
  });
  record_.cooldown_s = to_seconds(spent);
  cooldown_interrupts_ = interrupts.count() == 1 ? 1 : 0;
}

void Conductor::gather(Course& course) {
  const auto& results = course.results;
  record_.duration_s = results.duration_s;
  record_.ended_by = ended_by_verdict_ ? EndedBy::verdict : ended_by(results.ended_by);
  record_.stats = results.totals;
  record_.timeline = course.timeline.rows();
  for (const auto& failure : results.failures) {
    FailureRecord row;
    row.request = record_.request_names[failure.name_index];
    row.kind = to_string(failure.kind);
    row.message = failure.message;
    row.count = failure.count;
    row.warmup = failure.warmup;
    for (const auto& sample : failure.samples)
      row.examples.push_back(
          {to_seconds(sample.at - course.engine->started_at()), sample.request_excerpt, sample.response_excerpt});
    record_.failures.push_back(std::move(row));
  }
  if (!results.ever_connected && !interrupted_ && unavailable_.empty() && !results.first_connect_failure.empty())
    stop_because_unavailable(fmt::format("nothing ever connected: {}", results.first_connect_failure));

  record_.measurement = judge_measurement(measurement_facts(*scenario_, results, course.clocks, record_));
}

void Conductor::judge_memory(Course& course) {
  JudgedLoad load{record_.request_names};
  const RestPlan plan(scenario_->load);
  for (const auto& [begin, end] : plan.rests())
    if (to_seconds(end) <= record_.duration_s) load.rests.push_back({to_seconds(begin), to_seconds(end)});
  for (std::size_t i = 0; i < course.samplers.size(); ++i) {
    const auto rules = judge_rules(scenario_->monitoring, course.limits[i]);
    auto judged = judge_monitor(course.samplers[i]->take_results(), load, rules);
    std::move(judged.leaks.begin(), judged.leaks.end(), std::back_inserter(record_.leaks));
    record_.monitors.push_back(std::move(judged.monitor));
  }
  for (auto& note : notes_on_ignored(scenario_->monitoring.leak, record_.monitors))
    record_.measurement.notes.push_back(std::move(note));
}

void Conductor::conclude(const Interrupts& interrupts) {
  interrupted_ = interrupted_ || interrupts.count() > cooldown_interrupts_;
  if (interrupted_) record_.ended_by = EndedBy::interrupted;
  if (!unavailable_.empty() || (!internal_errors_.empty() && record_.duration_s == 0))
    record_.ended_by = EndedBy::error;
  const auto thresholds = with_defaults(scenario_->thresholds, !record_.monitors.empty());
  record_.thresholds = evaluate_thresholds(thresholds, record_);
  record_.verdict = decide(record_, {interrupted_, internal_errors_, unavailable_});
}

void Conductor::stop_because_unavailable(const std::string& reason) {
  unavailable_ = reason;
  if (!managed_) return;
  for (auto& line : managed_->log_tail(kLogLines)) record_.target_log_tail.push_back(without_secrets(line, *scenario_));
}

void Conductor::write_reports() {
  const auto problems = folder_.write(record_, settings_.formats);
  if (problems.empty()) return;
  // Told on the terminal, in the exit code and, where that can still be written, in the record itself.
  internal_errors_.insert(internal_errors_.end(), problems.begin(), problems.end());
  record_.verdict = decide(record_, {interrupted_, internal_errors_, unavailable_});
  folder_.write_record(record_);
}

}  // namespace plimsoll
