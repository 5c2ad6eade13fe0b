// Rows of data against a schema: what is found, where, and how much is kept of it.

#include "scenarios/data/data_check.h"
#include "scenarios/data/data_description.h"
#include "scenarios/data/data_schema_table.h"
#include "tests/scenarios/scenario_text.h"
#include "tests/support/temp_folder.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace plimsoll::test::data_check_test {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class DataCheckTest : public ::testing::Test {
 protected:
  DataSchema schema(const std::string& yaml) const {
    const auto file = folder_.write("schema.yaml", yaml);
    auto read = read_data_schema(file, "schema.yaml", {});
    for (const auto& finding : read.findings) ADD_FAILURE() << finding.text();
    return read.schema.value_or(DataSchema());
  }
  std::vector<std::string> troubles(const std::string& yaml) const {
    std::vector<std::string> texts;
    for (const auto& finding : read_data_schema(folder_.write("schema.yaml", yaml), "schema.yaml", {}).findings)
      texts.push_back(finding.text());
    return texts;
  }
  DataReport report(const std::string& yaml, const std::string& name, const std::string& data) const {
    auto rows = DataRows::open(folder_.write(name, data), name);
    EXPECT_TRUE(rows.has_value()) << (rows.has_error() ? rows.error().message : "");
    auto made = check_data(**rows, schema(yaml));
    EXPECT_TRUE(made.has_value()) << (made.has_error() ? made.error().message : "");
    return made.has_value() ? *made : DataReport();
  }
  std::vector<std::string> found(const std::string& yaml, const std::string& name, const std::string& data) const {
    return sentences_of(report(yaml, name, data), name);
  }

  TempFolder folder_;
};

TEST_F(DataCheckTest, good_rows_have_no_findings) {
  EXPECT_THAT(found("columns: {age: integer, plan: {type: text, values: [a, b]}}", "d.csv", "age,plan\n1,a\n2,b\n"),
              IsEmpty());
}

TEST_F(DataCheckTest, each_finding_has_its_row_and_column) {
  EXPECT_THAT(found("columns: {age: {type: integer, min: 0, max: 120}, plan: {values: [basic, premium]}}", "d.csv",
                    "age,plan\n41,basic\n212,premum\n,basic\n4.5,basic\n"),
              ElementsAre("d.csv:3: age: 212 is above 120",
                          "d.csv:3: plan: \"premum\" is none of its values; did you mean \"premium\"?",
                          "d.csv:4: age: has no value (nulls: true lets it be)",
                          "d.csv:5: age: expected a whole number, got \"4.5\""));
}

TEST_F(DataCheckTest, columns_are_all_there_and_none_else) {
  const auto texts = found("columns: {age: integer, plan: text}", "d.csv", "agee,plan\n1,a\n");
  EXPECT_THAT(texts, Contains(HasSubstr("d.csv:1: age: the column is missing")));
  EXPECT_THAT(texts, Contains(HasSubstr("d.csv:1: agee: is no column of the schema")));
  EXPECT_THAT(found("columns: {age: integer}\nextra: true", "d.csv", "age,more\n1,a\n"), IsEmpty());
}

TEST_F(DataCheckTest, of_json_a_number_is_no_text) {
  EXPECT_THAT(found("columns: {age: integer, name: {type: text, optional: true}}", "d.jsonl",
                    "{\"age\": 1, \"name\": \"a\"}\n{\"age\": \"2\"}\n{\"name\": 3}\n"),
              ElementsAre("d.jsonl:2: age: expected a whole number, got \"2\"", "d.jsonl:3: age: is missing",
                          "d.jsonl:3: name: expected text, got \"3\""));
}

TEST_F(DataCheckTest, a_value_that_is_there_twice_names_the_line_before) {
  EXPECT_THAT(found("columns: {id: {unique: true, pattern: \"^[a-z]+$\"}}", "d.csv", "id\na\nb\na\nB2\n"),
              ElementsAre("d.csv:4: id: \"a\" is in line 2 already", "d.csv:5: id: \"B2\" does not match ^[a-z]+$"));
}

TEST_F(DataCheckTest, rules_hold_between_columns) {
  constexpr auto kRules =
      "columns: {a: number, b: number, c: number, plan: text, discount: {type: number, nulls: true}}\n"
      "rules: [\"a <= b\", \"a + b = c within 0.01\", \"when plan is premium then discount present\"]";
  EXPECT_THAT(
      found(kRules, "d.csv", "a,b,c,plan,discount\n0.1,0.2,0.3,premium,1\n2,1,3,basic,\n1,2,3.5,premium,\n"),
      ElementsAre("d.csv:3: a <= b: \"2\" and \"1\"", "d.csv:4: a + b = c within 0.01: the sum is 3, and c is 3.5",
                  "d.csv:4: when plan is premium then discount present: discount has no value"));
}

TEST_F(DataCheckTest, a_row_with_other_fields_is_a_finding_among_others) {
  EXPECT_THAT(found("columns: {a: integer, b: integer}", "d.csv", "a,b\n1\nx,2\n"),
              ElementsAre("d.csv:2: expected 2 fields as in the head, got 1",
                          "d.csv:3: a: expected a whole number, got \"x\""));
}

TEST_F(DataCheckTest, many_findings_are_counted_and_a_few_kept) {
  std::string data = "age\n";
  for (int i = 0; i < 5000; ++i) data += "x\n";
  const auto made = report("columns: {age: integer}", "d.csv", data);
  EXPECT_EQ(made.findings.size(), DataReport::kMostFindings);
  EXPECT_EQ(made.all_findings, 5000U);
  EXPECT_THAT(sentences_of(made, "d.csv").back(),
              HasSubstr("5,000 findings in all, of which these are the first 100: age: type 5,000"));
}

