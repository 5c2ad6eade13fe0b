#pragma once

// What a request may take until it has its answer: hops to where it leads, attempts, cookies, what says who we are.
// Plain data; any thread.

#include "core/time.h"
#include "scenarios/auth.h"
#include "scenarios/url.h"

#include <chrono>
#include <cstdint>
#include <memory>
#include <vector>

namespace plimsoll {

struct RedirectRules {
  std::uint32_t at_most = 0;  // 0: none is followed
  std::vector<Url> to;        // other places that they may lead to; their base paths say nothing
};

// Jitter: the pause before attempt k + 1 is drawn evenly from 0 to shortest x 2^(k - 1), at most the longest.
struct RetryRules {
  std::uint32_t at_most = 0;  // times that it is sent again; 0: never
  std::vector<int> statuses;  // of answers
  bool on_connect = false;    // no connection: resolve, connect, tls
  bool on_timeout = false;
  bool on_lost = false;  // the connection ended before the answer was whole
  Nanos shortest = std::chrono::milliseconds(100);
  Nanos longest = std::chrono::seconds(2);
  bool heeds_retry_after = false;  // what the answer says, if that is longer; at most kLongestRetryAfter
};
inline constexpr Nanos kLongestRetryAfter = std::chrono::minutes(1);

struct ExchangeRules {
  RedirectRules redirects;
  RetryRules retry;
  bool cookies = false;
  std::shared_ptr<const Auth> auth{};  // of those that change while the run goes on; null: none

  bool is_plain() const { return redirects.at_most == 0 && retry.at_most == 0 && !cookies && auth == nullptr; }
  // Of every answer, to be looked at.
  bool needs_headers() const { return redirects.at_most > 0 || cookies || retry.heeds_retry_after; }
};

}  // namespace plimsoll
