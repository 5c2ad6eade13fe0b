// `feeders` and the {{...}} that name them, as a scenario file has them.

#include "scenarios/feeders/row_block.h"
#include "scenarios/flow.h"
#include "tests/scenarios/scenario_text.h"
#include "tests/support/temp_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace plimsoll::test::feeder_test {

using testing::ElementsAre;
using testing::HasSubstr;

class FeederTest : public testing::Test {
 protected:
  FeederTest() {
    folder_.write("rows.csv", "id,age,name\n1,41,Ann\n2,7,Bob\n");
    folder_.write("rows.jsonl", "{\"user\": {\"name\": \"Ann\"}}\n");
    folder_.write("img/a.jpg", "x");
    folder_.write("data.bin", "x");
    folder_.write("two/a.json", "{}");
    folder_.write("two/b.json", "{}");
    folder_.write("rows.parquet", "PAR1");
    folder_.write("body.json", R"({"age": "{{row.age}}"})");
  }

  ScenarioText text(const std::string& feeders, const std::string& request,
                    const std::string& load = "{users: 2}") const {
    return {
        "target: http://127.0.0.1:5000\nload: " + load + "\nfeeders: " + feeders + "\nrequests:\n  - " + request + "\n",
        {{"KEY", "secret value"}},
        {},
        folder_.path()};
  }
  std::string found(const std::string& feeders, const std::string& request,
                    const std::string& load = "{users: 2}") const {
    return finding(text(feeders, request, load));
  }

  TempFolder folder_;
};

TEST_F(FeederTest, is_a_file_with_the_columns_that_requests_name) {
  const auto scenario = parsed(text("{row: rows.csv, who: {file: '@rows.jsonl', order: random}, image: img}",
                                    "post: '/{{row.id}}'\n    json: {age: '{{row.age}}', who: '{{who.user.name}}', i: "
                                    "'{{image.content | base64}}'}\n    headers: {x: '{{row.age}}'}"));
  ASSERT_EQ(scenario.feeders.size(), 3U);
  const auto& rows = scenario.feeders[0];
  EXPECT_EQ(rows.name, "row");
  ASSERT_TRUE(rows.rows);
  EXPECT_EQ(rows.rows->rows(), 2U);
  ASSERT_EQ(rows.columns.size(), 2U);
  EXPECT_EQ(rows.columns[0].name, "id");
  EXPECT_EQ(rows.columns[1].type, CellType::number);
  EXPECT_EQ(scenario.feeders[1].order, Feeder::Order::random);
  EXPECT_EQ(scenario.feeders[2].format, Feeder::Format::files);
  const auto& request = scenario.tasks[0].steps[0];
  EXPECT_EQ(request.name, "POST /{{row.id}}");
  ASSERT_TRUE(request.varying);
  EXPECT_TRUE(request.varying->path);
  EXPECT_EQ(request.varying->headers.size(), 1U);
  EXPECT_EQ(request.varying->bodies.size(), 1U);
}

TEST_F(FeederTest, fills_in_bodies_of_files_forms_and_queries) {
  const auto of_file = parsed(text("{row: rows.csv}", "post: /\n    json: '@body.json'"));
  EXPECT_TRUE(of_file.tasks[0].steps[0].varying);
  const auto form = parsed(text("{row: rows.csv}", "post: /\n    form: {a b: 'x {{row.age}}'}"));
  EXPECT_EQ(form.tasks[0].steps[0].varying->bodies[0].literals.front(), "a+b=x+");
  const auto query = parsed(text("{row: rows.csv}", "get: /a\n    query: {q: '{{row.name}} &'}"));
  EXPECT_THAT(query.tasks[0].steps[0].varying->path->literals, ElementsAre("/a?q=", "%20%26"));
  const auto whole = parsed(text("{row: rows.csv}", "get: '{{row.name}}'"));
  EXPECT_EQ(whole.tasks[0].steps[0].varying->path->insertions[0].escape, Escape::url);
}

TEST_F(FeederTest, may_say_types_and_take_the_environment) {
  const auto scenario = parsed(
      text("{row: {file: rows.csv, types: {age: text}}}", "post: /\n    json: {a: '{{row.age}}', k: '{{env.KEY}}'}"));
  EXPECT_EQ(scenario.feeders[0].columns[0].type, CellType::text);
  EXPECT_THAT(scenario.source_text, testing::Not(HasSubstr("secret value")));
}

