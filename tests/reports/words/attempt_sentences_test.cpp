#include "reports/words/attempt_sentences.h"
#include "record/run_record_json.h"
#include "reports/csv.h"
#include "reports/markdown.h"
#include "reports/words/answer_sentences.h"
#include "reports/words/sentences.h"
#include "tests/support/sample_record.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <sstream>

namespace plimsoll::attempt_sentences_test {

using namespace std::chrono_literals;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

// 1,000 requests of the first name, of which so many are tried again.
RunRecord record_with(int retries) {
  auto record = passing_record();
  record.stats.by_request[0].requests = 1000;
  record.stats.by_request[1].requests = 0;
  auto& attempts = record.stats.by_request[0].attempts;
  for (int i = 0; i < 1000; ++i) attempts.add(AttemptCause::first, i < retries ? 503 : 200, 10ms);
  for (int i = 0; i < retries; ++i) attempts.add(AttemptCause::retry, 200, 10ms);
  return record;
}

TEST(AttemptSentences, tell_requests_and_attempts) {
  auto record = record_with(250);
  auto& attempts = record.stats.by_request[0].attempts;
  attempts.add(AttemptCause::redirect, 200, 10ms);
  attempts.add(AttemptCause::renewal, 0, std::nullopt);
  attempts.tally.refused_cookies = 2;
  EXPECT_THAT(
      attempt_sentences(record),
      ElementsAre(record.request_names[0] +
                  ": 1,000 requests took 1,252 attempts, 1.25 a request: 250 retries, 1 redirect, 1 after a 401, "
                  "with another token; 1 without an answer, 1,001 answered 2xx, 250 answered 5xx. An attempt "
                  "took 10 ms (p50), 10 ms at most. Refused: 2 cookies (of another domain, too large, or "
                  "not as its name promises)."));
  EXPECT_THAT(count_notes(record), Contains(HasSubstr("took 1,252 attempts")));
}

TEST(AttemptSentences, say_nothing_where_requests_are_attempts) {
  EXPECT_THAT(attempt_sentences(passing_record()), IsEmpty());
  EXPECT_THAT(attempt_sentences(record_with(0)), IsEmpty());
  EXPECT_FALSE(storm_sentence(passing_record()));
}

TEST(AttemptSentences, let_no_storm_hide) {
  EXPECT_FALSE(storm_sentence(record_with(99)));
  const auto record = record_with(250);
  const auto storm = storm_sentence(record).value_or("");
  EXPECT_THAT(storm, HasSubstr("The target was asked 25 % more often than there were requests: 250 retries: "));
  EXPECT_THAT(storm, HasSubstr("good answers a second, "));
  EXPECT_THAT(result_notes(record), Contains(HasSubstr("25 % more often")));
  std::ostringstream markdown;
  write_markdown(record, markdown);
  EXPECT_THAT(markdown.str(), HasSubstr("25 % more often"));
}

// It is of all that the target was asked, as the answers and attempts a second beside it are.
TEST(AttemptSentences, count_requests_that_are_never_sent_again) {
  auto record = record_with(250);
  record.stats.by_request[1].requests = 1000;
  EXPECT_THAT(storm_sentence(record).value_or(""), HasSubstr("asked 12 % more often"));
}

TEST(Attempts, come_back_from_the_record) {
  const auto text = to_json(record_with(250));
  const auto read = run_record_from_json(text).value();
  EXPECT_EQ(to_json(read), text);
  const auto& attempts = read.stats.by_request[0].attempts;
  EXPECT_EQ(attempts.tally.all(), 1250u);
  ASSERT_TRUE(attempts.time);
  EXPECT_EQ(attempts.time->count(), 1250u);
  const auto json = nlohmann::json::parse(text);
  EXPECT_EQ(json["totals"]["attempts"]["all"], 1250);
  EXPECT_EQ(json["requests"][0]["attempts"]["first"], 1000);
  EXPECT_EQ(json["requests"][0]["attempts"]["retry"], 250);
  EXPECT_EQ(json["requests"][0]["attempts"]["status_5xx"], 250);
  EXPECT_FALSE(json["requests"][1].contains("attempts"));
  EXPECT_FALSE(nlohmann::json::parse(to_json(passing_record()))["totals"].contains("attempts"));
}

TEST(Attempts, have_columns_of_requests_csv_only_where_there_are_any) {
  std::ostringstream with, without;
  write_requests_csv(record_with(250), with);
  write_requests_csv(passing_record(), without);
  EXPECT_THAT(
      with.str(),
      HasSubstr(",attempts,attempts_per_request,attempts_retry,attempts_redirect,attempts_renewal,status_200\n"));
  EXPECT_THAT(with.str(), HasSubstr(",1250,1.25,250,0,0,"));
  EXPECT_THAT(without.str(), Not(HasSubstr("attempts")));
}

}  // namespace plimsoll::attempt_sentences_test
