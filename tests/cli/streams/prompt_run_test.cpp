// Prompts that are made, arrivals in bursts, conversations: what the built program sends, held against the log of the
// server that got it.

#include "tests/support/chat_server.h"
#include "tests/support/child_process.h"
#include "tests/support/temp_folder.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <string>

namespace plimsoll::test::prompt_run_test {

using nlohmann::json;
using ::testing::AnyOf;
using ::testing::HasSubstr;

// A busy machine measures badly, which is its own exit code; what was sent is the same.
const auto kGoodOrUnmeasured = AnyOf(0, 3);

class PromptRun : public ::testing::Test {
 protected:
  ProcessResult run(const std::string& scenario, const std::vector<std::string>& more = {}) {
    const auto file = folder_.write("soak.yaml", fmt::format("target: {}\nmonitor: none\n{}", server_.url(), scenario));
    std::vector<std::string> words = {PLIMSOLL_BINARY, "run", file.string(), "--out", (folder_.path() / "out").string(),
                                      "--no-store"};
    words.insert(words.end(), more.begin(), more.end());
    auto result = run_process(words);
    record_ = json::parse(folder_.read("out/run.json"), nullptr, false);
    return result;
  }
  json totals() const { return record_.value("totals", json::object()); }

  static constexpr auto kChat =
      "requests:\n  - name: chat\n    post: /v1/chat/completions\n    stream: sse\n"
      "    json: {model: m, stream: true, stream_options: {include_usage: true}, messages: '{{row.messages}}', "
      "max_tokens: '{{row.output_tokens}}'}\n";

  ChatServer server_;
  TempFolder folder_;
  json record_;
};

TEST_F(PromptRun, sends_what_the_server_counts_in_bursts_that_keep_the_rate) {
  const auto result =
      run("seed: 7\nload: {rate: 200/s, arrivals: gamma, burstiness: 0.3, duration: 2s}\n"
          "feeders: {row: {synthetic: {input_tokens: 40..80, output_tokens: 3..9, shared_prefix: 50%, groups: 2}}}\n" +
          std::string(kChat));
  ASSERT_THAT(result.exit_code, kGoodOrUnmeasured) << result.out << result.err;
  const auto log = server_.log();
  EXPECT_EQ(log.refused, 0U) << log.last_refusal;
  const auto streams = totals()["streams"];
  EXPECT_EQ(streams["streams"], log.answers);
  EXPECT_EQ(streams["tokens_in"], log.tokens_in);
  EXPECT_EQ(streams["tokens_out"], log.tokens_out);
  EXPECT_EQ(streams["finish_reasons"], json({{"length", log.answers}}));
  // 400 expected; gaps with a coefficient of variation of 1.83 make it 37 more or less.
  EXPECT_NEAR(static_cast<double>(log.answers), 400, 5 * 37);
  // Two beginnings of at least 20 words, and no two prompts alike.
  std::map<std::string, int> beginnings;
  for (const auto& text : log.first_texts) {
    std::size_t end = 0;
    for (int word = 0; word < 20; ++word) end = text.find(' ', end + 1);
    ++beginnings[text.substr(0, end)];
  }
  EXPECT_EQ(beginnings.size(), 2U);
  EXPECT_EQ(std::set<std::string>(log.first_texts.begin(), log.first_texts.end()).size(), log.first_texts.size());
  const auto mean = static_cast<double>(log.tokens_in) / static_cast<double>(log.answers);
  EXPECT_NEAR(mean, 60, 4);
  EXPECT_THAT(result.out, HasSubstr("A prompt had "));
  EXPECT_THAT(folder_.read("out/run.json"), HasSubstr("gamma, burstiness 0.3"));
  EXPECT_THAT(folder_.read("out/run.json"), HasSubstr("tokens are counted in words"));
  EXPECT_THAT(folder_.read("out/report.html"), HasSubstr("40 to 80, uniform"));
}

TEST_F(PromptRun, sends_the_same_prompts_with_the_same_seed_whatever_the_threads) {
  const std::string scenario =
      "seed: 3\nload: {users: 4, spawn_rate: 100/s, requests: 60}\n"
      "feeders: {row: {synthetic: {input_tokens: 12, output_tokens: 1, rows: 1000}, order: once}}\n" +
      std::string(kChat);
  std::vector<std::set<std::string>> sent;
  for (const auto* threads : {"1", "2"}) {
    const auto before = server_.log().first_texts.size();
    ASSERT_THAT(run(scenario, {"--threads", threads}).exit_code, kGoodOrUnmeasured);
    const auto texts = server_.log().first_texts;
    sent.emplace_back(texts.begin() + static_cast<std::ptrdiff_t>(before), texts.end());
  }
  EXPECT_EQ(sent[0].size(), 60U);
  EXPECT_EQ(sent[0], sent[1]);
}

TEST_F(PromptRun, replays_a_trace_at_its_instants_with_prompts_of_its_lengths) {
  folder_.write("t.jsonl",
                "{\"timestamp\": 100, \"input_length\": 600, \"output_length\": 4, \"hash_ids\": [1, 2]}\n"
                "{\"timestamp\": 200, \"input_length\": 700, \"output_length\": 5, \"hash_ids\": [1, 3]}\n"
                "{\"timestamp\": 300, \"input_length\": 20, \"output_length\": 6, \"hash_ids\": [4]}\n");
  const auto result =
      run("load: {trace: t.jsonl}\nfeeders: {row: {file: t.jsonl, format: trace, order: once}}\n" + std::string(kChat));
  ASSERT_THAT(result.exit_code, kGoodOrUnmeasured) << result.out << result.err;
  const auto log = server_.log();
  EXPECT_EQ(log.answers, 3U);
  EXPECT_EQ(log.tokens_in, 1320U);
  EXPECT_EQ(log.tokens_out, 15U);
  EXPECT_EQ(totals()["streams"]["tokens_in"], 1320);
}

TEST_F(PromptRun, talks_on_with_what_was_answered) {
  folder_.write("c.json", R"([{"conversations": [{"from": "human", "value": "a b"}, {"from": "gpt", "value": "c"},
                              {"from": "human", "value": "d"}, {"from": "gpt", "value": "e"},
                              {"from": "human", "value": "f"}]}])");
  for (const bool streamed : {true, false}) {
    const auto before = server_.log();
    const auto result =
        run(fmt::format("load: {{users: 1, requests: 30}}\nfeeders: {{row: {{file: c.json, format: prompts}}}}\n"
                        "requests:\n  - name: chat\n    post: /v1/chat/completions\n    think: 1ms\n"
                        "    conversation: {{turns: '{{{{row.turns}}}}'}}\n{}"
                        "    json: {{model: m, stream: {}, messages: '{{{{messages}}}}', max_tokens: 2}}\n",
                        streamed ? "    stream: sse\n" : "", streamed));
    ASSERT_THAT(result.exit_code, kGoodOrUnmeasured) << result.out << result.err;
    const auto log = server_.log();
    EXPECT_EQ(log.refused, 0U) << log.last_refusal;
    EXPECT_EQ(log.answers - before.answers, 30U);
    // 1, 3 and 5 messages, ten times; each answer has two words.
    for (std::size_t i = 0; i < 30; ++i)
      EXPECT_EQ(log.message_counts[before.message_counts.size() + i], 1 + 2 * (i % 3)) << i;
    EXPECT_EQ(log.tokens_in - before.tokens_in, 10U * (2 + (2 + 2 + 1) + (2 + 2 + 1 + 2 + 1)));
  }
}

}  // namespace plimsoll::test::prompt_run_test
