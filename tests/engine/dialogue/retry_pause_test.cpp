#include "engine/dialogue/retry_pause.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace plimsoll::retry_pause_test {

using namespace std::chrono_literals;

RetryRules rules() {
  RetryRules rules;
  rules.at_most = 10;
  rules.statuses = {429, 503};
  rules.shortest = 100ms;
  rules.longest = 2s;
  return rules;
}

struct Range {
  Nanos least = Nanos::max();
  Nanos most{0};
  Nanos mean{0};
};

Range pauses(std::uint32_t retries) {
  Random random(7);
  Range range;
  Nanos sum{0};
  for (int i = 0; i < 10'000; ++i) {
    const auto pause = retry_pause(rules(), retries, std::nullopt, random);
    range.least = std::min(range.least, pause);
    range.most = std::max(range.most, pause);
    sum += pause;
  }
  range.mean = sum / 10'000;
  return range;
}

TEST(RetryPause, is_drawn_from_zero_to_a_bound_that_doubles) {
  for (const auto& [retries, bound] :
       {std::pair(0U, 100ms), {1U, 200ms}, {2U, 400ms}, {4U, 1600ms}, {5U, 2000ms}, {9U, 2000ms}, {1000U, 2000ms}}) {
    const auto range = pauses(retries);
    EXPECT_LE(range.most, Nanos(bound));
    EXPECT_GT(range.most, Nanos(bound) * 98 / 100);
    EXPECT_LT(range.least, Nanos(bound) / 100);
    EXPECT_NEAR(to_seconds(range.mean), to_seconds(bound) / 2, to_seconds(bound) / 40);
  }
}

TEST(RetryPause, heeds_retry_after_only_where_it_is_told_to) {
  Random random(7);
  auto heeding = rules();
  heeding.heeds_retry_after = true;
  for (int i = 0; i < 1000; ++i) {
    EXPECT_LE(retry_pause(rules(), 0, 5s, random), Nanos(100ms));
    const auto pause = retry_pause(heeding, 0, 5s, random);
    EXPECT_GE(pause, Nanos(5s));
    EXPECT_LE(pause, Nanos(5100ms));
    EXPECT_LE(retry_pause(heeding, 0, std::nullopt, random), Nanos(100ms));
    EXPECT_LE(retry_pause(heeding, 0, Nanos(24h * 365), random), kLongestRetryAfter + 100ms);
  }
}

TEST(RetryPause, is_the_same_with_the_same_seed) {
  auto one = Random::stream(3, 17), other = Random::stream(3, 17);
  for (std::uint32_t i = 0; i < 5; ++i)
    EXPECT_EQ(retry_pause(rules(), i, std::nullopt, one), retry_pause(rules(), i, std::nullopt, other));
}

Response with(FailureKind failure, int status = 0) {
  Response response;
  response.failure = failure;
  response.status = status;
  return response;
}

TEST(RetryRules, hold_for_what_they_name_alone) {
  auto all = rules();
  EXPECT_TRUE(is_to_be_retried(with(FailureKind::none, 503), all));
  EXPECT_FALSE(is_to_be_retried(with(FailureKind::none, 500), all));
  EXPECT_FALSE(is_to_be_retried(with(FailureKind::none, 200), all));
  for (const auto kind : {FailureKind::resolve, FailureKind::connect, FailureKind::tls}) {
    all.on_connect = false;
    EXPECT_FALSE(is_to_be_retried(with(kind), all));
    all.on_connect = true;
    EXPECT_TRUE(is_to_be_retried(with(kind), all));
  }
  EXPECT_FALSE(is_to_be_retried(with(FailureKind::timeout), all));
  all.on_timeout = true;
  EXPECT_TRUE(is_to_be_retried(with(FailureKind::timeout), all));
  for (const auto kind : {FailureKind::reset, FailureKind::closed, FailureKind::truncated}) {
    all.on_lost = false;
    EXPECT_FALSE(is_to_be_retried(with(kind, 503), all));
    all.on_lost = true;
    EXPECT_TRUE(is_to_be_retried(with(kind), all));
  }
  for (const auto kind : {FailureKind::malformed, FailureKind::too_large, FailureKind::local})
    EXPECT_FALSE(is_to_be_retried(with(kind, 503), all));
}

}  // namespace plimsoll::retry_pause_test
