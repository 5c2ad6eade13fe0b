#include "reports/words/headline.h"
#include "record/run_record_json.h"
#include "record/unfinished_run.h"
#include "reports/words/sentences.h"
#include "tests/support/sample_record.h"

#include <gtest/gtest.h>

namespace plimsoll::headline_test {

RunRecord leaking_in(const std::string& series, const std::string& unit) {
  RunRecord record = leaking_record();
  record.leaks.resize(1);
  record.leaks[0].series = series;
  record.leaks[0].unit = unit;
  return record;
}

TEST(Headline, of_a_leak_says_how_fast_and_what_is_left) {
  EXPECT_EQ(headline(leaking_in("anon_bytes", "bytes")),
            "Memory leaks: 3.20 KiB a request, the limit of 2.00 GiB is reached in 8 h 32 min.");
}

TEST(Headline, of_a_run_that_goes_on_says_where_nothing_was_sent_yet) {
  RunRecord record = passing_record();
  EXPECT_EQ(headline_so_far(record), headline(record));
  record.duration_s = 0;
  EXPECT_EQ(headline_so_far(record), "The load has not begun.");
}

TEST(Headline, of_a_run_that_nobody_judged_says_whether_it_goes_on) {
  RunRecord record = passing_record();
  mark_unfinished(record, UnfinishedRun::goes_on);
  EXPECT_EQ(verdict_word(record), "RUNNING");
  EXPECT_TRUE(headline(record).starts_with("The run goes on: ")) << headline(record);
  EXPECT_TRUE(ending_sentence(record).ends_with(" so far")) << ending_sentence(record);
  EXPECT_EQ(unfinished_run(run_record_from_json(to_json(record)).value()), UnfinishedRun::goes_on);
  mark_unfinished(record, UnfinishedRun::cut_off);
  EXPECT_EQ(verdict_word(record), "CUT OFF");
  EXPECT_EQ(headline(record), "The run broke off.");
  mark_unfinished(record, UnfinishedRun::open);
  EXPECT_EQ(headline(record), "The run goes on, or broke off.");
}

TEST(Headline, of_an_error_of_its_own_is_none_of_a_run_that_goes_on) {
  RunRecord record = passing_record();
  record.ended_by = EndedBy::error;
  record.verdict = {RunOutcome::error, 70, {"run.json could not be written"}};
  EXPECT_EQ(unfinished_run(record), std::nullopt);
  EXPECT_EQ(headline(record), "The run broke off.");
  EXPECT_EQ(verdict_word(record), "ERROR");
}

TEST(Headline, of_a_recording_speaks_of_memory_whatever_its_column_is_called) {
  EXPECT_TRUE(headline(leaking_in("rss", "bytes")).starts_with("Memory leaks: "));
  EXPECT_TRUE(headline(leaking_in("disk_bytes", "bytes")).starts_with("Disk space leaks: "));
}

TEST(Headline, of_gpu_memory_names_the_board) {
  RunRecord record = leaking_in("gpu_bytes", "bytes");
  LeakVerdict& verdict = record.leaks[0].verdict;
  verdict.bytes_per_request = 4 << 20;
  verdict.seconds_to_limit = 960;
  EXPECT_EQ(headline(record), "GPU memory leaks: 4.00 MiB a request, the board is full in 16 min.");
  verdict.seconds_to_limit = 0;
  EXPECT_EQ(headline(record), "GPU memory leaks: 4.00 MiB a request, the board is full.");
}

TEST(Headline, promises_no_more_of_a_pool_than_is_seen) {
  RunRecord record = passing_record();
  record.leaks[0].verdict.verdict = Verdict::clean;
  EXPECT_TRUE(headline(record).ends_with("and memory is clean."));
  record.leaks.push_back(record.leaks[0]);
  record.leaks.back().series = "gpu_bytes";
  record.leaks.back().verdict.pool_bytes = 29248.0 * 1024 * 1024;
  EXPECT_TRUE(headline(record).ends_with("and memory is clean, as far as it is seen."));
}

TEST(Headline, of_open_files_counts_them) {
  RunRecord record = leaking_in("fds", "");
  LeakVerdict& verdict = record.leaks[0].verdict;
  verdict.bytes_per_request = 0.1;
  verdict.limit_bytes = 1024;
  verdict.seconds_to_limit = 300;
  EXPECT_EQ(headline(record), "Open files leak: 0.1 a request, the limit of 1,024 is reached in 5 min.");
}

TEST(Headline, of_growth_whatever_the_load_says_its_pace) {
  RunRecord record = leaking_in("anon_bytes", "bytes");
  record.leaks[0].verdict.cause = Cause{CauseKind::per_time, "It goes on at rest."};
  EXPECT_TRUE(headline(record).starts_with("Memory leaks: 225 MiB/h, the limit")) << headline(record);
}

TEST(Headline, promises_no_limit_to_what_is_given_back) {
  RunRecord record = leaking_in("anon_bytes", "bytes");
  record.leaks[0].verdict.cause = Cause{CauseKind::recycling, "Given back."};
  EXPECT_EQ(headline(record), "Memory leaks: 3.20 KiB a request.");
}

TEST(Headline, of_a_run_that_passes_names_what_may_leak) {
  RunRecord record = passing_record();
  record.leaks = leaking_in("gpu_bytes", "bytes").leaks;
  record.leaks[0].verdict.verdict = Verdict::suspected;
  EXPECT_EQ(headline(record), "All thresholds held, but GPU memory may leak.");
  record.leaks[0].verdict.verdict = Verdict::inconclusive;
  EXPECT_EQ(headline(record), "All thresholds held; the run cannot tell whether GPU memory leaks.");
}

TEST(Headline, of_a_run_without_a_gate_still_says_that_it_leaks) {
  RunRecord record = passing_record();
  record.thresholds.clear();
  record.leaks = leaking_in("anon_bytes", "bytes").leaks;
  EXPECT_TRUE(headline(record).starts_with("The run is complete, but memory leaks: 3.20 KiB a request"))
      << headline(record);
}

}  // namespace plimsoll::headline_test
