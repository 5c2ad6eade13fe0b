// `expect`: how checks are written.

#include "tests/scenarios/scenario_text.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace plimsoll::test::check_test {

using namespace std::chrono_literals;
using nlohmann::json;

std::vector<Check> checks(const std::string& expect) {
  auto scenario = parsed({with_request("get: /\nexpect: " + expect)});
  return scenario.tasks.empty() || scenario.tasks[0].steps.empty() ? std::vector<Check>{}
                                                                   : scenario.tasks[0].steps[0].checks;
}

template <class Kind>
Kind only(const std::string& expect) {
  const auto all = checks(expect);
  EXPECT_EQ(all.size(), 1u) << expect;
  const auto* one = all.empty() ? nullptr : std::get_if<Kind>(all.data());
  EXPECT_NE(one, nullptr) << expect;
  return one ? *one : Kind{};
}

template <class Kind>
Kind at_path(const std::string& what) {
  const auto check = only<JsonPathCheck>("{json: {$.a: " + what + "}}");
  EXPECT_EQ(check.path, "$.a");
  const auto* expectation = std::get_if<Kind>(&check.expectation);
  EXPECT_NE(expectation, nullptr) << what;
  return expectation ? *expectation : Kind{};
}

std::string error_of(const std::string& expect) { return finding({with_request("get: /\nexpect: " + expect)}); }

TEST(Expect, takes_statuses_and_classes) {
  EXPECT_EQ(only<StatusCheck>("{status: 204}").codes, std::vector<int>{204});
  EXPECT_EQ(only<StatusCheck>("{status: 2xx}").classes, std::vector<int>{2});
  const auto list = only<StatusCheck>("{status: [200, '404', 3xx]}");
  EXPECT_EQ(list.codes, (std::vector<int>{200, 404}));
  EXPECT_EQ(list.classes, std::vector<int>{3});
  EXPECT_EQ(error_of("{status: 20000}"), "soak.yaml:5: requests[0].expect.status: expected 100 to 599, got 20000");
  EXPECT_EQ(error_of("{status: ok}"),
            R"(soak.yaml:5: requests[0].expect.status: expected a status like 200, or a class like 2xx, got "ok")");
  EXPECT_EQ(error_of("{status: 200.5}"), "soak.yaml:5: requests[0].expect.status: expected 100 to 599, got 200.5");
  EXPECT_EQ(error_of("{status: []}"),
            "soak.yaml:5: requests[0].expect.status: expected at least one status, got a list");
}

TEST(Expect, limits_the_response_time) {
  EXPECT_EQ(only<ResponseTimeCheck>("{response_time: < 500ms}").below, 500ms);
  EXPECT_EQ(only<ResponseTimeCheck>("{response_time: '<1.5s'}").below, 1500ms);
  EXPECT_EQ(error_of("{response_time: 500ms}"),
            R"(soak.yaml:5: requests[0].expect.response_time: expected a limit like "< 500ms", got "500ms")");
}

TEST(Expect, looks_at_headers) {
  const auto equal = only<HeaderCheck>("{headers: {content-type: application/json}}");
  EXPECT_EQ(equal.name, "content-type");
  EXPECT_EQ(equal.kind, HeaderCheck::Kind::equals);
  EXPECT_EQ(equal.value, "application/json");
  EXPECT_EQ(only<HeaderCheck>("{headers: {a: {contains: json}}}").kind, HeaderCheck::Kind::contains);
  EXPECT_EQ(only<HeaderCheck>("{headers: {a: {matches: ^x}}}").kind, HeaderCheck::Kind::matches);
  EXPECT_EQ(only<HeaderCheck>("{headers: {a: {exists: true}}}").kind, HeaderCheck::Kind::exists);
  EXPECT_EQ(checks("{headers: {a: {contains: x, matches: y}, b: z}}").size(), 3u);
  EXPECT_NE(error_of("{headers: {a: {matches: (}}}").find("is not a regular expression"), std::string::npos);
}

