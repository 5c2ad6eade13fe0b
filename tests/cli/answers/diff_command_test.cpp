// `plimsoll diff` as a process: exit codes, what people and programs read, what is told of wrong input.

#include "tests/support/child_process.h"
#include "tests/support/temp_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace plimsoll::test::diff_command_test {

using nlohmann::json;
using ::testing::HasSubstr;
using ::testing::StartsWith;

class DiffCommand : public ::testing::Test {
 protected:
  ProcessResult diff(const std::string& expected, const std::string& actual,
                     const std::vector<std::string>& options = {}) {
    folder_.write("expected.json", expected);
    folder_.write("actual.json", actual);
    std::vector<std::string> whole = {PLIMSOLL_BINARY, "diff", "expected.json", "actual.json"};
    whole.insert(whole.end(), options.begin(), options.end());
    ChildOptions where;
    where.directory = folder_.path().string();
    return run_process(whole, where);
  }

  TempFolder folder_;
};

TEST_F(DiffCommand, exits_by_what_it_found_and_tells_it) {
  const auto equal = diff(R"({"a": [1, 2]})", R"({"a": [1.0, 2]})");
  EXPECT_EQ(equal.exit_code, 0) << equal.err;
  EXPECT_EQ(equal.out, "expected.json and actual.json are alike\n");
  const auto other = diff(R"({"a": [1, 2], "b": "x"})", R"({"a": [1, 3], "c": null})");
  EXPECT_EQ(other.exit_code, 1) << other.err;
  EXPECT_EQ(other.out,
            "$.a[1]  values_changed\n  - 2\n  + 3\n$.b  dictionary_item_removed\n  - \"x\"\n"
            "$.c  dictionary_item_added\n  + null\n\n"
            "3 differences: 1 values_changed, 1 dictionary_item_added, 1 dictionary_item_removed\n");
}

TEST_F(DiffCommand, takes_the_rules_of_body_like) {
  const std::string expected = R"({"id": 1, "at": {"made_at": 1}, "p": [0.5, 0.25], "tags": ["a", "b"]})";
  const std::string actual = R"({"id": 2, "at": {"made_at": 2}, "p": [0.51, 0.3], "tags": ["b", "a"]})";
  EXPECT_EQ(diff(expected, actual,
                 {"--ignore", "$.id", "--ignore-glob", "$.at.*_at", "--absolute-tolerance", "0.01", "--tolerance-at",
                  "$.p[1]=absolute:0.05", "--ignore-order-at", "$.tags"})
                .exit_code,
            0);
  EXPECT_EQ(diff("21.25", "21.2", {"--significant-digits", "1"}).exit_code, 0);
  EXPECT_EQ(diff("[1]", "[\"1\"]", {"--text-numbers"}).exit_code, 0);
  EXPECT_EQ(diff("[1]", "[1, 2]", {"--only", "values_changed"}).exit_code, 0);
  EXPECT_EQ(diff("[1]", "[1.0]", {"--ignore-numeric-type-changes", "false"}).exit_code, 1);
}

TEST_F(DiffCommand, writes_what_other_programs_read) {
  const std::string expected = R"({"a": 1, "b": [1, 2]})";
  const std::string actual = R"({"a": "1", "b": [1, 2, 3], "c": NaN})";
  const auto deepdiff = diff(expected, actual, {"--like", "deepdiff", "--format", "deepdiff", "--ignore", "$.c"});
  EXPECT_EQ(deepdiff.exit_code, 1);
  EXPECT_EQ(json::parse(deepdiff.out), json::parse(R"({
    "type_changes": {"root['a']": {"old_type": "int", "new_type": "str", "old_value": 1, "new_value": "1"}},
    "iterable_item_added": {"root['b'][2]": 3}})"));
  const auto as_json = json::parse(diff(expected, actual, {"--format", "json"}).out);
  EXPECT_EQ(as_json.at("equal"), false);
  EXPECT_EQ(as_json.at("differences").at(0),
            json::parse(R"({"kind": "type_changes", "path": "$.a", "expected": 1, "actual": "1"})"));
  EXPECT_EQ(as_json.at("differences").at(2).at("actual"), "NaN");
  const auto junit = diff(expected, actual, {"--format", "junit"}).out;
  EXPECT_THAT(junit, HasSubstr(R"(<testsuite name="plimsoll diff" tests="1" failures="1">)"));
  EXPECT_THAT(junit, HasSubstr("$.a  type_changes\n  - 1\n  + &quot;1&quot;\n"));
  EXPECT_THAT(diff("1", "1", {"--format", "junit"}).out, HasSubstr(R"(failures="0")"));
}

