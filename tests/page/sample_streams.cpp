#include "core/units.h"
#include "record/timeline.h"
#include "reports/verdict/run_verdict.h"
#include "reports/verdict/threshold_evaluation.h"
#include "tests/page/sample_runs.h"

#include <algorithm>
#include <cmath>
#include <random>
#include <string>

namespace plimsoll {
namespace {

constexpr double kStreamed = 360, kWarmup = 20;
constexpr double kEnough = 40;  // users; with more of them the cache is full and requests wait

class StreamNoise {
 public:
  double uniform() { return static_cast<double>(engine_() >> 11) * 0x1.0p-53; }
  double around(double middle, double spread) {
    const double radius = std::sqrt(-2 * std::log(1 - uniform()));
    return middle * std::exp(spread * radius * std::cos(6.283185307179586 * uniform()));
  }

 private:
  std::mt19937_64 engine_{20260301};
};

double users_at(double t) { return std::floor(4 + 60 * std::min(1.0, t / 300)); }
double overload_at(double t) { return std::max(0.0, users_at(t) / kEnough - 1); }

Nanos of_ms(double ms) { return from_seconds(ms / 1e3); }

void add_good_stream(RequestStats& stats, std::size_t name, double t, StreamNoise& noise) {
  auto& streams = stats.streams;
  const double overload = overload_at(t);
  const double first = noise.around(85 + 900 * overload * overload, 0.25);
  const double held_up = overload > 0.4 ? 4 * noise.uniform() : 0.05;  // before it was sent
  const double token = noise.around(18 + 22 * overload, 0.08);
  const auto tokens = static_cast<std::uint64_t>(noise.around(name == 0 ? 90 : 30, 0.3)) + 2;
  ++streams.streams;
  ++streams.counted;
  streams.events += tokens + 2;
  streams.token_events += tokens;
  streams.tokens_out += tokens;
  streams.tokens_in += name == 0 ? 412 : 38;
  streams.add_reason(noise.uniform() < 0.9 ? "stop" : "length");
  ++streams.limited;
  if (first < 300 && token < 30) ++streams.held;
  streams.record(StreamTime::first_byte, of_ms(first * 0.2));
  streams.record(StreamTime::first_event, of_ms(first * 0.22));
  streams.record(StreamTime::first_token, of_ms(first));
  streams.record(StreamTime::first_text, of_ms(first * (name == 0 ? 1.9 : 1)));
  streams.record(StreamTime::first_token_service, of_ms(first - held_up));
  streams.record(StreamTime::token_by_usage, of_ms(token));
  for (std::uint64_t i = 1; i < tokens; ++i) streams.record(StreamTime::gap, of_ms(noise.around(token, 0.4)));
  stats.response_time.record(of_ms(first + token * static_cast<double>(tokens)));
  stats.service_time.record(of_ms(first - held_up + token * static_cast<double>(tokens)));
}

void add_stream(RequestStats& stats, std::size_t name, double t, StreamNoise& noise) {
  ++stats.requests;
  stats.statuses.add(200);
  stats.bytes_sent += 900;
  stats.bytes_received += 24'000;
  if (noise.uniform() >= 0.02 * overload_at(t)) return add_good_stream(stats, name, t, noise);
  ++stats.failures;
  stats.failures_by_kind.add(noise.uniform() < 0.6 ? FailureKind::stalled : FailureKind::stream_cut);
  stats.streams.record(StreamTime::first_token_failed, of_ms(noise.around(1400, 0.4)));
  stats.response_time.record(of_ms(noise.around(9000, 0.2)));
  stats.service_time.record(of_ms(noise.around(9000, 0.2)));
}

TimelineRow row_of_second(double t, const RequestStats& total) {
  TimelineRow row;
  row.t_s = t;
  row.warmup = t < kWarmup;
  row.active_users = users_at(t);
  row.in_flight = static_cast<std::uint64_t>(users_at(t));
  row.requests = total.requests;
  row.failures = total.failures;
  row.failures_by_kind = total.failures_by_kind;
  return row;
}

// A server of the vLLM kind: its cache fills with the streams that are open, and then requests wait.
MonitorRecord server_figures(StreamNoise& noise) {
  const std::string labels = "{engine=\"0\",model_name=\"tiny\"}";
  MonitorRecord monitor;
  monitor.name = monitor.description = "prometheus:http://127.0.0.1:8000/metrics";
  TimeSeries cache("vllm:kv_cache_usage_perc" + labels, ""), running("vllm:num_requests_running" + labels, ""),
      waiting("vllm:num_requests_waiting" + labels, ""), hits("vllm:prefix_cache_hits_total" + labels, ""),
      lookups("vllm:prefix_cache_queries_total" + labels, "");
  double found = 0, looked_for = 0;
  for (double t = 0; t < kStreamed; t += 1) {
    const double users = users_at(t);
    looked_for += 40 * users;
    found += 40 * users * (0.62 - 0.3 * overload_at(t)) * (0.9 + 0.2 * noise.uniform());
    cache.add(t, std::min(1.0, users / kEnough * (0.9 + 0.08 * noise.uniform())));
    running.add(t, std::min(users, kEnough));
    waiting.add(t, std::max(0.0, users - kEnough));
    hits.add(t, found);
    lookups.add(t, looked_for);
  }
  monitor.series = {std::move(cache), std::move(running), std::move(waiting), std::move(hits), std::move(lookups)};
  return monitor;
}

MonitorRecord server_memory(StreamNoise& noise) {
  MonitorRecord monitor;
  monitor.name = "port:8000";
  monitor.description = "vllm 5150 + 1 worker";
  TimeSeries rss("rss_bytes", "bytes");
  for (double t = 0; t < kStreamed; t += 1)
    rss.add(t, (2100 + 60 * (1 - std::exp(-t / 40)) + 3 * noise.uniform()) * 1024 * 1024);
  monitor.series = {std::move(rss)};
  return monitor;
}

}  // namespace

RunRecord streams_run() {
  StreamNoise noise;
  RunRecord record;
  record.tool_version = "0.1.0";
  record.id = "20260301-120000-beef01";
  record.name = "chat under a growing load";
  record.started_at = "2026-03-01T12:00:00Z";
  record.duration_s = kStreamed;
  record.warmup_s = kWarmup;
  record.seed = 7;
  record.target = "http://127.0.0.1:8000";
  record.load = {{"load model", "closed"}, {"users", "to 64 in 5m"}, {"duration", "6m"}};
  record.scenario_text = "target: http://127.0.0.1:8000\n";
  record.request_names = {"chat", "title"};
  record.streamed = {{"chat", 300, 30, std::nullopt}, {"title", 300, std::nullopt, std::nullopt}};
  record.stats = Snapshot(record.request_names.size());
  for (double t = 0; t < kStreamed; t += 1) {
    Snapshot second(record.request_names.size());
    const double rate = std::min(users_at(t), kEnough) * 0.55;
    const auto ended = static_cast<int>(rate + noise.uniform());
    for (int i = 0; i < ended && t >= kWarmup; ++i) {
      const std::size_t name = noise.uniform() < 0.7 ? 0 : 1;
      add_stream(second.by_request[name], name, t, noise);
    }
    const auto total = second.total();
    record.stats.merge(second);
    record.steps.add(t + 0.5, second, total);
    record.timeline.push_back(row_of_second(t, total));
    if (t >= kWarmup)
      record.stream_steps.add(
          {t, 1, users_at(t), std::floor(users_at(t) * 0.96), static_cast<std::uint64_t>(ended), total});
  }
  record.stats.connections.opened = 64;
  record.monitors = {server_memory(noise), server_figures(noise)};
  std::vector<Threshold> thresholds;
  for (const auto* text : {"ttft_p95 < 500ms", "gap_p99 < 120ms", "time_per_token_p50 < 25ms", "goodput > 80%"})
    thresholds.push_back(parse_threshold(text).value());
  record.thresholds = evaluate_thresholds(thresholds, record);
  record.verdict = decide(record, {});
  return record;
}

}  // namespace plimsoll