TEST(Expect, looks_at_the_body_as_text) {
  EXPECT_EQ(only<BodyContainsCheck>("{body: {contains: good}}").text, "good");
  EXPECT_EQ(only<BodyMatchesCheck>("{body: {matches: '[0-9]+'}}").regex, "[0-9]+");
  EXPECT_EQ(checks("{body: {contains: [a, b]}}").size(), 2u);
  EXPECT_NE(error_of("{body: {matches: '['}}").find("is not a regular expression"), std::string::npos);
}

TEST(Expect, looks_at_json) {
  only<BodyIsJsonCheck>("{json: true}");
  EXPECT_EQ(*at_path<JsonPathCheck::Equals>("3").value, json(3));
  EXPECT_EQ(*at_path<JsonPathCheck::Equals>("'3'").value, json("3"));
  EXPECT_EQ(*at_path<JsonPathCheck::Equals>("true").value, json(true));
  EXPECT_EQ(*at_path<JsonPathCheck::Equals>("[1, 2]").value, json::parse("[1,2]"));
  EXPECT_EQ(*at_path<JsonPathCheck::Equals>("{equals: {b: 1, a: 2}}").value, json::parse(R"({"a":2,"b":1})"));
  EXPECT_DOUBLE_EQ(at_path<JsonPathCheck::Between>("{between: [-0.5, 1]}").low, -0.5);
  EXPECT_EQ(at_path<JsonPathCheck::HasType>("{type: integer}").type, JsonPathCheck::Type::integer);
  EXPECT_EQ(at_path<JsonPathCheck::HasType>("{type: null}").type, JsonPathCheck::Type::null);
  EXPECT_EQ(at_path<JsonPathCheck::Length>("{length: 3}").low, 3u);
  EXPECT_EQ(at_path<JsonPathCheck::Length>("{length: 3}").high, 3u);
  EXPECT_EQ(at_path<JsonPathCheck::Length>("{length: {at_least: 2}}").low, 2u);
  EXPECT_FALSE(at_path<JsonPathCheck::Length>("{length: {at_least: 2}}").high);
  EXPECT_FALSE(at_path<JsonPathCheck::Exists>("{exists: false}").wanted);
  EXPECT_EQ(checks("{json: {$.a: {type: number, between: [0, 1]}, \"$.b[0]\": x}}").size(), 3u);
}

TEST(Expect, finds_mistakes_in_json_checks) {
  EXPECT_EQ(error_of("{json: {prediction: 1}}"),
            R"(soak.yaml:5: requests[0].expect.json.prediction: a path starts with "$": write "$.prediction")");
  EXPECT_EQ(error_of("{json: {$.a: {betwen: [0, 1]}}}"),
            R"(soak.yaml:5: requests[0].expect.json["$.a"].betwen: unknown key; did you mean "between"?)");
  EXPECT_EQ(error_of("{json: {$.a: {between: [1, 0]}}}"),
            R"(soak.yaml:5: requests[0].expect.json["$.a"].between: the lower end is above the upper; write [0, 1])");
  EXPECT_EQ(error_of("{json: {$.a: {between: 1}}}"),
            R"(soak.yaml:5: requests[0].expect.json["$.a"].between: expected two numbers like [0, 1], got 1)");
  EXPECT_EQ(
      error_of("{json: {$.a: {}}}"),
      R"(soak.yaml:5: requests[0].expect.json["$.a"]: expects nothing; to compare with an object write {equals: {...}})");
  EXPECT_EQ(
      error_of("{json: false}"),
      R"(soak.yaml:5: requests[0].expect.json: expected true, or paths like {"$.prediction": {between: [0, 1]}}, got "false")");
}

TEST(Expect, compares_the_whole_body) {
  const auto from_file = only<JsonEqualsCheck>(
      R"({body_like: {file: "@expected.json", absolute_tolerance: 0.1, relative_tolerance: 1e-3, ignore: [$.id, "$.a[0]"]}})");
  EXPECT_EQ(*from_file.value, json::parse(R"({"prediction": 0.5})"));
  EXPECT_EQ(from_file.label, "expected.json");
  EXPECT_EQ(from_file.rules.tolerance.absolute, 0.1);
  EXPECT_EQ(from_file.rules.tolerance.relative, 1e-3);
  EXPECT_EQ(from_file.rules.ignored, (std::vector<std::string>{"$.id", "$.a[0]"}));
  const auto in_place = only<JsonEqualsCheck>("{body_like: {value: {a: [1]}}}");
  EXPECT_EQ(*in_place.value, json::parse(R"({"a":[1]})"));
  EXPECT_EQ(in_place.label, "");
}

