#pragma once

// A limit on the whole run: `METRIC [of REQUEST] OP VALUE`, such as "p99 < 250ms" or "leak == none".
// Plain data and its grammar; evaluated in reports/. Immutable; any thread.

#include "core/error.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace plimsoll {

struct Threshold {
  enum class Metric {
    response_time_quantile,  // p50 ... p99, p999: `quantile` says which
    service_time_quantile,   // service_p99
    response_time_min,
    response_time_mean,
    response_time_max,
    service_time_min,
    service_time_mean,
    service_time_max,
    requests_per_second,
    requests,
    failed_requests,
    failure_rate,
    dropped,
    late_share,
    rss_max,  // bytes
    leak,     // value: 0 none, 1 clean
  };
  enum class Operator { less, less_or_equal, equal, not_equal, greater_or_equal, greater };

  Metric metric = Metric::failed_requests;
  double quantile = 0;  // 0..1, for the two quantile metrics
  std::string request;  // empty: all of them
  Operator op = Operator::less;
  double value = 0;        // in the metric's own unit: ms, 1/s, count, share, bytes
  std::string expression;  // as written, spaces made single: its name in every report
};

// Error messages name the part that is wrong and what may stand there.
Result<Threshold> parse_threshold(std::string_view text);

// The same metric of the same request with the operator negated: what `--fail-if 'p99 > 250ms'` asks to hold.
Threshold negated(Threshold threshold);

// failed_requests and failure_rate are one family, so that either replaces the default of the other.
bool same_family(const Threshold& a, const Threshold& b);

// What holds where nothing of the same family is given: failed_requests == 0, dropped == 0 and, with a monitor, leak ==
// none.
std::vector<Threshold> with_defaults(std::vector<Threshold> given, bool has_monitor);

// "ms", "1/s", "", "bytes": what `value` and the actual figure are in.
std::string_view unit_of(Threshold::Metric metric);

}  // namespace plimsoll
