#include "judgement/limit_caveat.h"

#include "core/units.h"
#include "judgement/traces/trace.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

namespace plimsoll {
namespace {

constexpr double kNear = 0.03;
constexpr double kAtEnd = 0.1;

// Of all processes, in the last tenth of the time: the median.
double memory_at_end(const Trace& trace) {
  const std::size_t count = std::min(trace.t_seconds.size(), trace.memory_bytes.size());
  if (count == 0) return 0;
  const auto is_reading = [&](std::size_t i) {
    return std::isfinite(trace.t_seconds[i]) && std::isfinite(trace.memory_bytes[i]);
  };
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  double first = kInfinity, last = -kInfinity;
  for (std::size_t i = 0; i < count; ++i)
    if (is_reading(i)) first = std::min(first, trace.t_seconds[i]), last = std::max(last, trace.t_seconds[i]);
  std::vector<double> sums;
  double instant = std::numeric_limits<double>::quiet_NaN();
  for (std::size_t i = 0; i < count; ++i) {
    if (!is_reading(i) || trace.t_seconds[i] < last - kAtEnd * (last - first)) continue;
    if (trace.t_seconds[i] != instant || trace.lives.empty()) sums.push_back(0);
    instant = trace.t_seconds[i];
    sums.back() += trace.memory_bytes[i];
  }
  if (sums.empty()) return 0;
  const auto middle = sums.begin() + static_cast<std::ptrdiff_t>(sums.size() / 2);
  std::nth_element(sums.begin(), middle, sums.end());
  return *middle;
}

}  // namespace

std::string limit_caveat(const Trace& trace, const LeakVerdict& verdict) {
  if (!verdict.limit_bytes || is_accused(verdict.verdict)) return "";
  const double bytes = memory_at_end(trace), limit = *verdict.limit_bytes;
  if (std::abs(bytes - limit) > kNear * limit) return "";
  return fmt::format(
      "It ends at {}, {:.0f} % of the limit of {}: it stopped where the limit makes it stop, which tells nothing of "
      "what it would do without.",
      format_bytes(bytes), 100 * bytes / limit, format_bytes(limit));
}

}  // namespace plimsoll
