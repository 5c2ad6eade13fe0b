#include "conduct/probing/known_answers.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>

namespace plimsoll::test::known_answers_test {

using testing::ElementsAre;
using testing::IsEmpty;

KnownAnswers made(const ProbePlan& plan = {}, std::size_t rows = 2) {
  auto known = KnownAnswers::make(plan, rows);
  EXPECT_TRUE(known.has_value());
  return *std::move(known);
}

TEST(KnownAnswers, are_numbered_by_row_in_the_order_in_which_they_come) {
  auto known = made();
  EXPECT_EQ(known.see(0, R"({"y": 1})").number, 0);
  EXPECT_EQ(known.see(0, R"({"y": 2})").number, 1);
  EXPECT_EQ(known.see(0, R"({ "y" : 1.0 })").number, 0);
  EXPECT_EQ(known.see(1, R"({"y": 2})").number, 0);
  for (int i = 10; i < 16; ++i) known.see(0, std::to_string(i));
  EXPECT_EQ(known.see(0, "17").number, KnownAnswers::kOneTooMany);
}

TEST(KnownAnswers, tell_by_how_much_and_whose_an_answer_is) {
  auto known = made();
  known.see(0, R"({"y": 8})");
  known.see(1, R"({"y": 10})");
  known.set_references({0, 0});
  const auto seen = known.see(0, R"({"y": 10})");
  EXPECT_DOUBLE_EQ(*seen.difference, 0.2);
  EXPECT_THAT(seen.of_rows, ElementsAre(1));
  EXPECT_THAT(known.see(0, R"({"y": 8})").of_rows, IsEmpty());
  EXPECT_FALSE(known.see(0, "not JSON").difference);
  EXPECT_EQ(known.different_rows(), 2u);
}

TEST(KnownAnswers, name_the_paths_that_no_answer_has) {
  ProbePlan plan;
  plan.ignore = {"$.id", "$.idd", "$.rows[*].ms"};
  auto known = made(plan);
  known.see(0, "no JSON");
  EXPECT_THAT(known.idle_paths(), IsEmpty()) << "nothing is known of an answer that is none";
  known.see(0, R"({"id": 1})");
  known.see(1, R"({"rows": [{"ms": 3}]})");
  EXPECT_THAT(known.idle_paths(), ElementsAre("$.idd"));
}

TEST(KnownAnswers, leave_out_what_varies_and_what_is_near) {
  ProbePlan plan;
  plan.within = 0.01;
  plan.ignore = {"$.id", "$.rows[*].ms"};
  auto known = made(plan);
  known.see(0, R"({"id": 1, "y": 100, "rows": [{"ms": 3, "p": 1}]})");
  EXPECT_EQ(known.see(0, R"({"id": 2, "y": 100.5, "rows": [{"ms": 4, "p": 1}]})").number, 0);
  EXPECT_EQ(known.see(0, R"({"y": 100, "rows": [{"p": 1}]})").number, 0);
  EXPECT_EQ(known.see(0, R"({"id": 2, "y": 102, "rows": [{"ms": 4, "p": 1}]})").number, 1);
  EXPECT_EQ(known.see(0, R"({"id": 2, "y": 100, "rows": [{"ms": 4, "p": 2}]})").number, 2);
  plan.ignore = {"$["};
  EXPECT_TRUE(KnownAnswers::make(plan, 1).has_error());
}

TEST(KnownAnswers, tell_the_places_that_differ) {
  ProbePlan plan;
  plan.ignore = {"$.ms"};
  auto known = made(plan);
  known.see(0, R"({"id": "a", "ms": 1, "rows": [{"p": 1}, {"p": 2}], "x y": 1, "gone": true})");
  const auto seen = known.see(0, R"({"id": "b", "ms": 2, "rows": [{"p": 3}, {"p": 4}], "x y": 2})");
  EXPECT_THAT(seen.places, testing::UnorderedElementsAre("$.id", "$.rows[*].p", "$['x y']", "$.gone"));
  const auto one = known.see(0, R"({"id": "a", "ms": 2, "rows": [{"p": 1}, {"p": 5}], "x y": 1, "gone": true})");
  EXPECT_THAT(one.places, ElementsAre("$.rows[*].p"));
  EXPECT_EQ(one.place, "$.rows[1].p");
  EXPECT_EQ(one.expected, "2");
  EXPECT_EQ(one.got, "5");
  EXPECT_THAT(known.see(0, "not JSON").places, IsEmpty());
}

TEST(KnownAnswers, hold_bytes_against_bytes_where_they_are_no_json) {
  auto known = made();
  EXPECT_EQ(known.see(0, "setosa").number, 0);
  EXPECT_EQ(known.see(0, "virginica").number, 1);
  EXPECT_EQ(known.see(0, "setosa").number, 0);
  EXPECT_EQ(known.reference(0), "setosa");
}

}  // namespace plimsoll::test::known_answers_test
