// What is kept of answers, and what goes.

#include "web/api/kept_answers.h"

#include <gtest/gtest.h>

#include <string>

namespace plimsoll::kept_answers_test {

TEST(KeptAnswers, are_given_again) {
  KeptAnswers kept(100);
  EXPECT_EQ(kept.find("a"), nullptr);
  EXPECT_EQ(*kept.keep("a", "one"), "one");
  EXPECT_EQ(*kept.find("a"), "one");
  kept.keep("a", "another");
  EXPECT_EQ(*kept.find("a"), "another");
  EXPECT_EQ(kept.bytes(), 8u);
}

TEST(KeptAnswers, that_were_asked_for_longest_ago_go_first) {
  KeptAnswers kept(40);
  const std::string ten(9, 'x');
  for (const auto* key : {"a", "b", "c", "d"}) kept.keep(key, ten);
  EXPECT_EQ(*kept.find("a"), ten);
  kept.keep("e", ten);
  EXPECT_EQ(kept.find("b"), nullptr);
  for (const auto* key : {"a", "c", "d", "e"}) EXPECT_NE(kept.find(key), nullptr) << key;
  EXPECT_EQ(kept.bytes(), 40u);
}

TEST(KeptAnswers, that_are_too_great_are_given_and_not_kept) {
  KeptAnswers kept(10);
  EXPECT_EQ(kept.keep("a", std::string(20, 'x'))->size(), 20u);
  EXPECT_EQ(kept.find("a"), nullptr);
  EXPECT_EQ(kept.bytes(), 0u);
}

TEST(KeptAnswers, of_a_run_are_others_where_anything_of_it_is_another) {
  StoredRun run;
  run.id = "1a";
  run.stored_bytes = 100;
  const auto key = key_of("page", run);
  EXPECT_EQ(key_of("page", run), key);
  EXPECT_NE(key_of("trend", run), key);
  auto changed = run;
  changed.note = "before the new model";
  EXPECT_NE(key_of("page", changed), key);
  changed = run;
  changed.stored_bytes = 101;
  EXPECT_NE(key_of("page", changed), key);
}

}  // namespace plimsoll::kept_answers_test