TEST_F(FeederTest, says_what_is_wrong_with_its_place) {
  const std::string get = "get: /{{row.id}}";
  EXPECT_THAT(found("{row: row.csv}", "get: /"),
              HasSubstr(R"(feeders.row: row.csv: no such file; did you mean "rows.csv"?)"));
  EXPECT_THAT(found("{row: data.bin}", "get: /"),
              HasSubstr("feeders.row: data.bin: its name does not say what it is: add format"));
  EXPECT_THAT(found("{row: {file: two, format: prompts}}", "get: /"),
              HasSubstr("two: is a folder of 2 files, and rows of format: prompts come from one file: name that one"));
  EXPECT_THAT(found("{row: rows.parquet}", "get: /"), HasSubstr("Parquet is not read: write the rows as CSV"));
  EXPECT_THAT(found("{user: rows.csv}", "get: /"), HasSubstr("{{user}} has a meaning of its own"));
  EXPECT_THAT(found("{'a b': rows.csv}", "get: /"), HasSubstr("expected a name of letters"));
  EXPECT_THAT(found("{row: {file: rows.csv, order: shufle}}", "get: /{{row.id}}"), HasSubstr("shuffle"));
  EXPECT_THAT(found("{row: {file: rows.csv, types: {agee: text}}}", "get: /{{row.id}}"),
              HasSubstr(R"(did you mean "age"?)"));
  EXPECT_THAT(found("{row: rows.csv}", "get: /"), HasSubstr("feeders.row: no request uses it: {{row.id}} is a value"));
  EXPECT_THAT(found("{row: rows.csv}", "get: /{{row.idd}}"),
              HasSubstr(R"(requests[0].get: {{row.idd}}: row has no column)"));
  EXPECT_THAT(found("{row: rows.csv}", "get: /\n    query: {a: '{{rwo.id}}'}"), HasSubstr("requests[0].query: "));
  EXPECT_THAT(found("{row: rows.csv}", "get: /\n    headers: {x-a: '{{row.x}}'}"),
              HasSubstr("requests[0].headers.x-a: "));
  EXPECT_THAT(found("{row: rows.csv}", "post: /\n    json: {a: '{{row.x}}'}"), HasSubstr("requests[0].json: "));
  EXPECT_THAT(found("{row: rows.csv}", "post: /{{row.id}}\n    multipart: {a: '{{row.id}}'}"),
              HasSubstr("requests[0].multipart.a: a multipart form holds no {{...}}"));
  EXPECT_THAT(found("{row: rows.csv}", "get: '/{{row.name | round 2}}'"),
              HasSubstr("not every row of rows.csv has a number there"));
  EXPECT_THAT(found("{row: rows.csv}", "get: '/{{row.id}}/{{env.NO}}'"),
              HasSubstr("the environment variable NO is not set"));
}

TEST_F(FeederTest, of_requests_at_a_rate_belongs_to_no_user) {
  EXPECT_THAT(found("{row: rows.csv}", "get: /{{row.id}}/{{user}}", "{rate: 5/s}"), HasSubstr("use {{seq}}"));
  EXPECT_THAT(found("{row: {file: rows.csv, order: by_user}}", "get: /{{row.id}}", "{rate: 5/s}"),
              HasSubstr("order: sequential"));
  EXPECT_TRUE(parsed(text("{row: rows.csv}", "get: /{{row.id}}/{{seq}}", "{rate: 5/s}")).tasks[0].steps[0].varying);
}

