#include "engine/dialogue/retry_pause.h"

#include <algorithm>

namespace plimsoll {

bool is_to_be_retried(const Response& response, const RetryRules& rules) {
  switch (response.failure) {
    case FailureKind::none:
      return std::find(rules.statuses.begin(), rules.statuses.end(), response.status) != rules.statuses.end();
    case FailureKind::resolve:
    case FailureKind::connect:
    case FailureKind::tls:
      return rules.on_connect;
    case FailureKind::timeout:
      return rules.on_timeout;
    case FailureKind::reset:
    case FailureKind::closed:
    case FailureKind::truncated:
      return rules.on_lost;
    default:
      return false;
  }
}

Nanos retry_pause(const RetryRules& rules, std::uint32_t retries, std::optional<Nanos> retry_after, Random& random) {
  auto longest = rules.shortest;
  for (std::uint32_t i = 0; i < retries && longest < rules.longest; ++i) longest *= 2;
  const auto pause = random.uniform(Nanos(0), std::min(longest, rules.longest));
  if (!rules.heeds_retry_after || !retry_after) return pause;
  const auto asked = std::min(*retry_after, kLongestRetryAfter) + random.uniform(Nanos(0), rules.shortest);
  return std::max(pause, asked);
}

}  // namespace plimsoll
