#include "scenarios/feeders/feeder_reader.h"
#include "scenarios/feeders/token_trace.h"
#include "scenarios/prompts/prompt_text.h"
#include "tests/support/temp_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <iterator>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>
#include <string>
#include <vector>

namespace plimsoll::test::prompt_rows_test {

using nlohmann::json;
using testing::ElementsAre;
using testing::HasSubstr;
using Format = Feeder::Format;
using Rows = std::vector<std::map<std::string, std::string>>;

class PromptRows : public testing::Test {
 protected:
  Feeder feeder(const std::string& text, Format format = Format::prompts, const std::string& name = "rows.json") const {
    Feeder feeder;
    feeder.name = "row";
    feeder.files = {folder_.write(name, text)};
    feeder.label = name;
    feeder.format = format;
    feeder.bytes = text.size();
    return feeder;
  }

  static Feeder with_columns(Feeder feeder, const std::vector<std::string>& columns) {
    feeder.columns.clear();
    for (const auto& column : columns) feeder.columns.push_back({column, CellType::null});
    return feeder;
  }

  static Rows rows_of(const Feeder& from, std::size_t most = 1000, std::string* error = nullptr) {
    Rows rows;
    const auto feeder = from.columns.empty() ? with_columns(from, *feeder_columns(from)) : from;
    auto reader = FeederReader::open(feeder);
    if (!reader) {
      EXPECT_NE(error, nullptr) << reader.error().message;
      if (error != nullptr) *error = reader.error().message;
      return rows;
    }
    RowBlock block(feeder.columns.size());
    while (block.rows() < most) {
      const auto more = (*reader)->next(block);
      if (more.has_error()) {
        EXPECT_NE(error, nullptr) << more.error().message;
        if (error != nullptr) *error = more.error().message;
        break;
      }
      if (!*more) break;
    }
    for (std::size_t row = 0; row < block.rows(); ++row) {
      auto& one = rows.emplace_back();
      if (error != nullptr && !error->empty() && row + 1 == block.rows()) break;
      for (std::size_t i = 0; i < feeder.columns.size(); ++i)
        one[feeder.columns[i].name] = std::string(block.cell(row, i).text);
    }
    return rows;
  }

  std::string error_of(const std::string& text, Format format = Format::prompts,
                       const std::vector<std::string>& columns = {"prompt", "output_tokens"}) const {
    std::string error;
    rows_of(with_columns(feeder(text, format, "rows"), columns), 1000, &error);
    return error;
  }

  TempFolder folder_;
};

TEST_F(PromptRows, reads_conversations_as_sharegpt_has_them) {
  const auto rows = rows_of(feeder(R"([
    {"id": "a", "conversations": [{"from": "human", "value": "How far is the moon?"},
      {"from": "gpt", "value": "It is far \"away\"."}, {"from": "human", "value": "And the sun?"},
      {"from": "gpt", "value": "Farther"}]},
    {"id": "b", "conversations": [{"from": "gpt", "value": "nobody asked"}]},
    {"id": "c", "conversations": []},
    {"id": "d", "conversations": [{"from": "gpt", "value": "x"}, {"from": "system", "value": "Be brief"},
      {"from": "user", "value": "Hi"}, {"from": "assistant", "value": "Hello there you"}]}
  ])"));
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[0].at("prompt"), "How far is the moon?");
  EXPECT_EQ(json::parse(rows[0].at("messages")),
            json::parse(R"([{"role": "user", "content": "How far is the moon?"}])"));
  EXPECT_EQ(json::parse(rows[0].at("turns")), json({"How far is the moon?", "And the sun?"}));
  EXPECT_EQ(rows[0].at("input_tokens"), "5");
  EXPECT_EQ(rows[0].at("output_tokens"), "4");
  EXPECT_EQ(json::parse(rows[1].at("messages")),
            json::parse(R"([{"role": "system", "content": "Be brief"}, {"role": "user", "content": "Hi"}])"));
  EXPECT_EQ(rows[1].at("output_tokens"), "3");
}