TEST_F(DiffCommand, tells_a_bounded_number_of_differences) {
  std::string many = "[0";
  for (int i = 0; i < 1000; ++i) many += ",1";
  const auto result = diff("[0]", many + "]");
  EXPECT_THAT(result.out, HasSubstr("more than 100 differences"));
  EXPECT_THAT(diff("[0]", many + "]", {"--most", "3"}).out, HasSubstr("more than 3 differences"));
}

TEST_F(DiffCommand, warns_of_names_that_are_there_twice_and_of_patterns_without_a_place) {
  const auto result = diff(R"({"a": 1})", R"({"a": 2, "a": 1})", {"--ignore", "$.identity"});
  EXPECT_EQ(result.exit_code, 0);
  EXPECT_THAT(result.err,
              HasSubstr("actual.json: 1 name is there more than once in an object, \"a\"; the last counts"));
  EXPECT_THAT(result.err, HasSubstr("\"$.identity\" is no place of either side: is it spelled right?"));
}

TEST_F(DiffCommand, refuses_what_is_no_json_with_its_place) {
  const auto broken = diff("{}", "{\"a\": NaN,}");
  EXPECT_EQ(broken.exit_code, 65);
  EXPECT_THAT(broken.err, StartsWith("plimsoll: actual.json:1:11: not JSON: "));
  EXPECT_EQ(diff("{}", "").exit_code, 65);
  EXPECT_EQ(diff("{}", "\"\xFF\"").exit_code, 65);
  const auto deep = diff("{}", std::string(1000, '[') + std::string(1000, ']'));
  EXPECT_EQ(deep.exit_code, 65);
  EXPECT_THAT(deep.err, HasSubstr("actual.json: is nested deeper than 500 levels"));
  const auto missing = run_process({PLIMSOLL_BINARY, "diff", "nowhere.json", "nowhere.json"});
  EXPECT_EQ(missing.exit_code, 65);
  EXPECT_THAT(missing.err, HasSubstr("nowhere.json: cannot be read"));
}

TEST_F(DiffCommand, refuses_options_that_say_nothing) {
  EXPECT_EQ(diff("1", "1", {"--like", "jsondiff"}).exit_code, 64);
  EXPECT_EQ(diff("1", "1", {"--absolute-tolerance", "-1"}).exit_code, 64);
  EXPECT_EQ(diff("1", "1", {"--ignore", "$["}).exit_code, 64);
  EXPECT_EQ(diff("1", "1", {"--format", "xml"}).exit_code, 64);
  EXPECT_EQ(diff("1", "1", {"--like", "deepdiff", "--relative-tolerance", "0.1"}).exit_code, 64);
  const auto no_unit = diff("1", "1", {"--tolerance-at", "$.a=0.1"});
  EXPECT_EQ(no_unit.exit_code, 64);
  EXPECT_THAT(no_unit.err, HasSubstr(R"("0.1" needs its unit: absolute:0.1, relative:0.1 or digits:3)"));
  const auto wrong_unit = diff("1", "1", {"--tolerance-at", "$.a=absolut:0.1"});
  EXPECT_THAT(wrong_unit.err, HasSubstr(R"("absolut:0.1": expected absolute:0.01, relative:0.01 or digits:3)"));
  EXPECT_EQ(diff("1", "1", {"--number-format-notation", "e"}).exit_code, 64);
  EXPECT_EQ(run_process({PLIMSOLL_BINARY, "diff", "-", "-"}).exit_code, 64);
}

}  // namespace plimsoll::test::diff_command_test
