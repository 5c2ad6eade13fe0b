// Memory of a board that never changes by a byte may be a pool, within which a leak is not seen.

#include "judgement/pool_caveat.h"
#include "judgement/traces/trace.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace plimsoll::pool_caveat_test {

using ::testing::HasSubstr;

// Two processes, a reading a second: the second holds a context only.
Trace boards(double first_bytes, double change_bytes = 0) {
  Trace trace;
  for (int i = 0; i < 90; ++i) {
    for (int life = 1; life <= 2; ++life) {
      trace.t_seconds.push_back(i);
      trace.lives.push_back(life);
      trace.memory_bytes.push_back(life == 1 ? first_bytes + (i == 45 ? change_bytes : 0) : 7e8);
    }
  }
  return trace;
}

LeakVerdict told(Verdict verdict) {
  LeakVerdict told;
  told.verdict = verdict;
  return told;
}

TEST(PoolCaveat, is_told_of_a_large_block_that_never_changes) {
  const auto held = pool_bytes(boards(29248.0 * 1024 * 1024), told(Verdict::clean));
  EXPECT_EQ(held, 29248.0 * 1024 * 1024);
  EXPECT_THAT(pool_caveat(*held), HasSubstr("holds 28.6 GiB, constant to the byte"));
}

TEST(PoolCaveat, is_not_told_of_a_context_or_of_what_moves) {
  EXPECT_EQ(pool_bytes(boards(8e8), told(Verdict::clean)), std::nullopt);
  EXPECT_EQ(pool_bytes(boards(8e9, 4096), told(Verdict::clean)), std::nullopt);
}

TEST(PoolCaveat, is_not_told_where_something_is_accused_anyway) {
  EXPECT_EQ(pool_bytes(boards(8e9), told(Verdict::leaking)), std::nullopt);
}

}  // namespace plimsoll::pool_caveat_test
