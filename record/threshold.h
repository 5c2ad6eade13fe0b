#pragma once

// A limit on the whole run: `METRIC [of REQUEST] OP VALUE`, such as "p99 < 250ms" or "leak == none".
// Plain data and its grammar; what may be its metric stands in metric.h; evaluated in reports/. Immutable; any thread.

#include "core/error.h"
#include "record/metric.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace plimsoll {

struct Threshold {
  enum class Operator { less, less_or_equal, equal, not_equal, greater_or_equal, greater };

  const Metric* metric = metric_named("failed_requests");  // a row of the list, never null
  double quantile = 0;                                     // 0..1, of a percentile
  std::string request;                                     // empty: all of them
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

// What holds where nothing of the same family is given: failed_requests == 0, dropped == 0; with bad requests in the
// load failed_cases == 0, with a monitor leak == none.
struct WatchedBesides {
  bool has_monitor = false;
  bool has_cases = false;
};
std::vector<Threshold> with_defaults(std::vector<Threshold> given, WatchedBesides besides);

}  // namespace plimsoll
