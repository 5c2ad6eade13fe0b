#include "reports/words/fault_sentences.h"
#include "record/run_record_json.h"
#include "reports/csv.h"
#include "reports/words/sentences.h"
#include "tests/support/sample_record.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <sstream>

namespace plimsoll::fault_sentences_test {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

RunRecord faulty_record() {
  auto record = passing_record();
  auto& faults = record.stats.by_request[0].faults;
  faults.add(FaultKind::abort_after, 0);
  faults.add(FaultKind::abort_after, 0);
  faults.add(FaultKind::abort_after, 200, true);
  faults.add(FaultKind::malformed, 400);
  record.stats.warmup.faulted = 1;
  return record;
}

TEST(FaultSentences, tell_kinds_and_answers) {
  const auto record = faulty_record();
  EXPECT_THAT(fault_sentences(record),
              ElementsAre("Wrong on purpose, and in none of the figures, of " + record.request_names[0] +
                              ": abort_after 3 (2 without an answer, 1 answered 2xx; 1 left before the answer was "
                              "whole); malformed 1 (1 answered 4xx).",
                          "Wrong on purpose in the warm-up: 1 attempt."));
  EXPECT_THAT(count_notes(record), Contains(HasSubstr("Wrong on purpose in the warm-up")));
}

TEST(FaultSentences, say_nothing_where_nothing_went_wrong_on_purpose) {
  EXPECT_THAT(fault_sentences(passing_record()), IsEmpty());
}

TEST(Faults, come_back_from_the_record) {
  const auto text = to_json(faulty_record());
  const auto read = run_record_from_json(text).value();
  EXPECT_EQ(to_json(read), text);
  EXPECT_EQ(read.stats.total().faults.attempts(), 4u);
  const auto json = nlohmann::json::parse(text);
  EXPECT_EQ(json["totals"]["faults"]["abort_after"]["attempts"], 3);
  EXPECT_EQ(json["requests"][0]["faults"]["abort_after"]["unanswered"], 2);
  EXPECT_EQ(json["requests"][0]["faults"]["abort_after"]["left"], 1);
  EXPECT_EQ(json["requests"][0]["faults"]["malformed"]["status_4xx"], 1);
  EXPECT_FALSE(json["requests"][0]["faults"].contains("slow_read"));
  EXPECT_EQ(json["warmup"]["faulted"], 1);
  EXPECT_FALSE(nlohmann::json::parse(to_json(passing_record()))["totals"].contains("faults"));
}

TEST(Faults, have_columns_of_requests_csv_only_where_there_are_any) {
  std::ostringstream with, without;
  write_requests_csv(faulty_record(), with);
  write_requests_csv(passing_record(), without);
  EXPECT_THAT(with.str(), HasSubstr(",faults_abort_after,faults_slow_send,faults_slow_read,faults_malformed,faults_"
                                    "abort_after_tokens,status_200\n"));
  EXPECT_THAT(with.str(), HasSubstr(",3,0,0,1,0,"));
  EXPECT_THAT(without.str(), Not(HasSubstr("faults")));
}

}  // namespace plimsoll::fault_sentences_test