TEST_F(FeederTest, names_columns_with_blanks_in_quotes) {
  folder_.write("iris.csv", "sepal length (cm),class\n5.1,a\n");
  const auto scenario = parsed(text("{row: iris.csv}", R"(post: /
    json: {a: "{{row.'sepal length (cm)'}}"})"));
  ASSERT_EQ(scenario.feeders[0].columns.size(), 1U);
  EXPECT_EQ(scenario.feeders[0].columns[0].name, "sepal length (cm)");
  EXPECT_THAT(found("{row: iris.csv}", "get: '/{{row.sepal length (cm)}}'"),
              HasSubstr("a name with blanks is quoted: row.'sepal length (cm)'"));
}

TEST_F(FeederTest, says_how_a_table_is_to_be_saved) {
  folder_.write("excel.csv", "id;age\n1;41\n");
  folder_.write("tabs.csv", "id\tage\n1\t41\n");
  folder_.write("wide.csv", std::string("\xFF\xFEi\0d\0\n\0", 8));
  EXPECT_THAT(found("{row: excel.csv}", "get: '/{{row.id}}'"), HasSubstr("excel.csv:1: semicolons part its names"));
  EXPECT_THAT(found("{row: tabs.csv}", "get: '/{{row.id}}'"), HasSubstr("tabs.csv:1: tabs part its names"));
  EXPECT_THAT(found("{row: wide.csv}", "get: '/{{row.id}}'"), HasSubstr("wide.csv:1: is UTF-16: save it as UTF-8"));
}

TEST_F(FeederTest, makes_prompts_as_they_are_asked_for) {
  const auto scenario =
      parsed(text("{row: {synthetic: {input_tokens: 200..800, output_tokens: {mean: 100, deviation: 20}, turns: 3, "
                  "shared_prefix: 25%, groups: 4}}}",
                  "post: /\n    json: {messages: '{{row.messages}}', max_tokens: '{{row.output_tokens}}'}"));
  const auto& feeder = scenario.feeders[0];
  EXPECT_EQ(feeder.format, Feeder::Format::synthetic);
  EXPECT_EQ(feeder.synthetic.input.law, TokenLengths::Law::uniform);
  EXPECT_EQ(feeder.synthetic.input.low, 200U);
  EXPECT_EQ(feeder.synthetic.input.high, 800U);
  EXPECT_EQ(feeder.synthetic.output.law, TokenLengths::Law::normal);
  EXPECT_EQ(feeder.synthetic.output.low, 1U);
  EXPECT_EQ(feeder.synthetic.output.high, 200U);
  EXPECT_EQ(feeder.synthetic.turns.low, 3U);
  EXPECT_EQ(feeder.synthetic.shared_share, 0.25);
  for (const auto* wrong : {"1e3", "5.0", "+5", "1e1..1e2", "0"})  // as the JSON schema has it
    EXPECT_THAT(found("{row: {synthetic: {input_tokens: " + std::string(wrong) + "}}}", "post: /"),
                HasSubstr("input_tokens: expected a whole number"))
        << wrong;
  EXPECT_EQ(feeder.synthetic.groups, 4U);
  EXPECT_FALSE(feeder.rows);
}

TEST_F(FeederTest, refuses_prompts_that_do_not_fit) {
  const auto of = [&](const std::string& feeder) { return found("{row: {" + feeder + "}}", "get: '/{{row.prompt}}'"); };
  EXPECT_THAT(of("synthetic: {input_tokens: 0}"), HasSubstr("expected a whole number from 1 to 1048576, a range"));
  EXPECT_THAT(of("synthetic: {input_tokens: 9..3}"), HasSubstr("the lower end is above the upper; write 3..9"));
  EXPECT_THAT(of("synthetic: {output_tokens: {mean: 5}}"), HasSubstr("deviation"));
  EXPECT_THAT(of("synthetic: {input_tokens: {mean: 5, deviation: 1, at_least: 9, at_most: 8}}"),
              HasSubstr("at_least is above at_most"));
  EXPECT_THAT(of("synthetic: {shared_prefix: 150%}"), HasSubstr("shared_prefix"));
  EXPECT_THAT(of("synthetic: {}, file: rows.csv"), HasSubstr("rows are of a file, or synthetic"));
  EXPECT_THAT(of("synthetic: {}, order: random"), HasSubstr("prompts that are made come in order"));
  EXPECT_THAT(of("synthetic: {}, types: {prompt: text}"), HasSubstr("the columns of prompts have theirs"));
  EXPECT_THAT(of("order: random"), HasSubstr("needs `file`, or `synthetic`"));
  EXPECT_THAT(of("file: rows.jsonl, format: prompts"), HasSubstr("rows.jsonl:1: has no prompt"));
  EXPECT_THAT(found("{row: {synthetic: {}}}", "get: '/{{row.instant}}'"), HasSubstr("instant"));
}

TEST_F(FeederTest, gives_a_conversation_its_turns) {
  const auto request = [](const std::string& conversation) {
    return "post: /\n    json: {m: '{{messages}}'}\n    conversation: " + conversation;
  };
  const auto scenario = parsed(text("{row: {synthetic: {turns: 3}}}", request("{turns: '{{row.turns}}'}")));
  const auto& step = scenario.tasks[0].steps[0];
  ASSERT_TRUE(step.flow && step.flow->conversation && step.varying && step.varying->turns);
  EXPECT_EQ(scenario.captured[step.flow->conversation->slot], "messages");
  const auto wrong = [&](const std::string& conversation) {
    std::string all;
    for (const auto& one : findings(text("{row: {synthetic: {turns: 3}}}", request(conversation)))) all += one + "\n";
    return all;
  };
  EXPECT_THAT(wrong("{turns: [a, b]}"), HasSubstr("conversation.turns"));
  EXPECT_THAT(wrong("{turns: '{{row.turn}}'}"), HasSubstr("turns"));
  EXPECT_THAT(wrong("{at_most: 3}"), HasSubstr("turns"));
  EXPECT_THAT(wrong("{turns: '{{row.turns}}', messages: history}"), HasSubstr("unknown name \"messages\""));
  EXPECT_THAT(wrong("{turns: '{{row.turns}}'}\n    repeat: 3"), HasSubstr("is sent once a turn"));
}

}  // namespace plimsoll::test::feeder_test
