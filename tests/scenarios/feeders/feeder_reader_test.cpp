#include "scenarios/feeders/feeder_reader.h"

#include "core/json/number_text.h"
#include "tests/support/temp_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

namespace plimsoll::test::feeder_reader_test {

using testing::ElementsAre;
using testing::HasSubstr;
using Format = Feeder::Format;
using Cells = std::vector<std::pair<std::string, CellType>>;

class FeederReaderTest : public testing::Test {
 protected:
  Feeder feeder(const std::string& name, const std::string& text, Format format,
                const std::vector<std::string>& columns) const {
    Feeder feeder;
    feeder.files = {folder_.write(name, text)};
    feeder.label = name;
    feeder.format = format;
    const bool table = format == Format::csv || format == Format::tsv;
    for (const auto& column : columns) feeder.columns.push_back({column, table ? CellType::text : CellType::null});
    return feeder;
  }

  static Cells cells_of(const Feeder& feeder) {
    Cells cells;
    auto reader = FeederReader::open(feeder);
    EXPECT_TRUE(reader) << reader.error().message;
    if (!reader) return cells;
    RowBlock block(feeder.columns.size());
    while ((*reader)->next(block).value()) continue;
    for (std::size_t row = 0; row < block.rows(); ++row)
      for (std::size_t i = 0; i < feeder.columns.size(); ++i)
        cells.emplace_back(block.cell(row, i).text, block.cell(row, i).type);
    return cells;
  }

  static std::string survey_error(Feeder feeder, bool typed = false) {
    const auto result = survey_feeder(feeder, std::vector<bool>(feeder.columns.size(), typed));
    return result.has_error() ? result.error().message : "no error";
  }