TEST_F(PromptRows, reads_lines_of_prompts_messages_turns_and_batches) {
  const auto rows = rows_of(with_columns(
      feeder(
          "{\"prompt\": \"one two\", \"output_tokens\": 7}\n"
          R"({"messages": [{"role": "user", "content": [{"type": "text", "text": "a b c"}]}, )"
          R"({"role": "assistant", "content": "yes"}, {"role": "user", "content": "d"}], "max_tokens": 9})"
          "\n\n"
          R"({"question_id": 81, "category": "writing", "turns": ["Compose a blog", "Rewrite it"], "max_tokens": 5})"
          "\n"
          R"({"custom_id": "x", "body": {"model": "m", "messages": [{"role": "user", "content": "q"}], "max_tokens": 3}})"
          "\n{\"input\": \"text\", \"output\": \"two words\"}\n"),
      {"prompt", "messages", "turns", "input_tokens", "output_tokens"}));
  ASSERT_EQ(rows.size(), 5U);
  EXPECT_EQ(rows[0].at("prompt"), "one two");
  EXPECT_EQ(rows[0].at("output_tokens"), "7");
  EXPECT_EQ(json::parse(rows[1].at("messages")).size(), 3U);
  EXPECT_EQ(json::parse(rows[1].at("turns")), json({"a b c", "d"}));
  EXPECT_EQ(rows[1].at("input_tokens"), "5");
  EXPECT_EQ(rows[1].at("output_tokens"), "9");
  EXPECT_EQ(json::parse(rows[2].at("turns")), json({"Compose a blog", "Rewrite it"}));
  EXPECT_EQ(rows[3].at("prompt"), "q");
  EXPECT_EQ(rows[3].at("output_tokens"), "3");
  EXPECT_EQ(rows[4].at("output_tokens"), "2");
}

TEST_F(PromptRows, says_what_is_wrong_and_where) {
  EXPECT_THAT(error_of("{\"prompt\": \"x\"}\n"), HasSubstr("rows:1: says no output_tokens"));
  for (const auto* wrong : {"-3", "3.5", "\"12\"", "true"})
    EXPECT_THAT(error_of(R"({"prompt": "x", "output_tokens": )" + std::string(wrong) + "}\n"),
                HasSubstr("rows:1: output_tokens: " + std::string(wrong) + " is no number of tokens"));
  EXPECT_THAT(error_of("{\"prompt\": \"x\", \"output_tokens\": 100000000000000000000}\n"),
              HasSubstr("is no number of tokens: expected a whole number from 1"));
  EXPECT_EQ(error_of("{\"prompt\": \"x\", \"max_tokens\": -1}\n", Format::prompts, {"prompt"}), "") << "nobody asks";
  const std::string unasked = R"({"conversations": [{"from": "gpt", "value": "nobody asked"}]})";
  EXPECT_THAT(error_of(unasked + "\n" + unasked + "\n"),
              HasSubstr("rows: has no rows: no user begins any of its conversations, 2 of which were passed over"));
  EXPECT_THAT(error_of("{\"prompt\": \"x\", \"max_tokens\": 1}\n\n{\"a\": 1}"), HasSubstr("rows:3: has no prompt"));
  EXPECT_THAT(error_of("[{\"prompt\": \"x\", \"max_tokens\": 1},"), HasSubstr("the file was cut"));
  EXPECT_THAT(error_of("[{\"prompt\": \"x"), HasSubstr("ends within an object"));
  EXPECT_THAT(error_of("[1]"), HasSubstr("rows:1: expected a JSON object"));
  EXPECT_THAT(error_of("{\"turns\": [1]}"), HasSubstr("expected a list of texts"));
  EXPECT_THAT(error_of("{\"conversations\": [1]}"), HasSubstr("expected a list of {\"from\": ..., \"value\": ...}"));
  EXPECT_THAT(error_of("{\"prompt\": }"), HasSubstr("rows:1"));
}

