#include "core/tallies/failure_tally.h"

#include <gtest/gtest.h>

namespace plimsoll::failure_tally_test {

TEST(FailureTally, counts_each_kind_apart_and_merges_without_loss) {
  FailureTally tally;
  EXPECT_TRUE(tally.empty());
  tally.add(FailureKind::timeout);
  tally.add(FailureKind::status, 2);
  FailureTally other;
  other.add(FailureKind::status);
  other.merge(tally);
  EXPECT_EQ(other.of(FailureKind::status), 3U);
  EXPECT_EQ(other.of(FailureKind::timeout), 1U);
  EXPECT_EQ(other.of(FailureKind::local), 0U);
  EXPECT_FALSE(other.empty());
}

TEST(FailureTally, names_every_kind) {
  EXPECT_EQ(to_string(FailureKind::none), "none");
  EXPECT_EQ(to_string(static_cast<FailureKind>(kFailureKinds - 1)), "stalled");
}

}  // namespace plimsoll::failure_tally_test