  TempFolder folder_;
};

TEST_F(FeederReaderTest, takes_the_used_columns_of_a_table_with_the_types_of_all_rows) {
  auto csv = feeder("a.csv", "\xEF\xBB\xBFid,name,ok,gap\r\n1,\"a,\"\"b\"\"\nc\",true,5\r\n2,7,false,\r\n", Format::csv,
                    {"name", "id", "ok", "gap"});
  EXPECT_THAT(feeder_columns(csv).value(), ElementsAre("id", "name", "ok", "gap"));
  ASSERT_TRUE(survey_feeder(csv, {false, false, false, false}));
  ASSERT_TRUE(csv.rows);
  EXPECT_EQ(csv.rows->rows(), 2U);
  EXPECT_EQ(csv.rows->cell(1, 3).type, CellType::null) << "typed once all rows were seen";
  EXPECT_EQ(csv.rows->cell(0, 1).type, CellType::number);
  EXPECT_THAT(cells_of(csv), ElementsAre(std::pair("a,\"b\"\nc", CellType::text), std::pair("1", CellType::number),
                                         std::pair("true", CellType::boolean), std::pair("5", CellType::number),
                                         std::pair("7", CellType::text), std::pair("2", CellType::number),
                                         std::pair("false", CellType::boolean), std::pair("", CellType::null)));
}

TEST_F(FeederReaderTest, parts_a_tsv_at_tabs) {
  const auto tsv = feeder("a.tsv", "a\tb\nx, y\t1\n", Format::tsv, {"a", "b"});
  EXPECT_THAT(cells_of(tsv), ElementsAre(std::pair("x, y", CellType::text), std::pair("1", CellType::text)));
}

TEST_F(FeederReaderTest, finds_values_within_json_lines) {
  const std::string text = R"({"a": {"b": 1.50, "c.d": "x"}, "e": [1, {"f": null}]})"
                           "\n\n"
                           R"({"a": {"b": true, "c.d": ""}, "e": null})";
  auto jsonl = feeder("a.jsonl", text, Format::jsonl, {"a.b", "a.c.d", "e"});
  EXPECT_THAT(feeder_columns(jsonl).value(), ElementsAre("a", "a.b", "a.c.d", "e"));
  ASSERT_TRUE(survey_feeder(jsonl, {false, false, false}));
  ASSERT_TRUE(jsonl.rows);
  EXPECT_EQ(jsonl.rows->rows(), 2U);
  EXPECT_THAT(cells_of(jsonl),
              ElementsAre(std::pair("1.5", CellType::number), std::pair("x", CellType::text),
                          std::pair(R"([1,{"f":null}])", CellType::json), std::pair("true", CellType::boolean),
                          std::pair("", CellType::text), std::pair("", CellType::null)));
}

TEST_F(FeederReaderTest, reads_an_array_and_a_folder) {
  const auto array = feeder("a.json", R"([{"n": 1}, {"n": 2}])", Format::json, {"n"});
  EXPECT_THAT(cells_of(array), ElementsAre(std::pair("1", CellType::number), std::pair("2", CellType::number)));
  Feeder files;
  files.format = Format::files;
  files.files = {folder_.write("img/1.bin", std::string("\0x", 2)), folder_.write("img/2.bin", "y")};
  files.columns = {{"name", CellType::text}, {"content", CellType::text}};
  EXPECT_THAT(cells_of(files),
              ElementsAre(std::pair("1.bin", CellType::text), std::pair(std::string("\0x", 2), CellType::text),
                          std::pair("2.bin", CellType::text), std::pair("y", CellType::text)));
}

TEST_F(FeederReaderTest, says_where_a_row_does_not_fit) {
  EXPECT_EQ(survey_error(feeder("a.csv", "a,b\n1,2\n3\n", Format::csv, {"a"})),
            "a.csv:3: expected 2 fields as in the head, got 1");
  EXPECT_EQ(survey_error(feeder("a.csv", "a,b\n", Format::csv, {"a"})), "a.csv: has no rows");
  EXPECT_THAT(survey_error(feeder("a.csv", "", Format::csv, {})), HasSubstr("a.csv: is empty: expected a line with"));
  EXPECT_EQ(survey_error(feeder("a.csv", "a,a\n1,2\n", Format::csv, {})), "a.csv:1: two columns are called \"a\"");
  EXPECT_EQ(survey_error(feeder("a.csv", "a,\n1,2\n", Format::csv, {})), "a.csv:1: column 2 has no name");
  EXPECT_THAT(survey_error(feeder("a.csv", "a\n\"x\n", Format::csv, {"a"})), HasSubstr("a.csv: line 2"));
  auto typed = feeder("a.csv", "a\n1\nx1\n", Format::csv, {"a"});
  typed.columns[0].type = CellType::number;
  EXPECT_EQ(survey_error(typed, true),
            "a.csv:3: a: expected a number, got \"x1\"; where not all rows have one: types: {a: text}");
  EXPECT_EQ(survey_error(feeder("a.jsonl", "{\"a\": 1}\n{\"b\": 1}\n", Format::jsonl, {"a"})),
            "a.jsonl:2: has no \"a\", which a request takes from it");
  EXPECT_THAT(survey_error(feeder("a.jsonl", "{\"a\": 1}\n[1]\n", Format::jsonl, {"a"})),
              HasSubstr("a.jsonl:2: expected an object"));
  EXPECT_THAT(survey_error(feeder("a.jsonl", "{\"a\": 1}\n{\"a\"", Format::jsonl, {"a"})), HasSubstr("a.jsonl:2"));
  EXPECT_THAT(survey_error(feeder("a.json", "{}", Format::json, {"a"})), HasSubstr("expected an array of objects"));
}

TEST_F(FeederReaderTest, samples_a_large_file_and_checks_each_row_when_it_is_read) {
  std::string text = "n,ok\n";
  constexpr int kRows = 300'000;
  for (int i = 0; i < kRows; ++i) text += "1.5,true\n";
  auto large = feeder("large.csv", text + "many,maybe\n", Format::csv, {"n", "ok"});
  large.bytes = text.size();
  ASSERT_FALSE(large.is_kept());
  ASSERT_TRUE(survey_feeder(large, {false, false}));
  EXPECT_FALSE(large.rows) << "it is read while the load goes on";
  EXPECT_EQ(large.columns[0].type, CellType::number);
  EXPECT_EQ(large.columns[1].type, CellType::boolean);
  auto reader = FeederReader::open(large).value();
  RowBlock block(2);
  for (int i = 0; i < kRows; ++i) {
    block.clear();
    ASSERT_TRUE(reader->next(block).value());
  }
  EXPECT_EQ(reader->next(block).error().message,
            "large.csv:300002: n: expected a number, got \"many\"; where not all rows have one: types: {n: text}");
}

TEST(NumberText, is_what_json_calls_a_number) {
  for (const char* number : {"0", "-0", "41", "1.5", "-2e10", "3E-2", "0.0"})
    EXPECT_TRUE(is_number_text(number)) << number;
  for (const char* other : {"", "-", "007", "+1", ".5", "1.", "1e", "0x1F", " 1", "1 ", "nan", "1,5", "--1"})
    EXPECT_FALSE(is_number_text(other)) << other;
  EXPECT_EQ(number_of_text("-2.5e1"), -25.0);
  EXPECT_EQ(number_of_text("1e999"), std::nullopt);
}

}  // namespace plimsoll::test::feeder_reader_test
