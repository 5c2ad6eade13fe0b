#include "tests/page/sample_runs.h"

#include "core/units.h"
#include "judgement/judge.h"
#include "judgement/traces/trace.h"
#include "record/timeline.h"
#include "reports/verdict/run_verdict.h"
#include "reports/verdict/threshold_evaluation.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <random>

namespace plimsoll {
namespace {

constexpr double kHour = 3600;
constexpr double kMebibyte = 1024.0 * 1024.0;

struct Plan {
  double duration_s = 300;
  double warmup_s = 30;
  double users = 20;
  double median_ms = 24;
  double leak_bytes_per_prediction = 0;
  double failure_share = 0;
  bool monitored = true;
};

// Noise that is the same on every machine: the engine is specified, the distributions of the library are not.
class Noise {
 public:
  double uniform() { return static_cast<double>(engine_() >> 11) * 0x1.0p-53; }
  double normal() {
    const double radius = std::sqrt(-2 * std::log(1 - uniform()));
    return radius * std::cos(6.283185307179586 * uniform());
  }

 private:
  std::mt19937_64 engine_{20240229};
};

// A response time in ms: most near the median, a tail, and now and then a pause of the collector.
double draw_ms(Noise& noise, double median_ms) {
  const double pause = noise.uniform() < 0.006 ? 180 + 160 * noise.uniform() : 0;
  return median_ms * std::exp(0.28 * noise.normal() + (noise.uniform() < 0.04 ? 1.0 : 0)) + pause;
}

double quantile_of(std::vector<double>& sorted, double q) {
  const auto rank = static_cast<std::size_t>(std::ceil(q * static_cast<double>(sorted.size())));
  return sorted[std::max<std::size_t>(rank, 1) - 1];
}

// By how many failed before in that second.
FailureKind kind_of(std::uint64_t failure) { return failure % 3 == 1 ? FailureKind::timeout : FailureKind::status; }

void record_answer(Snapshot& second, std::size_t name, double ms, std::optional<FailureKind> failure) {
  RequestStats& stats = second.by_request[name];
  ++stats.requests;
  if (failure) {
    ++stats.failures;
    stats.failures_by_kind.add(*failure);
  }
  stats.bytes_sent += 412;
  stats.bytes_received += 238;
  stats.response_time.record(from_seconds(ms / 1e3));
  stats.service_time.record(from_seconds(ms * 0.985 / 1e3));
}

// Requests so far at the end of each second, by name: predict and explain.
struct Asked {
  std::vector<std::pair<double, double>> by_second;
  Timeline timeline;
};

void add_second(RunRecord& record, const Plan& plan, Noise& noise, Asked& asked) {
  const auto t = static_cast<double>(asked.by_second.size());
  auto [predict, explain] = asked.by_second.empty() ? std::pair{0.0, 0.0} : asked.by_second.back();
  TimelineRow row;
  row.t_s = t;
  row.warmup = t < plan.warmup_s;
  row.active_users = std::min(plan.users, t + 1);
  const double slow = row.warmup ? 1 + 0.9 * std::exp(-t / 8) : 1 + 0.06 * std::sin(t / 23);
  const double rate = row.active_users * (4.1 + 0.25 * noise.normal()) / slow;
  row.requests = static_cast<std::uint64_t>(std::max(0.0, std::round(rate)));
  row.in_flight = static_cast<std::uint64_t>(std::min(row.active_users, std::round(rate * plan.median_ms / 1e3)));
  std::vector<double> times;
  Snapshot second(record.request_names.size());
  for (std::uint64_t i = 0; i < row.requests; ++i) {
    const bool failed = noise.uniform() < plan.failure_share * (t > 0.5 * plan.duration_s ? 1.6 : 0.4);
    const auto name = static_cast<std::size_t>(noise.uniform() < 0.72 ? 0 : 1);
    const double ms = draw_ms(noise, plan.median_ms * slow * (name == 0 ? 1 : 1.7));
    (name == 0 ? predict : explain) += 1;
    times.push_back(ms);
    const auto kind = failed ? std::optional(kind_of(row.failures)) : std::nullopt;
    row.failures += failed ? 1 : 0;
    if (kind) row.failures_by_kind.add(*kind);
    if (row.warmup) {
      ++record.stats.warmup.requests;
      record.stats.warmup.failures += failed ? 1 : 0;
    } else {
      record_answer(second, name, ms, kind);
    }
  }
  record.stats.merge(second);
  record.steps.add(t + row.length_s / 2, second, second.total());
  std::sort(times.begin(), times.end());
  if (!times.empty()) {
    row.p50_ms = quantile_of(times, 0.5);
    row.p95_ms = quantile_of(times, 0.95);
    row.p99_ms = quantile_of(times, 0.99);
    row.max_ms = times.back();
  }
  if (plan.duration_s <= kHour)
    record.timeline.push_back(row);
  else
    asked.timeline.add(row, second.total().response_time);
  asked.by_second.emplace_back(predict, explain);
}

// A model that loads lazily, and what each prediction keeps.
double memory_at(const Plan& plan, double t, double predictions) {
  return 118 * kMebibyte + 22 * kMebibyte * (1 - std::exp(-t / 14)) + plan.leak_bytes_per_prediction * predictions;
}

void add_memory(RunRecord& record, const Plan& plan, Noise& noise, const Asked& asked) {
  MonitorRecord monitor;
  monitor.name = "port:5000";
  monitor.description = "gunicorn 4711 + 2 workers";
  monitor.pids = {4711, 4713, 4714};
  TimeSeries anon("anon_bytes", "bytes"), rss("rss_bytes", "bytes"), pss("pss_bytes", "bytes"),
      uss("uss_bytes", "bytes"), cpu("cpu_cores", ""), threads("threads", ""), fds("fds", "");
  const double step = plan.duration_s > 600 ? 1.0 : 0.5;
  for (double t = 0; t <= plan.duration_s; t += step) {
    const double burst = noise.uniform() < 0.05 ? 3.5 * kMebibyte * noise.uniform() : 0;
    const auto second = std::min(static_cast<std::size_t>(t), asked.by_second.size() - 1);
    const double predictions = asked.by_second[second].first;
    const double bytes =
        std::floor((memory_at(plan, t, predictions) + 0.35 * kMebibyte * noise.normal() + burst) / 4096) * 4096;
    anon.add(t, bytes);
    rss.add(t, bytes + 96 * kMebibyte);
    if (std::fmod(t, 5) < 0.01) {
      pss.add(t, bytes + 41 * kMebibyte);
      uss.add(t, bytes + 12 * kMebibyte);
    }
    cpu.add(t, std::max(0.0, 1.1 + 0.12 * noise.normal()) * std::min(1.0, (t + 1) / plan.users));
    threads.add(t, 9 + (t > 60 ? 2 : 0));
    fds.add(t, 31 + std::min(plan.users, t + 1));
  }
  monitor.series = {std::move(anon), std::move(rss),     std::move(pss), std::move(uss),
                    std::move(cpu),  std::move(threads), std::move(fds)};
  record.monitors.push_back(std::move(monitor));
}

// The trace as the sampler would have recorded it, judged as any other.
Trace trace_of(const RunRecord& record, const Plan& plan, const Asked& asked) {
  Trace trace;
  trace.requests_by_type = {{"predict", {}}, {"explain", {}}};
  for (const auto& series : record.monitors.front().series) {
    if (series.name() != "anon_bytes") continue;
    for (const auto& point : series.points()) {
      if (point.t_s < record.warmup_s) continue;
      const auto second = std::min(static_cast<std::size_t>(point.t_s), asked.by_second.size() - 1);
      const auto [predict, explain] = asked.by_second[second];
      trace.t_seconds.push_back(point.t_s);
      trace.memory_bytes.push_back(point.mean);
      trace.active_users.push_back(std::min(plan.users, static_cast<double>(second) + 1));
      trace.requests_total.push_back(predict + explain);
      trace.requests_by_type[0].counts.push_back(predict);
      trace.requests_by_type[1].counts.push_back(explain);
    }
  }
  return trace;
}

void add_leak(RunRecord& record, const Plan& plan, const Asked& asked) {
  LeakRecord leak;
  leak.monitor = "port:5000";
  leak.series = "anon_bytes";
  leak.verdict = judge(trace_of(record, plan, asked), {.limit_bytes = 2048 * kMebibyte});
  record.leaks.push_back(std::move(leak));
}

Threshold threshold(const std::string& expression) { return parse_threshold(expression).value(); }

RunRecord run_of(const Plan& plan) {
  RunRecord record;
  Noise noise;
  record.tool_version = "0.1.0";
  record.id = "20260301-100000-c0ffee";
  record.name = "credit score soak";
  record.started_at = "2026-03-01T10:00:00Z";
  record.duration_s = plan.duration_s;
  record.warmup_s = plan.warmup_s;
  record.seed = 42;
  record.target = "http://127.0.0.1:5000";
  record.load = {{"load model", "closed"},
                 {"users", "20"},
                 {"spawn rate", "1/s"},
                 {"wait", "100 ms to 300 ms"},
                 {"duration", format_duration(from_seconds(plan.duration_s))}};
  record.environment = {{"kernel", "6.1.0-18-amd64"}, {"cores", "8"}, {"threads", "2"}};
  record.scenario_text =
      "name: credit score soak\ntarget: http://127.0.0.1:5000\nload:\n  users: 20\n  wait: 100ms..300ms\n"
      "  duration: 5m\n  warmup: 30s\nheaders: {x-api-key: \"${API_KEY}\"}\nrequests:\n  - name: predict\n"
      "    weight: 3\n    post: /predict\n    json: \"@data/sample_request.json\"\n    expect: {status: 200}\n"
      "  - name: explain\n    post: /explain\n    json: \"@data/sample_request.json\"\n"
      "thresholds:\n  - p99 < 250ms\n  - failure_rate < 1%\n  - leak == none\n";
  record.request_names = {"predict", "explain"};
  record.stats = Snapshot(record.request_names.size());
  Asked asked;
  while (static_cast<double>(asked.by_second.size()) < plan.duration_s) add_second(record, plan, noise, asked);
  if (record.timeline.empty()) record.timeline = asked.timeline.rows();
  record.stats.connections.opened = 20;
  for (int i = 0; i < 20; ++i)
    record.stats.connections.connect_time.record(from_seconds((0.09 + 0.05 * noise.uniform()) / 1e3));
  record.measurement.generator_cpu_share = 0.081;
  record.measurement.generator_rss_bytes = 27.4 * kMebibyte;
  record.measurement.loop_lag = {0.06, 0.42, 1.3};
  record.measurement.lateness = {0.05, 0.31, 0.9};
  for (const auto subject :
       {MeasurementSubject::lateness, MeasurementSubject::loop_lag, MeasurementSubject::generator_cpu})
    record.measurement.checks.push_back({subject, MeasurementState::fine});
  if (plan.monitored) {
    add_memory(record, plan, noise, asked);
    add_leak(record, plan, asked);
  }
  return record;
}

void judge_run(RunRecord& record, const std::vector<std::string>& thresholds, const Ending& ending = {}) {
  std::vector<Threshold> parsed;
  for (const auto& text : thresholds) parsed.push_back(threshold(text));
  record.thresholds = evaluate_thresholds(parsed, record);
  record.verdict = decide(record, ending);
}

}  // namespace

RunRecord leaking_run() {
  RunRecord record = run_of({.leak_bytes_per_prediction = 5600});
  record.monitors.front().events = {
      {0, "started", 4713, "gunicorn worker 4713"},
      {0, "started", 4714, "gunicorn worker 4714"},
      {171.5, "killed", 4714, "gunicorn worker 4714 ended (signal 9), 4802 took its place"}};
  record.monitors.front().processes = {{4711,
                                        1,
                                        "gunicorn",
                                        true,
                                        "2026-11-21T17:00:00Z",
                                        0,
                                        300,
                                        {{"rss_bytes", 2.4e7, 2.4e7, 2.4e7}, {"cpu_seconds", 0.5, 0.53, 0.53}}},
                                       {4713,
                                        2,
                                        "gunicorn",
                                        false,
                                        "2026-11-21T17:00:01Z",
                                        0,
                                        300,
                                        {{"rss_bytes", 1.2e8, 2.1e8, 2.1e8}, {"cpu_seconds", 1.5, 9.25, 9.25}}}};
  LeakRecord child = record.leaks.front();
  child.pid = 4713;
  record.leaks.push_back(std::move(child));
  judge_run(record, {"p99 < 400ms", "failure_rate < 1%", "dropped == 0", "leak == none"});
  return record;
}

RunRecord healthy_run() {
  RunRecord record = run_of({.duration_s = 600, .median_ms = 11});
  judge_run(record, {"p99 < 400ms", "p95 of predict < 100ms", "failed_requests == 0", "leak == clean"});
  return record;
}

RunRecord failing_run() {
  RunRecord record = run_of({.duration_s = 60, .warmup_s = 0, .users = 5, .failure_share = 0.03});
  record.timeline[20].late = 4;
  record.timeline[21].dropped = 2;
  record.failures = {
      {"predict",
       "status",
       "expected status 200, got 503",
       28,
       false,
       {{31.2,
         "POST /predict HTTP/1.1\nhost: 127.0.0.1:5000\nx-api-key: [redacted]\ncontent-type: application/json\n\n"
         "{\"features\": [5.1, 3.5, 1.4, 0.2]}",
         "HTTP/1.1 503 Service Unavailable\nserver: gunicorn\nretry-after: 1\n\n{\"error\": \"model is loading\"}"},
        {47.9, "POST /predict HTTP/1.1\nhost: 127.0.0.1:5000\n\n{\"features\": [6.2, 2.9, 4.3, 1.3]}", ""}}},
      {"explain", "timeout", "no answer within 2 s", 5, false, {}},
      {"explain", "check", "$.prediction: expected a number between 0 and 1, got 1.27", 2, true, {}}};
  record.measurement.notes = {"TLS certificates were not verified (insecure: true)."};
  judge_run(record, {"p99 < 100ms", "p999 < 1s", "failure_rate < 1%", "leak == none"});
  return record;
}

RunRecord hostile_run() {
  RunRecord record = failing_run();
  const std::string attack =
      "</script><script>window.attacked=1</script><img src=x onerror=\"window.attacked=1\">'&\x80\x01";
  record.name = attack;
  record.target = "http://127.0.0.1/" + attack;
  record.scenario_text = attack;
  record.request_names = {attack, "explain"};
  record.verdict.reasons.push_back(attack);
  record.load.emplace_back(attack, attack);
  record.environment.emplace_back(attack, attack);
  record.target_log_tail = {attack};
  record.measurement.notes.push_back(attack);
  for (auto& failure : record.failures) {
    failure.request = failure.kind = failure.message = attack;
    failure.examples = {{1, attack, attack}};
  }
  for (auto& monitor : record.monitors) {
    monitor.name = monitor.description = attack;
    monitor.events = {{10, attack, 1, attack}};
  }
  for (auto& leak : record.leaks) {
    leak.monitor = leak.verdict.explanation = attack;
    leak.verdict.by_request = {{attack, 1.0, 0.0, 2.0}};
  }
  for (auto& result : record.thresholds) result.threshold.expression = result.actual_text = attack;
  return record;
}

RunRecord hour_long_run() {
  RunRecord record = run_of({.duration_s = 3600, .warmup_s = 60, .users = 30, .leak_bytes_per_prediction = 110});
  judge_run(record, {"p99 < 400ms", "failed_requests == 0", "leak == none"});
  return record;
}

RunRecord day_long_run() {
  RunRecord record = run_of(
      {.duration_s = 24 * kHour, .warmup_s = 60, .users = 3, .leak_bytes_per_prediction = 11, .failure_share = 0.001});
  judge_run(record, {"p99 < 400ms", "failure_rate < 1%", "leak == none"});
  return record;
}

RunRecord died_run() {
  RunRecord record = run_of({.duration_s = 41, .warmup_s = 0, .users = 5, .monitored = false});
  record.ended_by = EndedBy::error;
  record.target_log_tail = {
      "[2026-03-01 10:00:41 +0000] [4711] [ERROR] Worker (pid:4713) was sent SIGKILL! Perhaps out of memory?",
      "[2026-03-01 10:00:41 +0000] [4711] [INFO] Shutting down: Master"};
  Ending ending;
  ending.unavailable = "The target died after 41 s (signal 9): see its last log lines.";
  judge_run(record, {"p99 < 400ms", "failed_requests == 0"}, ending);
  return record;
}

RunRecord empty_run() {
  RunRecord record;
  record.verdict.reasons = {"No threshold was set."};
  return record;
}

std::vector<std::pair<std::string, RunRecord>> sample_runs() {
  std::vector<std::pair<std::string, RunRecord>> runs;
  runs.emplace_back("leaking", leaking_run());
  runs.emplace_back("healthy", healthy_run());
  runs.emplace_back("failing", failing_run());
  runs.emplace_back("hostile", hostile_run());
  runs.emplace_back("hour", hour_long_run());
  runs.emplace_back("day", day_long_run());
  runs.emplace_back("crowd", crowded_run());
  runs.emplace_back("streams", streams_run());
  runs.emplace_back("died", died_run());
  runs.emplace_back("empty", empty_run());
  return runs;
}

}  // namespace plimsoll
