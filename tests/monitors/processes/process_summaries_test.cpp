#include "monitors/processes/process_summaries.h"

#include <gtest/gtest.h>

namespace plimsoll::process_summaries_test {

ProcessSample process(std::uint64_t life, std::uint64_t rss_bytes) {
  ProcessSample sample;
  sample.pid = static_cast<int>(100 + life);
  sample.life = life;
  sample.is_root = life == 1;
  sample.command = "python";
  sample.started_at = "2026-11-21T17:00:00Z";
  sample.rss_bytes = rss_bytes;
  return sample;
}

TEST(ProcessSummaries, keep_the_first_the_last_and_the_greatest_of_each_figure) {
  ProcessSummaries summaries;
  summaries.add(0, {process(1, 500)});
  auto worker = process(2, 70);
  worker.pss_bytes = 60;
  summaries.add(1, {process(1, 900), worker});
  auto again = process(1, 600);
  again.command = "gunicorn";
  summaries.add(2, {again});
  ASSERT_EQ(summaries.all().size(), 2u);
  const auto& root = summaries.all()[0];
  EXPECT_EQ(root.pid, 101);
  EXPECT_TRUE(root.is_root);
  EXPECT_EQ(root.command, "gunicorn");
  EXPECT_EQ(root.started_at, "2026-11-21T17:00:00Z");
  EXPECT_EQ(root.from_s, 0);
  EXPECT_EQ(root.to_s, 2);
  ASSERT_EQ(root.figures.size(), 1u);
  EXPECT_EQ(root.figures[0].name, "rss_bytes");
  EXPECT_EQ(root.figures[0].first, 500);
  EXPECT_EQ(root.figures[0].last, 600);
  EXPECT_EQ(root.figures[0].max, 900);
  const auto& other = summaries.all()[1];
  EXPECT_FALSE(other.is_root);
  EXPECT_EQ(other.from_s, 1);
  EXPECT_EQ(other.to_s, 1);
  EXPECT_EQ(other.figures.size(), 2u);
}

TEST(ProcessSummaries, are_bounded) {
  ProcessSummaries summaries;
  for (std::uint64_t life = 1; life <= 1000; ++life) summaries.add(1.0 * static_cast<double>(life), {process(life, 1)});
  EXPECT_EQ(summaries.all().size(), ProcessSummaries::kMost);
  summaries.add(2000, {process(1, 7)});
  EXPECT_EQ(summaries.all()[0].figures[0].last, 7);
}

}  // namespace plimsoll::process_summaries_test
