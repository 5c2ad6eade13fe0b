#pragma once

// Everything that a threshold can be about, once: how it is written, its unit, which way it is worse, and how it is
// read, from the statistics of a run or of a window of it or from a series that a monitor gave. Parser, evaluation,
// run.json, the schema of scenarios, docs/scenario.md and the reports read this list; a new metric is a row of it in
// metric.cpp. Values; pure functions; any thread.

#include "core/error.h"
#include "core/snapshot.h"
#include "record/answers/check_count.h"
#include "record/monitor_record.h"

#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace plimsoll {

// What a metric is read from: all of a run, or a window of it.
struct MetricSource {
  const RequestStats& stats;
  double seconds = 0;                                            // that the statistics are of
  std::span<const MonitorRecord> monitors{};                     // whose series are looked at
  double from_s = 0, to_s = std::numeric_limits<double>::max();  // between these instants of them
  std::optional<double> late_share{};  // as the run judged itself, which knows what it should have sent
  std::optional<double> probes_changed{}, probes_difference{};  // of a run with probes
  std::optional<CheckCount> checks{};                           // of a request, or of all
};

struct Metric {
  enum class Kind { milliseconds, rate, count, share, bytes, leak, figure };  // figure: a plain number
  enum class Worse { higher, lower };

  std::string_view key;   // in run.json
  std::string_view name;  // as it is written; of a percentile what stands before its "p99": nothing, or "service_"
  Kind kind = Kind::milliseconds;
  Worse worse = Worse::higher;
  // Absent where there is nothing to measure. Null: it is no figure but a verdict.
  std::optional<double> (*read)(const MetricSource& source, double quantile) = nullptr;
  const Histogram* (*times)(const RequestStats&) = nullptr;  // of a percentile; null where nothing was measured
  std::string_view family = {};                              // name of another that it stands for as well
  bool of_memory = false;  // of the whole run, whatever the request; something must be watched for it
  bool of_flows = false;   // of a flow, not of requests: read from its figures as if they were a request's

  bool is_percentile() const { return times != nullptr; }
  std::string_view unit() const;  // "ms", "1/s", "", "bytes": what its value is in
};

std::span<const Metric> metrics();

// By its key in run.json; null where there is none.
const Metric* find_metric(std::string_view key);
// The same of one that is there.
const Metric* metric_named(std::string_view key);

struct MetricChoice {
  const Metric* metric = nullptr;
  double quantile = 0;  // 0..1, of a percentile
};
// As people write it: "requests", "p99", "p97.5", "service_p999".
Result<MetricChoice> parse_metric(std::string_view name);

// What a limit of it may be, in its unit: "250ms", "1%", "2GiB".
Result<double> parse_metric_value(const Metric& metric, std::string_view text);

// A regular expression that every name matches.
std::string metric_pattern();

// Whether there are enough values for it; others than percentiles need none.
bool is_supported(const MetricChoice& choice, const RequestStats& stats);

}  // namespace plimsoll
