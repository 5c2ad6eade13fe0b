#include "web/api/metrics_api.h"

#include "conduct/control/socket_run_control.h"
#include "core/version.h"
#include "record/time_summary.h"
#include "reports/words/text.h"
#include "store/run_store.h"
#include "web/http/replies.h"

#include <fmt/format.h>

#include <chrono>
#include <map>
#include <string>

namespace plimsoll {
namespace {

constexpr Nanos kPatience = std::chrono::seconds(2);
constexpr double kMsInSecond = 1000;

// A value of a label: as the text format wants it.
std::string label_value(std::string_view text) {
  std::string quoted = "\"";
  for (const char c : one_line(text)) {
    if (c == '"' || c == '\\') quoted += '\\';
    quoted += c;
  }
  return quoted + '"';
}

// Families stay together, as the format wants.
class Families {
 public:
  void add(const std::string& name, std::string_view type, std::string_view help, const std::string& labels,
           double value) {
    auto& family = families_[name];
    if (family.empty()) family = fmt::format("# HELP {0} {1}\n# TYPE {0} {2}\n", name, help, type);
    family += fmt::format("{}{} {}\n", name, labels.empty() ? "" : "{" + labels + "}", exact_number(value));
  }
  std::string text() const {
    std::string all;
    for (const auto& [name, family] : families_) all += family;
    return all;
  }

 private:
  std::map<std::string, std::string> families_;
};

void add_streams(Families& metrics, const std::string& labels, const LiveStreams& streams) {
  metrics.add("plimsoll_run_open_streams", "gauge", "Requests in flight whose answers come as streams.", labels,
              static_cast<double>(streams.open));
  if (streams.is_counted)
    metrics.add("plimsoll_run_tokens_per_second", "gauge", "Tokens of the last 10 s, by the target's own count.",
                labels, streams.tokens_per_second);
  const auto times = summarize(streams.recent);
  for (const auto& [key, quantile] : {std::pair{"p50", "0.5"}, {"p95", "0.95"}, {"p99", "0.99"}})
    if (const auto ms = times.percentile_ms(key))
      metrics.add("plimsoll_run_first_token_seconds", "gauge",
                  "Percentiles of the last 10 s, from when a request was due to its first token.",
                  fmt::format("{},quantile=\"{}\"", labels, quantile), *ms / kMsInSecond);
}

void add_live(Families& metrics, const std::string& labels, const LiveStatus& live) {
  const auto as_number = [](std::uint64_t count) { return static_cast<double>(count); };
  metrics.add("plimsoll_run_elapsed_seconds", "gauge", "How long the load goes on.", labels, live.elapsed_s);
  metrics.add("plimsoll_run_users", "gauge", "Virtual users that are active.", labels, live.active_users);
  metrics.add("plimsoll_run_requests_total", "counter", "Requests that were finished, the warm-up included.", labels,
              as_number(live.requests));
  metrics.add("plimsoll_run_failures_total", "counter", "Requests that failed.", labels, as_number(live.failures));
  metrics.add("plimsoll_run_in_flight", "gauge", "Requests that wait for their answer.", labels,
              as_number(live.in_flight));
  const auto times = summarize(live.recent);
  for (const auto& [key, quantile] : {std::pair{"p50", "0.5"}, {"p95", "0.95"}, {"p99", "0.99"}})
    if (const auto ms = times.percentile_ms(key))
      metrics.add("plimsoll_run_response_time_seconds", "gauge",
                  "Percentiles of the last 10 s, from when a request was due.",
                  fmt::format("{},quantile=\"{}\"", labels, quantile), *ms / kMsInSecond);
  if (live.streams) add_streams(metrics, labels, *live.streams);
  for (const auto& watched : live.memory)
    if (watched.bytes)
      metrics.add("plimsoll_run_memory_bytes", "gauge", "Memory of a watched thing.",
                  fmt::format("{},watched={}", labels, label_value(watched.description)), *watched.bytes);
}

HttpReply metrics(ApiContext& context, const ApiCall&) {
  Families metrics;
  metrics.add("plimsoll_build_info", "gauge", "The version of this server.",
              fmt::format("version={}", label_value(version())), 1);
  std::size_t running = 0;
  std::error_code absent;
  if (std::filesystem::exists(context.store, absent)) {
    const auto store = RunStore::open(context.store, Database::Access::read);
    if (store.has_error()) return problem_reply(store.error());
    const auto runs = store->running();
    if (runs.has_error()) return problem_reply(runs.error());
    for (const auto& run : *runs) {
      ++running;
      if (run.control.empty()) continue;
      const auto control = SocketRunControl::connect(run.control, kPatience);
      if (control.has_error()) continue;
      const auto live = (*control)->live();
      if (live.has_value())
        add_live(metrics, fmt::format("run={},name={}", label_value(run.id), label_value(run.name)), *live);
    }
  }
  metrics.add("plimsoll_runs_running", "gauge", "Runs of the store that go on.", "", static_cast<double>(running));
  return text_reply(metrics.text(), "text/plain; version=0.0.4; charset=utf-8");
}

}  // namespace

std::vector<Route> metrics_routes(ApiContext& context) {
  return {{"GET", "/metrics", "What goes on, in the text format of Prometheus", "", "", on(context)(metrics)}};
}

}  // namespace plimsoll
