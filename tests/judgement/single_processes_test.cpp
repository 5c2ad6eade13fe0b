// Which process of a tree leaks is told only where one of them stands out.

#include "monitors/judgement/single_processes.h"
#include "monitors/judgement/trace.h"

#include <gtest/gtest.h>

namespace plimsoll {
namespace {

// Four workers, a sample a second; the first leaks so much, each of the others that much.
Trace workers(int count, double first_bytes_per_second, double other_bytes_per_second) {
  Trace trace;
  for (int i = 0; i < 240; ++i) {
    for (int pid = 1; pid <= count; ++pid) {
      trace.t_seconds.push_back(i);
      trace.pids.push_back(pid);
      trace.memory_bytes.push_back(100e6 + 40'960 * ((7 * i + pid) % 12) +
                                   (pid == 1 ? first_bytes_per_second : other_bytes_per_second) * i);
    }
  }
  return trace;
}

std::vector<ProcessVerdict> outstanding(const Trace& trace) {
  return processes_that_stand_out(trace, {}, judge(trace, {}));
}

TEST(SingleProcess, that_leaks_alone_stands_out) {
  const auto found = outstanding(workers(4, 60'000, 0));
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].life, 1);
  EXPECT_EQ(found[0].verdict.verdict, Verdict::leaking);
  EXPECT_NEAR(found[0].verdict.bytes_per_second.value_or(0), 60'000, 2000);
}

TEST(SingleProcess, that_leaks_as_the_others_do_does_not_stand_out) {
  EXPECT_EQ(judge(workers(4, 40'000, 40'000), {}).verdict, Verdict::leaking);
  EXPECT_TRUE(outstanding(workers(4, 40'000, 40'000)).empty());
}

// Two workers and their parent, which does nothing: an equal share is half, not a third.
TEST(SingleProcess, that_shares_the_growth_with_one_other_below_an_idle_parent_does_not_stand_out) {
  Trace trace = workers(3, 0, 40'000);
  EXPECT_FALSE(outstanding(trace).empty()) << "of three alike";
  trace.processes.assign(trace.t_seconds.size(), 2);
  EXPECT_TRUE(outstanding(trace).empty());
}

TEST(SingleProcess, of_a_healthy_tree_or_by_itself_does_not_stand_out) {
  EXPECT_TRUE(outstanding(workers(4, 0, 0)).empty());
  EXPECT_TRUE(outstanding(workers(1, 60'000, 0)).empty());
  EXPECT_TRUE(outstanding({}).empty());
}

TEST(SingleProcess, is_looked_for_among_many_only_where_the_tree_is_accused) {
  EXPECT_EQ(outstanding(workers(30, 300'000, 0)).size(), 1U);
  const Trace many = workers(30, 300'000, 0);
  LeakVerdict clean;
  clean.verdict = Verdict::clean;
  EXPECT_TRUE(processes_that_stand_out(many, {}, clean).empty());
}

}  // namespace
}  // namespace plimsoll