TEST_F(DataCheckTest, a_schema_that_is_wrong_is_told_with_its_line) {
  EXPECT_THAT(troubles("columns: {age: {type: int}}"), Contains(HasSubstr("schema.yaml:1")));
  EXPECT_THAT(troubles("columns: {age: integer}\nrules: [\"age about 3\"]"),
              Contains(HasSubstr("expected a rule like")));
  EXPECT_THAT(troubles("columns: {age: integer}\nrules: [\"age <= agee\"]"), Contains(HasSubstr("is no column of it")));
  EXPECT_THAT(troubles("columns: {age: {min: 3, max: 1}}"), Contains(HasSubstr("min is above max")));
}

TEST_F(DataCheckTest, what_is_described_holds_for_its_own_data_and_reads_back) {
  std::string data = "id,age,plan,note\n";
  for (int i = 0; i < 200; ++i)
    data += fmt::format("k{},{},{},{}\n", i, 18 + i % 60, i % 3 == 0 ? "basic" : "premium", i % 7 == 0 ? "" : "n");
  auto rows = DataRows::open(folder_.write("good.csv", data), "good.csv");
  ASSERT_TRUE(rows.has_value());
  const auto described = describe_data(**rows);
  ASSERT_TRUE(described.has_value());
  const auto yaml = yaml_of(*described);
  EXPECT_THAT(found(yaml, "good.csv", data), IsEmpty()) << yaml;
  const auto read = schema(yaml);
  EXPECT_EQ(yaml_of(read), yaml);
  EXPECT_TRUE(read.find("id")->unique);
  EXPECT_FALSE(read.find("age")->unique);
  EXPECT_EQ(read.find("age")->type, ColumnRule::Type::integer);
  EXPECT_EQ(read.find("age")->high, 77);
  EXPECT_THAT(read.find("plan")->values, ElementsAre("basic", "premium"));
  EXPECT_TRUE(read.find("note")->nulls);
}

TEST_F(DataCheckTest, findings_of_a_feeders_data_are_those_of_the_scenario) {
  folder_.write("rows.csv", "age\n41\nold\n");
  const ScenarioText text{
      "target: http://h\nfeeders: {row: {file: rows.csv, types: {age: text}, data_schema: {columns: {age: integer}}}}\n"
      "requests: [{post: /p, json: {age: \"{{row.age}}\"}}]\n",
      {},
      {},
      folder_.path()};
  EXPECT_THAT(finding(text), HasSubstr("rows.csv:3: age: expected a whole number, got \"old\""));
}

TEST_F(DataCheckTest, rows_without_the_columns_of_the_reference_are_a_finding_of_the_scenario) {
  folder_.write("good.csv", "age,plan\n41,a\n");
  folder_.write("rows.csv", "age\n41\n");
  const ScenarioText text{
      "target: http://h\nfeeders: {row: {file: rows.csv, reference: good.csv}}\n"
      "requests: [{post: /p, json: {age: \"{{row.age}}\"}}]\n",
      {},
      {},
      folder_.path()};
  EXPECT_THAT(finding(text), HasSubstr("plan: the column is missing"));
}

TEST_F(DataCheckTest, what_a_drift_does_is_refused_where_nothing_is_compared) {
  folder_.write("rows.csv", "age\n41\n");
  const auto of = [&](const std::string& more) {
    return finding({"target: http://h\nfeeders: {row: {file: rows.csv, on_drift: fail" + more +
                        "}}\nrequests: [{post: /p, json: {age: \"{{row.age}}\"}}]\n",
                    {},
                    {},
                    folder_.path()});
  };
  EXPECT_THAT(of(""), HasSubstr("on_drift: the rows are compared with nothing: add reference: good.csv"));
  EXPECT_THAT(of(", data_schema: {columns: {age: integer}}"), HasSubstr("compared with nothing"));
}

TEST_F(DataCheckTest, the_form_of_a_schema_is_its_columns_and_their_numbers) {
  const auto form = form_of(schema("columns: {age: {type: integer, min: 0, max: 9, unique: true}, plan: text}"));
  EXPECT_TRUE(form.extra);
  EXPECT_EQ(form.find("age")->type, ColumnRule::Type::number);
  EXPECT_TRUE(form.find("age")->nulls);
  EXPECT_FALSE(form.find("age")->low);
  EXPECT_FALSE(form.find("age")->unique);
  EXPECT_NE(form.find("plan"), nullptr);
}

TEST_F(DataCheckTest, a_file_that_is_no_table_of_its_separator_is_not_read) {
  const auto trouble = [&](const std::string& name, const std::string& text) {
    const auto rows = DataRows::open(folder_.write(name, text), name);
    return rows.has_error() ? rows.error().message : "";
  };
  EXPECT_EQ(trouble("a.csv", "age;plan\n"), "a.csv: its fields are parted by semicolons: expected commas");
  EXPECT_THAT(trouble("b.csv", "age\tplan\n"), HasSubstr("or .tsv as the end of its name"));
  EXPECT_THAT(trouble("c.tsv", "age,plan\n"), HasSubstr("or .csv as the end of its name"));
  EXPECT_THAT(trouble("d.csv", "age,\xff\xfe\n"), HasSubstr("column 2 is no text in UTF-8"));
  EXPECT_EQ(trouble("e.csv", "age\n"), "");
}

}  // namespace plimsoll::test::data_check_test
