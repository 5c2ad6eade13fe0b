#include "reports/words/sentences.h"
#include "tests/support/sample_record.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace plimsoll::sentences_test {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;

TEST(Sentences, put_the_processes_before_the_verdict) {
  const RunRecord record = leaking_record();
  EXPECT_THAT(leak_sentence(record, record.leaks[0]), StartsWith("gunicorn 4711 + 2 workers: Memory rose steadily"));
  LeakRecord of_one = record.leaks[0];
  of_one.pid = 4713;
  EXPECT_THAT(leak_sentence(record, of_one), StartsWith("process 4713 of gunicorn 4711 + 2 workers: "));
}

TEST(Sentences, name_a_monitor_that_found_nothing_by_its_spec) {
  RunRecord record = leaking_record();
  record.monitors[0].description.clear();
  EXPECT_EQ(watched_name(record, record.leaks[0]), "port:5000");
  record.monitors.clear();
  EXPECT_EQ(watched_name(record, record.leaks[0]), "port:5000");
}

TEST(Sentences, give_the_figures_behind_a_verdict_of_growth) {
  const RunRecord record = leaking_record();
  EXPECT_THAT(
      leak_figures(record, record.leaks[0]),
      ElementsAre("judged on anonymous memory and swap, 118 MiB at first, 193 MiB at last",
                  "pace 225 MiB/h (95 %: 220 MiB/h to 230 MiB/h), since 4 min",
                  "3.20 KiB a request (95 %: 3.13 KiB to 3.27 KiB)", "the limit of 2.00 GiB is reached in 8 h 32 min",
                  "predict: 4.27 KiB a request (95 %: 4.11 KiB to 4.42 KiB)",
                  StartsWith("explain with a name that is far too long")));
}

TEST(Sentences, promise_no_limit_to_memory_that_is_given_back) {
  RunRecord record = leaking_record();
  record.leaks[0].verdict.cause = Cause{CauseKind::recycling, "Given back."};
  EXPECT_THAT(leak_figures(record, record.leaks[0]), Not(Contains(HasSubstr("limit"))));
}

TEST(Sentences, say_of_growth_from_the_beginning_that_there_was_no_onset) {
  RunRecord record = leaking_record();
  record.leaks[0].verdict.onset_s = record.warmup_s;
  EXPECT_THAT(leak_figures(record, record.leaks[0])[1], EndsWith("230 MiB/h), throughout"));
}

TEST(Sentences, give_no_figures_where_there_are_none) {
  RunRecord record = leaking_record();
  record.leaks[0].verdict = LeakVerdict{};
  record.monitors[0].series.clear();
  EXPECT_THAT(leak_figures(record, record.leaks[0]), ElementsAre("judged on anonymous memory and swap"));
}

TEST(Sentences, blame_no_request_for_memory_that_does_not_grow) {
  const RunRecord record = passing_record();
  EXPECT_THAT(leak_figures(record, record.leaks[0]), Not(Contains(HasSubstr("predict"))));
}

TEST(Sentences, say_which_requests_are_in_no_figure) {
  EXPECT_THAT(count_notes(leaking_record()),
              ElementsAre("Warm-up of 1 min: 1,200 requests, 4 failures, in none of the figures.",
                          "Unfinished when the load ended, in none of the figures: 2 requests.",
                          "Never sent, because too many were in flight (dropped): 7 requests.",
                          "Sent late by Plimsoll: 5 requests.",
                          "Outside 1 µs to 24 h, counted as the nearest of them: 1 duration.",
                          HasSubstr("is judged on the nearest rank: it needs 2995 requests, has 200.")));
  EXPECT_THAT(count_notes(error_record()), IsEmpty());
}

TEST(Sentences, know_when_a_leak_is_said_already) {
  RunRecord record = leaking_record();
  EXPECT_TRUE(is_said_as_reason(record, record.leaks[0]));
  record.verdict.reasons = {"p99 < 250ms failed: 312 ms"};
  EXPECT_FALSE(is_said_as_reason(record, record.leaks[0]));
}

TEST(Sentences, say_how_a_run_ended) {
  RunRecord record = passing_record();
  EXPECT_EQ(ending_sentence(record), "20 min");
  record.ended_by = EndedBy::interrupted;
  record.duration_s = 125;
  EXPECT_EQ(ending_sentence(record), "2 min 5 s, interrupted");
}

}  // namespace plimsoll::sentences_test