TEST(Expect, reads_how_a_body_is_compared) {
  const auto rules =
      only<JsonEqualsCheck>(
          "{body_like: {value: {a: 1}, like: deepdiff, significant_digits: 3, number_format_notation: e, "
          "ignore: [\"root['a'][0]\"], ignore_glob: '$.meta.*_at', ignore_regex: ['id$'], ignore_order: true, "
          "report_repetition: true, ignore_numeric_type_changes: true, ignore_string_case: true, "
          "ignore_private_variables: false, threshold_to_diff_deeper: 0.5, zip_ordered_iterables: true, "
          "log_scale_similarity_threshold: 0.1, only: [type_changes, values_changed]}}")
          .rules;
  EXPECT_EQ(rules.like, ComparisonDialect::deepdiff);
  EXPECT_EQ(rules.tolerance.significant_digits, 3u);
  EXPECT_TRUE(rules.scientific);
  EXPECT_EQ(rules.ignored, (std::vector<std::string>{"root['a'][0]"}));
  EXPECT_EQ(rules.ignored_globs, (std::vector<std::string>{"$.meta.*_at"}));
  EXPECT_EQ(rules.ignored_regexes, (std::vector<std::string>{"id$"}));
  EXPECT_TRUE(rules.ignore_order);
  EXPECT_EQ(rules.report_repetition, true);
  EXPECT_EQ(rules.ignore_numeric_type_changes, true);
  EXPECT_TRUE(rules.ignore_string_case);
  EXPECT_EQ(rules.ignore_private_variables, false);
  EXPECT_EQ(rules.threshold_to_diff_deeper, 0.5);
  EXPECT_EQ(rules.zip_ordered_iterables, true);
  EXPECT_EQ(rules.log_scale, 0.1);
  EXPECT_EQ(rules.only, (std::vector{DifferenceKind::type_changes, DifferenceKind::values_changed}));

  const auto by_place = only<JsonEqualsCheck>(
                            "{body_like: {value: {a: 1}, ignore_order: ['$.items'], text_numbers: true, tolerance_at: "
                            "{'$.p[*]': {absolute_tolerance: 0.5, significant_digits: 2}}}}")
                            .rules;
  EXPECT_FALSE(by_place.ignore_order);
  EXPECT_EQ(by_place.ignore_order_at, (std::vector<std::string>{"$.items"}));
  EXPECT_TRUE(by_place.text_numbers);
  ASSERT_EQ(by_place.tolerance_at.size(), 1u);
  EXPECT_EQ(by_place.tolerance_at[0].place, "$.p[*]");
  EXPECT_EQ(by_place.tolerance_at[0].tolerance.absolute, 0.5);
  EXPECT_EQ(by_place.tolerance_at[0].tolerance.significant_digits, 2u);
  EXPECT_FALSE(by_place.tolerance_at[0].tolerance.relative);
}

