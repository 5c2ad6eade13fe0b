#include "tests/support/sample_record.h"

#include "reports/verdict/threshold_evaluation.h"

#include <cmath>
#include <cstddef>
#include <utility>

namespace plimsoll {
namespace {

using Operator = Threshold::Operator;

constexpr double kMiB = 1048576;

// `count` durations from `fastest` up, most of them near it, with a long tail: the same ones for the same arguments.
void record_durations(std::uint64_t count, Nanos fastest, Histogram& histogram) {
  for (std::uint64_t i = 0; i < count; ++i) {
    const double share = (static_cast<double>(i) + 0.5) / static_cast<double>(count);
    histogram.record(from_seconds(to_seconds(fastest) / std::pow(1 - share, 0.4)));
  }
}

RequestStats stats_with(std::uint64_t requests, std::uint64_t failures, Nanos fastest) {
  RequestStats stats;
  stats.requests = requests;
  stats.failures = failures;
  stats.statuses.add(200, requests - failures);
  stats.bytes_sent = requests * 312;
  stats.bytes_received = requests * 187;
  record_durations(requests, fastest, stats.service_time);
  record_durations(requests, fastest + std::chrono::microseconds(120), stats.response_time);
  return stats;
}

struct Slope {
  double first_mib = 0;
  double mib_per_second = 0;
};

// Twenty minutes' worth of points, 20 s apart.
TimeSeries series_of(const char* name, const char* unit, Slope slope) {
  std::vector<SeriesPoint> points;
  for (int i = 0; i < 60; ++i) {
    const double t = 20.0 * i;
    const double wave = 0.25 * ((7 * i) % 12);
    const double value = (slope.first_mib + slope.mib_per_second * t + wave) * kMiB;
    points.push_back({t, value - 0.125 * kMiB, value, value + 0.375 * kMiB, 20});
  }
  return {name, unit, std::move(points)};
}

TimeSeries counts_of(const char* name, double value) {
  std::vector<SeriesPoint> points;
  for (int i = 0; i < 60; ++i) points.push_back({20.0 * i, value, value + 0.5, value + 1, 20});
  return {name, "", std::move(points)};
}

std::vector<MemoryRow> rows_of(Slope slope) {
  std::vector<MemoryRow> rows;
  for (std::uint64_t i = 0; i < 40; ++i) {
    for (const int worker : {0, 1}) {
      MemoryRow row;
      row.t_s = 30.0 * static_cast<double>(i / 2) + 0.25;
      row.life = static_cast<std::uint64_t>(worker) + 1;
      row.pid = 4712 + worker;
      if (i % 2 == 1) continue;
      row.anon_bytes = (slope.first_mib / 2 + slope.mib_per_second / 2 * row.t_s) * kMiB;
      row.rss_bytes = *row.anon_bytes + 40 * kMiB;
      row.warmup = i < 4;
      row.requests_total = 40 * i;
      row.active_users = 10;
      row.processes = 2;
      row.requests_by_name = {30 * i, 10 * i};
      rows.push_back(std::move(row));
    }
  }
  return rows;
}

MonitorRecord monitor_with(Slope slope) {
  MonitorRecord monitor;
  monitor.name = "port:5000";
  monitor.description = "gunicorn 4711 + 2 workers";
  monitor.pids = {4711, 4712, 4713};
  monitor.series.push_back(series_of("anon_bytes", "bytes", slope));
  monitor.series.push_back(series_of("rss_bytes", "bytes", {slope.first_mib + 60, slope.mib_per_second}));
  monitor.series.push_back(counts_of("threads", 9));
  monitor.series.push_back(counts_of("fds", 31));
  monitor.rows = rows_of(slope);
  return monitor;
}

Model straight_model(Slope slope) {
  Model model;
  model.shape = "none";
  for (int i = 3; i < 60; i += 3) {
    const double t = 20.0 * i;
    const double line = (slope.first_mib + slope.mib_per_second * t) * kMiB;
    model.floor.push_back({t, line + 0.0625 * kMiB * (i % 2)});
    model.curve.push_back({t, line});
  }
  return model;
}

// Sixty rows of 20 s, the first three warm-up; the requests add up to `total`, the failures to theirs.
std::vector<TimelineRow> timeline_of(const RequestStats& total, std::uint64_t warmup_requests) {
  constexpr std::uint64_t kRows = 60, kWarmup = 3;
  const auto share = [](std::uint64_t all, std::uint64_t part, std::uint64_t parts) {
    return all * (part + 1) / parts - all * part / parts;
  };
  std::vector<TimelineRow> rows;
  for (std::uint64_t i = 0; i < kRows; ++i) {
    TimelineRow row;
    row.t_s = 20.0 * static_cast<double>(i);
    row.length_s = 20;
    row.active_users = i == 0 ? 9 : 10;
    row.in_flight = i % 4;
    row.warmup = i < kWarmup;
    if (row.warmup) {
      row.warmup_requests = share(warmup_requests, i, kWarmup);
    } else {
      row.requests = share(total.requests, i - kWarmup, kRows - kWarmup);
      row.failures = share(total.failures, i - kWarmup, kRows - kWarmup);
      row.dropped = share(total.dropped, i - kWarmup, kRows - kWarmup);
      row.p50_ms = 12.5 + 0.25 * static_cast<double>(i % 5);
      row.p95_ms = 40.0 + static_cast<double>(i % 7);
      row.p99_ms = 75.0 + 2 * static_cast<double>(i % 11);
      row.max_ms = 120.0 + 3 * static_cast<double>(i % 13);
    }
    rows.push_back(row);
  }
  return rows;
}

ThresholdResult result_of(Threshold threshold, std::optional<double> actual, std::string text) {
  ThresholdResult result;
  result.threshold = std::move(threshold);
  result.ok = true;
  result.actual = actual;
  result.actual_text = std::move(text);
  return result;
}

// What both runs of a service have in common.
RunRecord service_record(Slope slope) {
  RunRecord record;
  record.tool_version = "0.1.0";
  record.id = "2026-01-31-080509-credit-score-soak-4f2a";
  record.name = "credit score soak";
  record.started_at = "2026-01-31T08:05:09.120Z";
  record.duration_s = 1200;
  record.warmup_s = 60;
  record.seed = 18446744073709551557ULL;
  record.target = "http://127.0.0.1:5000";
  record.scenario_text =
      "name: credit score soak\ntarget: http://127.0.0.1:5000\nheaders: {x-api-key: \"${API_KEY}\"}\n";
  record.load = {{"users", "10"}, {"spawn rate", "1/s"}, {"wait", "50ms to 250ms"}};
  record.environment = {{"kernel", "Linux 6.1.0"}, {"processors", "2"}, {"open files", "1,048,576"}};
  record.stats.warmup = {1200, 0, {}, {}, {}};
  record.stats.connections.opened = 10;
  record_durations(10, std::chrono::microseconds(90), record.stats.connections.connect_time);
  record.monitors.push_back(monitor_with(slope));
  record.measurement.planned_requests = 0;
  record.measurement.generator_cpu_share = 0.0375;
  record.measurement.generator_rss_bytes = 21 * kMiB;
  record.measurement.loop_lag = {0.06, 0.21, 0.8};
  record.measurement.lateness = {0.05, 0.19, 0.75};
  record.measurement.little_law = LittleLaw{10, 0.9875};
  record.measurement.trend = ResponseTrend{13.25, 13.5, 13.375, 0.4375};
  record.measurement.reconnect_share = 0;
  for (const auto subject :
       {MeasurementSubject::lateness, MeasurementSubject::loop_lag, MeasurementSubject::generator_cpu,
        MeasurementSubject::little_law, MeasurementSubject::trend, MeasurementSubject::reconnects})
    record.measurement.checks.push_back({subject, MeasurementState::fine});
  return record;
}

LeakVerdict clean_verdict(Slope slope) {
  LeakVerdict verdict;
  verdict.verdict = Verdict::clean;
  verdict.bytes_per_second = 34.14282;
  verdict.ci_low = -615.6307;
  verdict.ci_high = 597.5417;
  verdict.bytes_per_request = 1.7071;
  verdict.bytes_per_request_ci_low = -30.78;
  verdict.bytes_per_request_ci_high = 29.877;
  verdict.limit_bytes = 2048 * kMiB;
  verdict.explanation =
      "No leak: its floor moves by 120 KiB an hour; over 19 min that is at most 185 KiB, under 2.38 MiB.";
  verdict.by_request = {{"predict", std::nullopt, std::nullopt, std::nullopt},
                        {"explain", std::nullopt, std::nullopt, std::nullopt}};
  verdict.model = straight_model(slope);
  verdict.intermediate.floor_points = 64;
  verdict.intermediate.harmless = true;
  verdict.intermediate.shape = "none";
  return verdict;
}

LeakVerdict leaking_verdict(Slope slope) {
  LeakVerdict verdict;
  verdict.verdict = Verdict::leaking;
  verdict.bytes_per_second = 65536.5;
  verdict.ci_low = 64012.25;
  verdict.ci_high = 67060.75;
  verdict.bytes_per_request = 3276.8;
  verdict.bytes_per_request_ci_low = 3200.6;
  verdict.bytes_per_request_ci_high = 3353;
  verdict.onset_s = 240;
  verdict.limit_bytes = 2048 * kMiB;
  verdict.seconds_to_limit = 30720;
  verdict.explanation =
      "Memory rose steadily: its floor by 225 MiB an hour (3.20 KiB a request), between 220 MiB and 230 MiB, and no "
      "warm-up, "
      "step or settling explains it; predict keeps 4.27 KiB a request.";
  verdict.by_request = {{"predict", 4370.0, 4210.0, 4530.0},
                        {"explain with a name that is far too long for any table of a terminal", 0.0, 0.0, 96.5}};
  verdict.model = straight_model(slope);
  verdict.intermediate.t = 306.0665;
  verdict.intermediate.floor_points = 64;
  verdict.intermediate.persists = true;
  verdict.intermediate.shape = "none";
  return verdict;
}

std::vector<FailureRecord> hostile_failures() {
  FailureRecord status{"predict", "status", "expected 200, got 500 (Internal Server Error)", 3, false, {}};
  status.examples.push_back({61.5, "POST /predict HTTP/1.1\nx-api-key: [redacted]\n\n{\"x\": [1, 2]}",
                             "HTTP/1.1 500 Internal Server Error\n\n<h1>Oops</h1> & <script>alert(\"1\")</script>"});
  FailureRecord check{"predict", "check", "$.label: expected \"a|b\", got \"`rm` *naïve* 日本\"", 2, false, {}};
  FailureRecord broken{"predict", "malformed", "not HTTP: \x1b[31mred\x07 \xff\xfe end", 1, false, {}};
  FailureRecord early{"predict", "connect", "connection refused", 4, true, {}};
  return {status, check, broken, early};
}

}  // namespace

RunRecord passing_record() {
  const Slope flat{118, 0};
  RunRecord record = service_record(flat);
  record.request_names = {"predict", "explain"};
  record.stats.by_request = {stats_with(18000, 0, std::chrono::milliseconds(9)),
                             stats_with(6000, 0, std::chrono::milliseconds(21))};
  record.timeline = timeline_of(record.stats.total(), 1200);
  record.leaks.push_back({"port:5000", "anon_bytes", "bytes", std::nullopt, clean_verdict(flat)});
  record.thresholds = {
      result_of({metric_named("response_time_quantile"), 0.99, "", Operator::less, 250, "p99 < 250ms"}, 112.5,
                "112 ms"),
      result_of({metric_named("failed_requests"), 0, "", Operator::equal, 0, "failed_requests == 0"}, 0, "0"),
      result_of({metric_named("dropped"), 0, "", Operator::equal, 0, "dropped == 0"}, 0, "0"),
      result_of({metric_named("leak"), 0, "", Operator::equal, 0, "leak == none"}, std::nullopt, "clean")};
  record.verdict = {RunOutcome::pass, 0, {"All 4 thresholds held."}};
  return record;
}

RunRecord leaking_record() {
  const Slope rising{118, 0.0625};
  RunRecord record = service_record(rising);
  record.ended_by = EndedBy::requests;
  record.request_names = {"predict", "explain with a name that is far too long for any table of a terminal"};
  record.stats.by_request = {stats_with(17999, 6, std::chrono::milliseconds(9)),
                             stats_with(200, 0, std::chrono::milliseconds(21))};
  record.stats.by_request[0].requests = 18000;
  record.stats.by_request[0].response_time.record(Nanos(10));  // below what a histogram holds
  record.stats.by_request[0].service_time.record(Nanos(10));
  record.stats.by_request[0].unfinished = 2;
  record.stats.by_request[0].dropped = 7;
  record.stats.by_request[0].late = 5;
  record.stats.warmup = {1200, 4, {}, {}, {}};
  record.timeline = timeline_of(record.stats.total(), 1200);
  record.failures = hostile_failures();
  record.monitors[0].events = {{402.5, "restart", 4713, "worker 4713 ended with signal 9; 4720 took its place"}};
  record.monitors[0].processes = {
      {4711, 1, "gunicorn", true, "2026-11-21T17:00:00Z", 0, 600, {{"rss_bytes", 2e7, 2.1e7, 2.1e7}}},
      {4713, 2, "gunicorn <worker>", false, "", 0, 402, {{"cpu_seconds", 1.5, 9.25, 9.25}}}};
  record.leaks.push_back({"port:5000", "anon_bytes", "bytes", std::nullopt, leaking_verdict(rising)});

  auto latency = result_of({metric_named("response_time_quantile"), 0.999, record.request_names[1], Operator::less, 100,
                            "p999 of " + record.request_names[1] + " < 100ms"},
                           250.5, "250 ms");
  latency.ok = false;
  latency.supported = false;
  auto failed = result_of({metric_named("failed_requests"), 0, "", Operator::equal, 0, "failed_requests == 0"}, 6, "6");
  failed.ok = false;
  auto leak = result_of({metric_named("leak"), 0, "", Operator::equal, 0, "leak == none"}, std::nullopt, "leaking");
  leak.ok = false;
  record.thresholds = {latency, failed, leak,
                       result_of({metric_named("rss_max"), 0, "", Operator::less, 2048 * kMiB, "rss_max < 2GiB"},
                                 255 * kMiB, "255 MiB")};
  record.measurement.notes = {"TLS certificates were not verified (insecure: true).", "HTTP_PROXY is ignored."};
  record.verdict = {RunOutcome::leak,
                    2,
                    {"leak: gunicorn 4711 + 2 workers: " + record.leaks[0].verdict.explanation,
                     latency.threshold.expression + " failed: 250 ms (of fewer requests than this percentile needs)",
                     "failed_requests == 0 failed: 6"}};
  return record;
}

RunRecord error_record() {
  RunRecord record;
  record.tool_version = "0.1.0";
  record.id = "2026-01-31-080509-4f2a";
  record.name = "127.0.0.1:9";
  record.started_at = "2026-01-31T08:05:09.120Z";
  record.ended_by = EndedBy::error;
  record.target = "http://127.0.0.1:9";
  record.target_log_tail = {"Traceback (most recent call last):", "ModuleNotFoundError: No module named 'app'"};
  record.verdict = {
      RunOutcome::error, 69, {"http://127.0.0.1:9 cannot be reached: connection refused. Is the service running?"}};
  return record;
}

RunRecord unjudged_record() {
  RunRecord record = error_record();
  Threshold threshold;
  threshold.expression = "failed_requests == 0";
  threshold.metric = metric_named("failed_requests");
  threshold.op = Operator::equal;
  record.thresholds = evaluate_thresholds({threshold}, record);
  return record;
}

}  // namespace plimsoll
