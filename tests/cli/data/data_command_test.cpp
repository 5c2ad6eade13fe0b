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

}  // namespace plimsoll::test::data_command_test
