// Which process of a tree leaks is told only where one of them stands out.

#include "judgement/single_processes.h"
#include "judgement/traces/trace.h"

#include <gtest/gtest.h>

namespace plimsoll::single_processes_test {

// Four workers, a sample a second; the first leaks so much, each of the others that much.
Trace workers(int count, double first_bytes_per_second, double other_bytes_per_second) {
  Trace trace;
  for (int i = 0; i < 240; ++i) {
    for (int pid = 1; pid <= count; ++pid) {
      trace.t_seconds.push_back(i);
      trace.lives.push_back(pid);
      trace.memory_bytes.push_back(100e6 + 40'960 * ((7 * i + pid) % 12) +
                                   (pid == 1 ? first_bytes_per_second : other_bytes_per_second) * i);
    }
  }
  return trace;
}

std::optional<ProcessVerdict> outstanding(const Trace& trace) {
  return process_that_stands_out(trace, {}, judge(trace, {}));
}

TEST(SingleProcess, that_leaks_alone_stands_out) {
  const auto found = outstanding(workers(4, 240'000, 0));
  ASSERT_TRUE(found);
  EXPECT_EQ(found->life, 1);
  EXPECT_EQ(found->verdict.verdict, Verdict::leaking);
  EXPECT_NEAR(found->verdict.bytes_per_second.value_or(0), 240'000, 8000);
}

TEST(SingleProcess, that_leaks_as_the_others_do_does_not_stand_out) {
  EXPECT_EQ(judge(workers(4, 160'000, 160'000), {}).verdict, Verdict::leaking);
  EXPECT_FALSE(outstanding(workers(4, 160'000, 160'000)));
}

TEST(SingleProcess, that_leaks_as_its_only_fellow_does_is_not_told_from_it_by_an_idle_master) {
  Trace trace = workers(2, 60'000, 60'000);
  for (int i = 0; i < 240; ++i) {
    trace.t_seconds.push_back(i);
    trace.lives.push_back(3);
    trace.memory_bytes.push_back(20e6);
  }
  EXPECT_FALSE(outstanding(trace));
}

TEST(SingleProcess, that_leaks_faster_than_the_others_stands_out) {
  const auto found = outstanding(workers(8, 240'000, 80'000));
  ASSERT_TRUE(found);
  EXPECT_EQ(found->life, 1);
}

// Two workers that leak alike by request, of which the first answers four times as many.
Trace with_cpu(Trace trace, double first_share, double other_share) {
  for (std::size_t i = 0; i < trace.t_seconds.size(); ++i)
    trace.cpu_seconds.push_back(trace.t_seconds[i] * (trace.lives[i] == 1 ? first_share : other_share));
  return trace;
}

TEST(SingleProcess, that_has_more_of_the_load_does_not_stand_out_by_that) {
  EXPECT_TRUE(outstanding(workers(2, 240'000, 60'000)));
  EXPECT_TRUE(outstanding(with_cpu(workers(2, 240'000, 60'000), 0.2, 0.2)));
  EXPECT_FALSE(outstanding(with_cpu(workers(2, 240'000, 60'000), 0.4, 0.1)));
}

TEST(SingleProcess, that_leaks_stands_out_from_an_idle_one_that_grows_by_chance) {
  EXPECT_TRUE(outstanding(with_cpu(workers(2, 240'000, 10), 0.4, 0.000'001)));
}

TEST(SingleProcess, of_a_healthy_tree_or_by_itself_does_not_stand_out) {
  EXPECT_FALSE(outstanding(workers(4, 0, 0)));
  EXPECT_FALSE(outstanding(workers(1, 60'000, 0)));
  EXPECT_FALSE(outstanding({}));
}

TEST(SingleProcess, is_looked_for_among_many_only_where_the_tree_is_accused) {
  EXPECT_TRUE(outstanding(workers(30, 300'000, 0)));
  const Trace many = workers(30, 300'000, 0);
  LeakVerdict clean;
  clean.verdict = Verdict::clean;
  EXPECT_FALSE(process_that_stands_out(many, {}, clean));
}

}  // namespace plimsoll::single_processes_test
