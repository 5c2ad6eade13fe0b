// `plimsoll data` as a process.

#include "tests/support/child_process.h"
#include "tests/support/temp_folder.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace plimsoll::test::data_command_test {

using ::testing::HasSubstr;

class DataCommandTest : public ::testing::Test {
 protected:
  ProcessResult data(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), {PLIMSOLL_BINARY, "data"});
    ChildOptions options;
    options.directory = folder_.path();
    return run_process(std::move(arguments), options);
  }
  void write_ages(const std::string& name, int first, int rows) const {
    std::string text = "age,plan\n";
    for (int i = 0; i < rows; ++i) text += fmt::format("{},{}\n", first + i * 7 % 40, i % 2 == 0 ? "a" : "b");
    folder_.write(name, text);
  }

  TempFolder folder_;
};

TEST_F(DataCommandTest, a_good_file_describes_itself_and_holds) {
  write_ages("train.csv", 20, 1000);
  EXPECT_EQ(data({"describe", "train.csv", "--out", "schema.yaml"}).exit_code, 0);
  const auto checked = data({"check", "train.csv", "--schema", "schema.yaml"});
  EXPECT_EQ(checked.exit_code, 0) << checked.err;
  EXPECT_THAT(checked.out, HasSubstr("1,000 rows, all as the schema has them"));
  EXPECT_THAT(checked.out, HasSubstr("alike"));
}

TEST_F(DataCommandTest, findings_exit_65_with_row_and_column) {
  folder_.write("schema.yaml", "columns: {age: integer}\n");
  folder_.write("rows.csv", "age\n1\nold\n");
  const auto checked = data({"check", "rows.csv", "--schema", "schema.yaml"});
  EXPECT_EQ(checked.exit_code, 65);
  EXPECT_THAT(checked.err, HasSubstr("rows.csv:3: age: expected a whole number, got \"old\""));
  EXPECT_EQ(data({"check", "none.csv", "--schema", "schema.yaml"}).exit_code, 65);
  EXPECT_EQ(data({"check", "rows.csv"}).exit_code, 64);
}

TEST_F(DataCommandTest, rows_of_json_are_held_against_a_json_schema) {
  folder_.write("row.schema.json", R"({"required": ["age"], "properties": {"age": {"maximum": 120}}})");
  folder_.write("rows.jsonl", "{\"age\": 1}\n{\"age\": 212}\n\n{}\n");
  folder_.write("rows.json", R"([{"age": 1}, {"age": 212}])");
  const auto lines = data({"check", "rows.jsonl", "--schema", "row.schema.json"});
  EXPECT_EQ(lines.exit_code, 65);
  EXPECT_THAT(lines.err, HasSubstr("rows.jsonl:2: $.age: is 212, above the maximum 120 (schema at "));
  EXPECT_THAT(lines.err, HasSubstr("rows.jsonl:4: $: has no \"age\", which is required"));
  EXPECT_THAT(lines.out, HasSubstr("rows.jsonl: 3 rows, 2 findings"));
  const auto array = data({"check", "rows.json", "--schema", "row.schema.json"});
  EXPECT_EQ(array.exit_code, 65);
  EXPECT_THAT(array.err, HasSubstr("rows.json: $[1].age: is 212"));
  folder_.write("rows.jsonl", "{\"age\": 1}\n");
  EXPECT_EQ(data({"check", "rows.jsonl", "--schema", "row.schema.json"}).exit_code, 0);
  folder_.write("rows.csv", "age\n1\n");
  const auto table = data({"check", "rows.csv", "--schema", "row.schema.json"});
  EXPECT_EQ(table.exit_code, 65);
  EXPECT_THAT(table.err, HasSubstr("of a table a schema says `columns`"));
}

TEST_F(DataCommandTest, a_drift_is_told_and_fails_where_it_is_to) {
  write_ages("train.csv", 20, 1000);
  write_ages("new.csv", 45, 1000);
  const auto told = data({"check", "new.csv", "--reference", "train.csv"});
  EXPECT_EQ(told.exit_code, 0) << told.err;
  EXPECT_THAT(told.out, HasSubstr("drifted age: PSI"));
  EXPECT_THAT(told.out, HasSubstr("Kolmogorov-Smirnov D"));
  EXPECT_EQ(data({"check", "new.csv", "--reference", "train.csv", "--fail-on-drift"}).exit_code, 65);
  EXPECT_EQ(data({"check", "train.csv", "--reference", "train.csv", "--fail-on-drift"}).exit_code, 0);
}

TEST_F(DataCommandTest, a_file_that_is_none_like_the_reference_is_a_finding) {
  write_ages("train.csv", 20, 100);
  const auto told = [&](const std::string& name, const std::string& text) {
    folder_.write(name, text);
    const auto checked = data({"check", name, "--reference", "train.csv"});
    EXPECT_EQ(checked.exit_code, 65) << name << checked.out;
    return checked.err;
  };
  EXPECT_THAT(told("long.csv", "age,plan\n21,a,3\n"), HasSubstr("long.csv:2: expected 2 fields as in the head, got 3"));
  EXPECT_THAT(told("short.csv", "age,plan\n21,a\n22\n"), HasSubstr("short.csv:3: expected 2 fields"));
  EXPECT_THAT(told("head.csv", "age,plan\n"), HasSubstr("has 0 rows"));
  EXPECT_THAT(told("empty.json", "[]"), HasSubstr("has 0 rows"));
  EXPECT_THAT(told("less.csv", "plan\na\n"), HasSubstr("age: the column is missing"));
  EXPECT_THAT(told("other.jsonl", "{\"x\": 1}\n"), HasSubstr("other.jsonl:1: age: is missing"));
  EXPECT_THAT(told("words.csv", "age,plan\nold,a\n"), HasSubstr("expected a number, got \"old\""));
  EXPECT_THAT(told("bytes.csv", std::string("\x01\xff\xfe,\x02\n3,4\n")), HasSubstr("is no text in UTF-8"));
}

TEST_F(DataCommandTest, tells_what_makes_a_poor_schema) {
  folder_.write("semicolons.csv", "age;plan\n1;a\n");
  const auto parted = data({"describe", "semicolons.csv"});
  EXPECT_EQ(parted.exit_code, 65);
  EXPECT_THAT(parted.err, HasSubstr("parted by semicolons: expected commas"));
  folder_.write("nan.csv", "age\n1\n2\nnan\n3\n4\n5\n");
  const auto odd = data({"describe", "nan.csv"});
  EXPECT_EQ(odd.exit_code, 0) << odd.err;
  EXPECT_THAT(odd.err, HasSubstr("nan.csv:4: age: \"nan\" is no number, and 5 of its 6 values are"));
  folder_.write("rows.csv", "a,b\n1\n");
  EXPECT_THAT(data({"describe", "rows.csv"}).err, HasSubstr("plimsoll: rows.csv:2: expected 2 fields"));
}

}  // namespace plimsoll::test::data_command_test
