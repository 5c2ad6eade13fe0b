#include "cli/answers/answer_proposal.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace plimsoll::answer_proposal_test {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(AnswerProposal, answers_that_stay_the_same_need_nothing) {
  const auto proposal = propose({{R"({"p": [1, 2]})", R"({"p": [1, 2.0]})", R"({"p": [1, 2]})"}});
  EXPECT_THAT(proposal.rules.ignored, IsEmpty());
  EXPECT_THAT(proposal.rules.tolerance_at, IsEmpty());
  EXPECT_FALSE(proposal.rules.ignore_order);
  EXPECT_EQ(lines_of(proposal, "answers/p.json", 2), "  expect:\n    body_like:\n      file: \"@answers/p.json\"\n");
}

TEST(AnswerProposal, what_varies_is_ignored_and_what_varies_slightly_gets_a_tolerance) {
  const auto proposal = propose({{R"({"id": "a1", "at": 1700000000.5, "p": [0.5, 0.25], "n": 3})",
                                  R"({"id": "b2", "at": 1700000001.5, "p": [0.501, 0.25], "n": 3})",
                                  R"({"id": "c3", "at": 1700000002.5, "p": [0.499, 0.2502], "n": 3})"}});
  EXPECT_THAT(proposal.rules.ignored, ElementsAre("$.at", "$.id"));
  ASSERT_EQ(proposal.rules.tolerance_at.size(), 1u);
  EXPECT_EQ(proposal.rules.tolerance_at[0].place, "$.p[*]");
  EXPECT_NEAR(*proposal.rules.tolerance_at[0].tolerance.absolute, 0.002, 0.0011);
  EXPECT_THAT(lines_of(proposal, "answers/p.json", 0),
              testing::HasSubstr("    ignore: [\"$.at\", \"$.id\"]  # they varied from call to call\n"));
}

TEST(AnswerProposal, a_list_in_another_order_each_time_is_seen_as_one) {
  const auto proposal = propose({{R"({"tags": ["a", "b", "c"]})", R"({"tags": ["c", "a", "b"]})"}});
  EXPECT_TRUE(proposal.rules.ignore_order);
  EXPECT_THAT(proposal.rules.ignored, IsEmpty());
}

TEST(AnswerProposal, elements_and_members_that_come_and_go_are_ignored) {
  const auto proposal = propose({{R"({"l": [1], "x": 1})", R"({"l": [1, 2], "y": 2})"}});
  EXPECT_THAT(proposal.rules.ignored, ElementsAre("$.l", "$.x", "$.y"));
}

TEST(AnswerProposal, rows_are_told_apart) {
  EXPECT_FALSE(propose({{"{\"p\": 1}", "{\"p\": 1}"}, {"{\"p\": 2}"}}).is_alike_by_row);
  EXPECT_TRUE(propose({{"{\"p\": 1}", "{\"p\": 1}"}, {"{\"p\": 1}", "{\"p\": 1}"}}).is_alike_by_row);
  EXPECT_FALSE(propose({{"<html>", "<html>"}}).is_of_json);
}

}  // namespace plimsoll::answer_proposal_test
