#pragma once

// How long to wait before an attempt is made again, and whether it is. Pure; any thread.

#include "core/random.h"
#include "engine/exchange/request.h"
#include "scenarios/exchange_rules.h"

#include <cstdint>
#include <optional>

namespace plimsoll {

bool is_to_be_retried(const Response& response, const RetryRules& rules);

// After `retries` before this one. Full jitter, so that those who failed together do not come back together; what
// Retry-After asks for has a jitter of up to the shortest pause behind it.
Nanos retry_pause(const RetryRules& rules, std::uint32_t retries, std::optional<Nanos> retry_after, Random& random);

}  // namespace plimsoll