TEST_F(PromptRows, makes_prompts_of_the_wanted_lengths_that_begin_like_no_other) {
  Feeder made;
  made.name = "row";
  made.format = Format::synthetic;
  made.seed = 4;
  made.synthetic.input = {TokenLengths::Law::uniform, 20, 60, 0, 0};
  made.synthetic.output = TokenLengths::constant(33);
  std::set<std::string> beginnings;
  const auto rows = rows_of(made, 2000);
  ASSERT_EQ(rows.size(), 2000U);
  for (const auto& row : rows) {
    const auto& prompt = row.at("prompt");
    ASSERT_EQ(std::to_string(count_words(prompt)), row.at("input_tokens"));
    EXPECT_EQ(row.at("output_tokens"), "33");
    EXPECT_EQ(json::parse(row.at("messages"))[0]["content"], prompt);
    std::size_t end = 0;
    for (int word = 0; word < 4; ++word) end = prompt.find(' ', end + 1);
    beginnings.insert(prompt.substr(0, end));
  }
  EXPECT_EQ(beginnings.size(), 2000U);
  EXPECT_EQ(rows_of(made, 2000), rows);
  made.seed = 5;
  EXPECT_NE(rows_of(made, 1), Rows(rows.begin(), rows.begin() + 1));
  made.seed = 4;
  made.name = "other";
  EXPECT_NE(rows_of(made, 1), Rows(rows.begin(), rows.begin() + 1));
}

TEST_F(PromptRows, shares_the_beginning_within_a_group_and_nothing_after_it) {
  Feeder made;
  made.format = Format::synthetic;
  made.synthetic.input = TokenLengths::constant(40);
  made.synthetic.shared_share = 0.5;
  made.synthetic.groups = 3;
  made.synthetic.rows = 300;
  made.synthetic.turns = {TokenLengths::Law::uniform, 1, 3, 0, 0};
  const auto rows = rows_of(made);
  ASSERT_EQ(rows.size(), 300U);
  std::map<std::string, int> groups;
  std::set<std::string> rests;
  std::set<std::string> texts;
  std::size_t all_texts = 0;
  for (const auto& row : rows) {
    const auto& prompt = row.at("prompt");
    std::size_t end = 0;
    for (int word = 0; word < 20; ++word) end = prompt.find(' ', end + 1);
    ++groups[prompt.substr(0, end)];
    rests.insert(prompt.substr(end));
    for (const auto& text : json::parse(row.at("turns"))) {
      texts.insert(text.get<std::string>());
      EXPECT_EQ(count_words(text.get<std::string>()), 40U);
      ++all_texts;
    }
  }
  EXPECT_EQ(groups.size(), 3U);
  for (const auto& [group, count] : groups) EXPECT_NEAR(count, 100, 40);
  EXPECT_EQ(rests.size(), 300U);
  EXPECT_GT(all_texts, 400U);
  EXPECT_EQ(texts.size(), all_texts);
}

TEST_F(PromptRows, makes_prompts_to_a_mooncake_trace_whose_equal_blocks_are_equal_text) {
  const auto rows =
      rows_of(feeder("{\"timestamp\": 1000, \"input_length\": 1030, \"output_length\": 500, \"hash_ids\": [0, 1, 2]}\n"
                     "{\"timestamp\": 1000, \"input_length\": 600, \"output_length\": 1, \"hash_ids\": [0, 5]}\n"
                     "{\"timestamp\": 4500, \"input_length\": 3, \"output_length\": 0, \"hash_ids\": []}\n",
                     Format::trace));
  ASSERT_EQ(rows.size(), 3U);
  const auto words = [&](std::size_t row, std::size_t from, std::size_t to) {
    std::istringstream in(rows[row].at("prompt"));
    std::vector<std::string> all{std::istream_iterator<std::string>(in), {}};
    return std::vector<std::string>(all.begin() + static_cast<std::ptrdiff_t>(from),
                                    all.begin() + static_cast<std::ptrdiff_t>(std::min(to, all.size())));
  };
  EXPECT_EQ(count_words(rows[0].at("prompt")), 1030U);
  EXPECT_EQ(words(0, 0, 512), words(1, 0, 512));
  EXPECT_NE(words(0, 512, 600), words(1, 512, 600));
  EXPECT_EQ(rows[1].at("input_tokens"), "600");
  EXPECT_EQ(rows[2].at("output_tokens"), "1");
  EXPECT_EQ(rows[0].at("instant"), "0.000000000");
  EXPECT_EQ(rows[2].at("instant"), "3.500000000");
}

