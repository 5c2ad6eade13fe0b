#include "reports/words/probe_sentences.h"

#include "record/run_record.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace plimsoll::probe_sentences_test {

using ::testing::Contains;
using ::testing::HasSubstr;

RunRecord probed(AnswersVerdict verdict) {
  RunRecord record;
  auto& probes = record.probes.emplace();
  probes.verdict = verdict;
  probes.reason = "asked alone";
  probes.request = "predict";
  return record;
}

TEST(ProbeSentences, say_of_what_a_difference_is_a_share) {
  auto record = probed(AnswersVerdict::changed);
  record.probes->greatest_difference = 0.5;
  EXPECT_THAT(probe_sentences(record), Contains(HasSubstr("50 % of the greater of the two")));
}

}  // namespace plimsoll::probe_sentences_test
