#include "judgement/judge.h"
#include "judgement/traces/trace.h"
#include "reports/verdict/run_verdict.h"
#include "reports/verdict/threshold_evaluation.h"
#include "tests/page/sample_runs.h"

#include <cmath>
#include <string>
#include <string_view>
#include <utility>

namespace plimsoll {
namespace {

constexpr double kMebibyte = 1024.0 * 1024.0;
constexpr int kWorkers = 12;
constexpr double kLoad = 300, kCooldown = 40;
constexpr double kRestEvery = 100, kRest = 30;

bool at_rest(double t) { return t >= kLoad || std::fmod(t, kRestEvery) >= kRestEvery - kRest; }

// Under load alone, so that rests show.
double loaded_seconds(double t) {
  const double whole = std::floor(t / kRestEvery);
  return whole * (kRestEvery - kRest) + std::min(t - whole * kRestEvery, kRestEvery - kRest);
}

// Steady, different for each, and one that grows with what it is asked.
double worker_bytes(int worker, double t) {
  const double base = (18 + 4.0 * (worker % 5)) * kMebibyte;
  const double wave = 0.4 * kMebibyte * std::sin(t * (0.7 + 0.1 * worker)) * std::sin(t * 0.37 + worker);
  const double grown = worker == 3 ? 0.25 * kMebibyte * loaded_seconds(std::min(t, kLoad)) : 0;
  return std::floor((base + wave + grown) / 4096) * 4096;
}

// One worker is replaced on the way.
int pid_of(int worker, double t) { return worker == 5 && t > 171 ? 4802 : 4712 + worker; }

MemoryRow row_of(int worker, double t) {
  MemoryRow row;
  row.t_s = t;
  row.pid = pid_of(worker, t);
  row.life = static_cast<std::uint64_t>(row.pid == 4802 ? kWorkers + 1 : worker + 1);
  row.anon_bytes = worker_bytes(worker, t);
  row.requests_total = static_cast<std::uint64_t>(80 * loaded_seconds(std::min(t, kLoad)));
  row.active_users = t < kLoad ? 20 : 0;
  row.processes = kWorkers;
  row.warmup = t < 30;
  row.judged_beside = {31.0 + worker};
  return row;
}

MemoryRow row_of_whole(double t) {
  MemoryRow row;
  row.t_s = t;
  row.life = 0;
  row.warmup = t < 30;
  row.requests_total = static_cast<std::uint64_t>(80 * loaded_seconds(std::min(t, kLoad)));
  row.judged_beside = {std::nullopt, 700 * kMebibyte + 30000 * t + 8192 * std::sin(t)};
  return row;
}

MonitorRecord crowd() {
  MonitorRecord monitor;
  monitor.name = "cgroup:/api.slice";
  monitor.description = "gunicorn 4711 + 12 workers";
  monitor.pids = {4711};
  monitor.judged_beside = {{"fds", ""}, {"cgroup_bytes", "bytes"}};
  TimeSeries anon("anon_bytes", "bytes"), rss("rss_bytes", "bytes"), cpu("cpu_cores", "cores"), fds("fds", ""),
      group("cgroup_bytes", "bytes"), file("cgroup_file_bytes", "bytes"), metric("nv_queue_<depth>", "");
  for (double t = 0; t <= kLoad + kCooldown; t += 0.5) {
    double sum = 0;
    for (int worker = 0; worker < kWorkers; ++worker) {
      monitor.rows.push_back(row_of(worker, t));
      sum += *monitor.rows.back().anon_bytes;
    }
    monitor.rows.push_back(row_of_whole(t));
    anon.add(t, sum);
    rss.add(t, sum + 96 * kMebibyte);
    cpu.add(t, at_rest(t) ? 0.02 : 1.4 + 0.2 * std::sin(t));
    fds.add(t, 12 * 36);
    group.add(t, *monitor.rows.back().judged_beside[1]);
    file.add(t, 300 * kMebibyte + 1000 * t);
    metric.add(t, at_rest(t) ? 0 : 3);
  }
  monitor.series = {std::move(anon),  std::move(rss),  std::move(cpu),   std::move(fds),
                    std::move(group), std::move(file), std::move(metric)};
  monitor.events = {{171, "restart", 4717, "gunicorn worker 4717 ended (signal 9), 4802 took its place"}};
  return monitor;
}

struct Judged {
  std::string series, unit, subject;
};

LeakRecord judge_one(const MonitorRecord& monitor, const Judged& judged) {
  const auto& [series, unit, subject] = judged;
  Trace trace;
  for (const auto& row : monitor.rows) {
    const auto group_bytes =
        row.judged_beside.size() > 1 && series == "cgroup_bytes" ? row.judged_beside[1] : std::nullopt;
    const auto value = series == "anon_bytes" ? row.anon_bytes
                       : series == "fds"      ? row.judged_beside.front()
                                              : group_bytes;
    if (row.warmup || !value) continue;
    trace.t_seconds.push_back(row.t_s);
    trace.memory_bytes.push_back(*value);
    trace.lives.push_back(static_cast<double>(row.life));
    trace.requests_total.push_back(static_cast<double>(row.requests_total));
  }
  LeakRecord leak;
  leak.monitor = monitor.name;
  leak.series = series;
  leak.unit = unit;
  leak.verdict = judge(trace, {.limit_bytes = {}, .subject = subject, .unit = unit});
  return leak;
}

}  // namespace

RunRecord crowded_run() {
  RunRecord record = healthy_run();
  record.duration_s = kLoad;
  record.cooldown_s = kCooldown;
  record.rest_every_s = kRestEvery;
  record.rest_s = kRest;
  record.timeline.resize(static_cast<std::size_t>(kLoad));
  for (auto& row : record.timeline) {
    if (!at_rest(row.t_s)) continue;
    row.requests = row.failures = row.in_flight = 0;
    row.p50_ms = row.p95_ms = row.p99_ms = row.max_ms = std::nullopt;
  }
  record.monitors = {crowd()};
  record.leaks.clear();
  const Judged all[] = {{"anon_bytes", "bytes", "memory"},
                        {"fds", "", "the number of open files"},
                        {"cgroup_bytes", "bytes", "memory of the control group"}};
  for (const auto& one : all) record.leaks.push_back(judge_one(record.monitors.front(), one));
  record.thresholds = evaluate_thresholds({parse_threshold("leak == none").value()}, record);
  record.verdict = decide(record, {});
  return record;
}

}  // namespace plimsoll