TEST_F(PromptRows, reads_the_traces_of_burstgpt_and_azure) {
  const auto burst = folder_.write("b.csv",
                                   "Timestamp,Model,Request tokens,Response tokens,Total tokens,Log Type\n"
                                   "5,ChatGPT,472,18,490,Conversation log\n45.5,GPT-4,1087,230,1317,API log\n");
  const auto azure = folder_.write("a.csv",
                                   "TIMESTAMP,ContextTokens,GeneratedTokens\n"
                                   "2023-11-16 18:15:46.6805900,374,44\n2023-11-16 18:15:50.9951690,396,109\n");
  const auto all = [](const std::filesystem::path& file) {
    std::vector<std::tuple<double, std::uint64_t, std::uint64_t>> rows;
    auto trace = TokenTrace::open(file, "t");
    EXPECT_TRUE(trace);
    while (auto row = (*trace)->next().value())
      rows.emplace_back(to_seconds(row->instant), row->input_tokens, row->output_tokens);
    return rows;
  };
  EXPECT_THAT(all(burst), ElementsAre(std::tuple(0.0, 472, 18), std::tuple(40.5, 1087, 230)));
  EXPECT_THAT(all(azure), ElementsAre(std::tuple(0.0, 374, 44), std::tuple(4.314579, 396, 109)));
  const auto summary = survey_token_trace(azure, "t").value();
  EXPECT_EQ(summary.rows, 2U);
  EXPECT_EQ(summary.length, Nanos(4'314'579'000));
}

TEST_F(PromptRows, refuses_traces_that_say_too_little) {
  const auto error = [&](const std::string& text) { return error_of(text, Format::trace, {"prompt"}); };
  EXPECT_THAT(error("a,b\n1,2\n"), HasSubstr("rows:1: no column says when it came"));
  EXPECT_THAT(error("timestamp,input_tokens\n1,2\n"), HasSubstr("no column says the tokens of its answer"));
  EXPECT_THAT(error("timestamp,input_tokens,output_tokens\nsoon,2,3\n"), HasSubstr("rows:2: expected seconds"));
  EXPECT_THAT(error("timestamp,input_tokens,output_tokens\n1,-2,3\n"), HasSubstr("expected a number of tokens"));
  EXPECT_THAT(error("timestamp,input_tokens,output_tokens\n5,2,3\n4,2,3\n"), HasSubstr("sort the file"));
  EXPECT_THAT(error("{\"timestamp\": 1, \"input_length\": 99999999, \"output_length\": 1}\n"),
              HasSubstr("has no input_length up to"));
  EXPECT_THAT(error("[{\"timestamp\": 1}]"), HasSubstr("make it JSON lines"));
  EXPECT_THAT(error(""), HasSubstr("is empty"));
}

TEST(TraceTime, knows_dates_with_fractions_and_zones) {
  EXPECT_EQ(parse_trace_time("1970-01-02 00:00:01.5"), std::chrono::hours(24) + std::chrono::milliseconds(1500));
  EXPECT_EQ(parse_trace_time("1970-01-01T01:00:00+01:00"), Nanos(0));
  EXPECT_EQ(parse_trace_time("1970-01-01 00:00:00.000000001Z"), Nanos(1));
  for (const auto* wrong : {"", "1970-13-01 00:00:00", "1970-01-01 24:00:00", "1970-01-01", "1970-01-01 00:00:00 x",
                            "1970-01-01 00:00:00+1"})
    EXPECT_FALSE(parse_trace_time(wrong)) << wrong;
}

}  // namespace plimsoll::test::prompt_rows_test