TEST(Expect, finds_mistakes_in_the_expected_body) {
  EXPECT_EQ(
      error_of("{body_like: {absolute_tolerance: 1}}"),
      "soak.yaml:5: requests[0].expect.body_like: needs one of `file`, `value` and `lines`: what the answer is like");
  EXPECT_EQ(error_of("{body_like: {file: trailing_comma.json}}"),
            "soak.yaml:5: requests[0].expect.body_like.file: trailing_comma.json:4:11: not JSON: unexpected ']'; "
            "expected '[', '{', or a literal");
  EXPECT_EQ(error_of("{body_like: {value: 1, ignore: [a]}}"),
            R"(soak.yaml:5: requests[0].expect.body_like.ignore[0]: a path starts with "$": write "$.a")");
  EXPECT_EQ(error_of("{body_like: {value: 1, absolute_tolerance: -1}}"),
            "soak.yaml:5: requests[0].expect.body_like.absolute_tolerance: expected a number from 0, got -1");
  EXPECT_EQ(error_of("{body_like: {value: 1, significant_digits: 101}}"),
            "soak.yaml:5: requests[0].expect.body_like.significant_digits: expected a whole number from 0 to 100, got "
            "101");
  EXPECT_EQ(error_of("{body_like: {value: 1, tolerance: 0.1}}"),
            "soak.yaml:5: requests[0].expect.body_like.tolerance: needs its unit: absolute_tolerance, or "
            "relative_tolerance as a share of the expected number");
  EXPECT_EQ(error_of("{body_like: {value: 1, number_format_notation: e}}"),
            "soak.yaml:5: requests[0].expect.body_like.number_format_notation: says which digits are counted: set "
            "significant_digits too");
  EXPECT_EQ(error_of("{body_like: {value: 1, math_epsilon: 0.1}}"),
            "soak.yaml:5: requests[0].expect.body_like.math_epsilon: is called absolute_tolerance here");
  EXPECT_EQ(error_of("{body_like: {value: 1, only: [added]}}").substr(0, 60),
            "soak.yaml:5: requests[0].expect.body_like.only[0]: expected ");
  EXPECT_EQ(error_of("{body_like: {value: 1, ignore_regex: ['(']}}").substr(0, 75),
            "soak.yaml:5: requests[0].expect.body_like.ignore_regex[0]: \"(\" is not a reg");
  EXPECT_EQ(error_of("{body_like: {value: 1, ignore: \"root['a'\"}}"),
            "soak.yaml:5: requests[0].expect.body_like.ignore: expected ['name'], [0], [*] or .name at column 6 of the "
            "path \"root['a'\"");
  EXPECT_EQ(error_of("{body_like: {value: 1, like: deepdiff, relative_tolerance: 0.1}}"),
            "soak.yaml:5: requests[0].expect.body_like.relative_tolerance: has no meaning in DeepDiff: leave `like` "
            "out, or this");
  EXPECT_EQ(error_of("{body_like: {value: 1, zip_ordered_iterables: true}}"),
            "soak.yaml:5: requests[0].expect.body_like.zip_ordered_iterables: is DeepDiff's; without `like: deepdiff` "
            "lists are compared by index");
  EXPECT_EQ(
      error_of("{body_like: {value: 1, tolerance_at: {\"$.p[?@.a]\": {absolute_tolerance: 1}}}}"),
      R"(soak.yaml:5: requests[0].expect.body_like.tolerance_at["$.p[?@.a]"]: a filter [?...] cannot be used here: )"
      "\"$.p[?@.a]\"; it can in ignore");
  EXPECT_EQ(error_of("{json_equals: {value: 1}}").substr(0, 45), "soak.yaml:5: requests[0].expect.json_equals: ");
}

TEST(Expect, takes_lines_as_Hurl_asserts_them) {
  const auto check = only<QueryCheck>(R"({asserts: ['jsonpath "$.id" toInt > 3']})");
  EXPECT_EQ(check.query.argument.fixed(), "$.id");
  EXPECT_EQ(check.predicate.kind, Predicate::Kind::greater);
  EXPECT_EQ(checks("{asserts: [status < 300, body exists]}").size(), 2u);
  EXPECT_EQ(error_of("{asserts: [statuss == 1]}"),
            R"(soak.yaml:5: requests[0].expect.asserts[0]: column 1: "statuss" is no query; did you mean "status"?)");
  EXPECT_EQ(error_of("{asserts: [url exists]}"),
            R"(soak.yaml:5: requests[0].expect.asserts[0]: "url exists" asks for what a check does not know: files, )"
            "where the answer came from");
  EXPECT_EQ(error_of(R"({asserts: ['status == {{newUuid}}']})"),
            "soak.yaml:5: requests[0].expect.asserts[0]: {{NAME}} is a captured value here: functions are not called");
}

}  // namespace plimsoll::test::check_test
