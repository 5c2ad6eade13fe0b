// A request that is the turns of one conversation.

#include "tests/engine/load/flow_run.h"
#include "tests/support/temp_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>

namespace plimsoll::conversation_test {

using nlohmann::json;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

const std::string kUser = "load: {users: 1, spawn_rate: 1, wait: 1h, duration: 30s}\n";

class Conversations : public testing::Test {
 protected:
  std::string scenario(const std::string& rows, const std::string& more = "") const {
    const auto file = folder_.write("c.jsonl", rows);
    return kUser + "feeders: {row: {file: '" + file.string() +
           "', format: prompts}}\nrequests:\n  - post: /v1/chat/completions\n    think: 2s\n" +
           "    json: {model: m, messages: '{{messages}}'}\n    conversation: {turns: '{{row.turns}}'" + more + "}\n";
  }
  static json messages(const SentRequest& sent) { return json::parse(sent.body)["messages"]; }

  test::TempFolder folder_;
};

TEST_F(Conversations, send_each_turn_with_all_that_was_said_before) {
  int answers = 0;
  const ClosedFlow run(scenario(R"({"turns": ["first \"one\"", "second", "third"]})"), [&](const SentRequest&) {
    return answer_with(R"({"choices": [{"index": 0, "message": {"role": "assistant", "content": "so\n)" +
                       std::to_string(++answers) + R"("}}]})");
  });
  EXPECT_THAT(run.failures(), IsEmpty());
  ASSERT_THAT(run.sent(), SizeIs(3));
  EXPECT_EQ(messages(run.sent()[0]), json::parse(R"([{"role": "user", "content": "first \"one\""}])"));
  EXPECT_EQ(messages(run.sent()[2]), json::parse(R"([{"role": "user", "content": "first \"one\""},
      {"role": "assistant", "content": "so\n1"}, {"role": "user", "content": "second"},
      {"role": "assistant", "content": "so\n2"}, {"role": "user", "content": "third"}])"));
  // An answer takes 100 ms; two seconds of thinking follow it.
  EXPECT_THAT(run.seconds(), ElementsAre(0, 2.1, 4.2));
  EXPECT_EQ(run.flow().completed, 1U);
}

TEST_F(Conversations, end_where_they_may_have_no_more_turns) {
  const ClosedFlow run(scenario(R"({"turns": ["a", "b", "c"]})", ", at_most: 2"),
                       [](const SentRequest&) { return answer_with("{}"); });
  ASSERT_THAT(run.sent(), SizeIs(2));
  EXPECT_EQ(messages(run.sent()[1])[1]["content"], "");
}

TEST_F(Conversations, end_with_an_answer_that_is_no_good) {
  const ClosedFlow run(scenario(R"({"turns": ["a", "b", "c"]})"),
                       [](const SentRequest&) { return answer_with("busy", 503); });
  EXPECT_THAT(run.sent(), SizeIs(1));
  EXPECT_EQ(run.flow().completed, 0U);
  EXPECT_EQ(run.flow().begun, 1U);
}

TEST_F(Conversations, begin_anew_with_the_next_row) {
  auto text = scenario("{\"turns\": [\"a\", \"b\"]}\n{\"turns\": [\"c\"]}\n");
  text.replace(text.find("wait: 1h"), 8, "wait: 5s");
  const ClosedFlow run(text, [](const SentRequest&) { return answer_with(R"({"message": {"content": "x"}})"); });
  ASSERT_GT(run.sent().size(), 3U);
  EXPECT_EQ(messages(run.sent()[1]).size(), 3U);
  EXPECT_EQ(messages(run.sent()[2]), json::parse(R"([{"role": "user", "content": "c"}])"));
  EXPECT_EQ(messages(run.sent()[3]), json::parse(R"([{"role": "user", "content": "a"}])"));
}

TEST_F(Conversations, give_their_last_answer_to_the_step_after_them) {
  const auto file = folder_.write("c.jsonl", R"({"turns": ["a", "b"]})");
  const ClosedFlow run(kUser + "feeders: {row: {file: '" + file.string() +
                           "', format: prompts}}\nrequests:\n  - steps:\n    - post: /chat\n"
                           "      json: {m: '{{history}}'}\n      capture: {reply: text}\n"
                           "      conversation: {turns: '{{row.turns}}', messages: history}\n"
                           "    - {post: /rate, json: {reply: '{{reply}}', messages: '{{history}}'}}\n",
                       [](const SentRequest&) { return answer_with(R"({"generated_text": "fine"})"); });
  EXPECT_THAT(run.failures(), IsEmpty());
  ASSERT_THAT(run.lines(), ElementsAre("POST /chat", "POST /chat", "POST /rate"));
  EXPECT_EQ(json::parse(run.sent()[2].body)["reply"], "fine");
  EXPECT_EQ(json::parse(run.sent()[2].body)["messages"].size(), 3U);
}

}  // namespace plimsoll::conversation_test
