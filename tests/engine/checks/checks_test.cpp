#include "engine/checks/checks.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace plimsoll::checks_test {

using namespace std::chrono_literals;
using nlohmann::json;
using testing::HasSubstr;

constexpr Instant kDue = Instant(1h);

Response answer(int status, const std::string& body = "", const std::string& headers = "") {
  Response response;
  response.status = status;
  response.body = body;
  response.headers = headers;
  response.done = kDue + 100ms;
  return response;
}

CheckFailure judge(const std::vector<Check>& checks, const Response& response) {
  return Checker::compile(checks).value().judge(response, kDue);
}

// The message, or "" where all is well.
std::string message(const Check& check, const Response& response) { return judge({check}, response).message; }

std::string at(const std::string& path, const JsonPathCheck::Expectation& expectation, const std::string& body) {
  return message(JsonPathCheck{path, expectation}, answer(200, body));
}

JsonPathCheck::Equals equals(const json& value) { return {std::make_shared<const json>(value)}; }

TEST(Checks, without_a_status_check_400_and_above_fails) {
  EXPECT_EQ(judge({}, answer(399)).kind, FailureKind::none);
  EXPECT_EQ(judge({}, answer(204)).kind, FailureKind::none);
  EXPECT_EQ(judge({}, answer(400)).kind, FailureKind::status);
  EXPECT_EQ(judge({}, answer(503)).message, "status 503, expected below 400");
  EXPECT_EQ(judge({BodyContainsCheck{"x"}}, answer(500, "x")).kind, FailureKind::status);
}

TEST(Checks, a_status_is_one_of_those_expected) {
  EXPECT_EQ(message(StatusCheck{{200}, {}}, answer(200)), "");
  EXPECT_EQ(message(StatusCheck{{200}, {}}, answer(500)), "status 500, expected 200");
  EXPECT_EQ(message(StatusCheck{{200, 201}, {4}}, answer(500)), "status 500, expected 200, 201 or 4xx");
  EXPECT_EQ(message(StatusCheck{{}, {2}}, answer(299)), "");
  EXPECT_EQ(message(StatusCheck{{}, {2}}, answer(300)), "status 300, expected 2xx");
  EXPECT_EQ(message(StatusCheck{{200, 404}, {}}, answer(500)), "status 500, expected 200 or 404");
  EXPECT_EQ(message(StatusCheck{{}, {2, 3, 4}}, answer(500)), "status 500, expected 2xx, 3xx or 4xx");
  EXPECT_EQ(message(StatusCheck{{404}, {}}, answer(404)), "");  // 404 may be what is wanted
}

TEST(Checks, the_status_is_judged_first) {
  const auto failure = judge({BodyIsJsonCheck{}, StatusCheck{{200}, {}}}, answer(500, "<html>"));
  EXPECT_EQ(failure.kind, FailureKind::status);
  EXPECT_EQ(judge({BodyIsJsonCheck{}, StatusCheck{{200}, {}}}, answer(200, "<html>")).kind, FailureKind::check);
}

TEST(Checks, the_first_of_several_that_fails_is_told) {
  const std::vector<Check> checks = {BodyContainsCheck{"a"}, BodyContainsCheck{"b"}, BodyContainsCheck{"c"}};
  EXPECT_EQ(judge(checks, answer(200, "a")).message, "the body does not contain \"b\"");
  EXPECT_EQ(judge(checks, answer(200, "abc")).kind, FailureKind::none);
}

TEST(Checks, headers) {
  const auto response = answer(200, "", "content-type: application/json; charset=utf-8\r\nx-model:  v7 \r\n");
  using Kind = HeaderCheck::Kind;
  EXPECT_EQ(message(HeaderCheck{"X-Model", Kind::exists, ""}, response), "");
  EXPECT_EQ(message(HeaderCheck{"X-Model", Kind::equals, "v7"}, response), "");
  EXPECT_EQ(message(HeaderCheck{"Content-Type", Kind::contains, "json"}, response), "");
  EXPECT_EQ(message(HeaderCheck{"X-Model", Kind::matches, "^v\\d$"}, response), "");
  EXPECT_EQ(message(HeaderCheck{"X-Mode", Kind::exists, ""}, response), "header X-Mode is missing");
  EXPECT_EQ(message(HeaderCheck{"X-Model", Kind::equals, "v8"}, response), "header X-Model is not \"v8\"");
  EXPECT_EQ(message(HeaderCheck{"X-Model", Kind::contains, "8"}, response), "header X-Model does not contain \"8\"");
  EXPECT_EQ(message(HeaderCheck{"X-Model", Kind::matches, "8$"}, response), "header X-Model does not match /8$/");
  EXPECT_EQ(judge({HeaderCheck{"X-Model", Kind::equals, "v8"}}, response).detail, "found: x-model: v7");
}

TEST(Checks, response_time_is_from_due) {
  EXPECT_EQ(message(ResponseTimeCheck{101ms}, answer(200)), "");
  const auto failure = judge({ResponseTimeCheck{100ms}}, answer(200));
  EXPECT_EQ(failure.message, "response time not below 100 ms");
  EXPECT_EQ(failure.detail, "response time: 100 ms");
}

TEST(Checks, body_text_and_expressions) {
  EXPECT_EQ(message(BodyContainsCheck{"setosa"}, answer(200, "it is setosa")), "");
  EXPECT_EQ(message(BodyContainsCheck{"setosa"}, answer(200, "")), "the body does not contain \"setosa\"");
  EXPECT_EQ(message(BodyMatchesCheck{"seto.a"}, answer(200, "it is setosa")), "");
  EXPECT_EQ(message(BodyMatchesCheck{"^seto.a"}, answer(200, "it is setosa")), "the body does not match /^seto.a/");
}

TEST(Checks, expressions_are_bounded_on_long_bodies) {
  EXPECT_EQ(message(BodyMatchesCheck{"x$"}, answer(200, std::string(1 << 20, 'a') + "x")),
            "the body is longer than the 1.00 MiB that /x$/ is searched in");
  EXPECT_THAT(message(BodyMatchesCheck{"(a+)+b"}, answer(200, std::string(1 << 20, 'a'))), HasSubstr("backtracks"));
}

TEST(Checks, body_is_json) {
  EXPECT_EQ(message(BodyIsJsonCheck{}, answer(200, "[1, {\"a\": null}]")), "");
  EXPECT_EQ(message(BodyIsJsonCheck{}, answer(200, "{\"a\": }")), "the body is not JSON");
  EXPECT_EQ(message(BodyIsJsonCheck{}, answer(200, "")), "the body is empty, not JSON");
  EXPECT_EQ(message(BodyIsJsonCheck{}, answer(200, "{} x")), "the body is not JSON");
  EXPECT_EQ(message(BodyIsJsonCheck{}, answer(200, "\"\xff\"")), "the body is not JSON");
}

TEST(Checks, what_is_no_json_is_told_with_its_place) {
  const auto broken = judge({BodyIsJsonCheck{}}, answer(200, "{\"a\": }"));
  EXPECT_EQ(broken.detail, "byte 7: unexpected '}'; expected '[', '{', or a literal");
  for (const std::string number : {"NaN", "-NaN", "Infinity", "-Infinity", "nan", "inf", "-inf"}) {
    const auto failure = judge({BodyIsJsonCheck{}}, answer(200, "{\"p\": [0.5, " + number + "]}"));
    EXPECT_EQ(failure.message, "the body is not JSON: JSON has no " + number);
    EXPECT_EQ(failure.detail, "byte 13: " + number);
  }
  EXPECT_EQ(message(BodyIsJsonCheck{}, answer(200, "NaN")), "the body is not JSON: JSON has no NaN");
  EXPECT_EQ(message(BodyIsJsonCheck{}, answer(200, "{\"name\": NaNcy}")), "the body is not JSON");
  EXPECT_EQ(message(BodyIsJsonCheck{}, answer(200, "\"NaN\"")), "");
}

TEST(Checks, json_nested_without_end_is_refused_before_it_is_walked) {
  const std::string deep(1 << 20, '[');
  EXPECT_THAT(message(BodyIsJsonCheck{}, answer(200, deep)), HasSubstr("nested too deep"));
  std::string allowed = std::string(500, '[') + std::string(500, ']');
  EXPECT_EQ(message(BodyIsJsonCheck{}, answer(200, allowed)), "");
  EXPECT_THAT(at("$..x", JsonPathCheck::Exists{true}, "[" + allowed + "]"), HasSubstr("nested too deep"));
  EXPECT_EQ(message(BodyIsJsonCheck{}, answer(200, "[\"" + deep + "\\\"[\"]")), "");  // within a string
}

TEST(Checks, places_of_json) {
  using P = JsonPathCheck;
  const std::string body = R"({"prediction": 0.7, "labels": ["a", "b"], "ok": true, "n": 3, "none": null, "o": {}})";
  EXPECT_EQ(at("$.prediction", P::Exists{true}, body), "");
  EXPECT_EQ(at("$.nothing", P::Exists{true}, body), "$.nothing is missing");
  EXPECT_EQ(at("$.nothing", P::Exists{false}, body), "");
  EXPECT_EQ(at("$.ok", P::Exists{false}, body), "$.ok is there, and should not be");
  EXPECT_EQ(at("$.labels", equals({"a", "b"}), body), "");
  EXPECT_EQ(at("$.labels[1]", equals("a"), body), "$.labels[1] is not \"a\"");
  EXPECT_EQ(at("$.n", equals(3.0), body), "");
  EXPECT_EQ(at("$.prediction", P::Between{0, 1}, body), "");
  EXPECT_EQ(at("$.prediction", P::Between{0.7, 0.7}, body), "");
  EXPECT_EQ(at("$.prediction", P::Between{0, 0.5}, body), "$.prediction is not between 0 and 0.5");
  EXPECT_EQ(at("$.ok", P::Between{0, 1}, body), "$.ok is not a number");
  EXPECT_EQ(at("$.n", P::HasType{P::Type::integer}, body), "");
  EXPECT_EQ(at("$.n", P::HasType{P::Type::number}, body), "");
  EXPECT_EQ(at("$.prediction", P::HasType{P::Type::integer}, body), "$.prediction is not an integer");
  EXPECT_EQ(at("$.none", P::HasType{P::Type::null}, body), "");
  EXPECT_EQ(at("$.ok", P::HasType{P::Type::boolean}, body), "");
  EXPECT_EQ(at("$.labels", P::HasType{P::Type::array}, body), "");
  EXPECT_EQ(at("$.o", P::HasType{P::Type::object}, body), "");
  EXPECT_EQ(at("$.labels[0]", P::HasType{P::Type::string}, body), "");
  EXPECT_EQ(at("$.labels", P::Length{2, 2}, body), "");
  EXPECT_EQ(at("$.labels", P::Length{3, {}}, body), "$.labels is shorter than 3");
  EXPECT_EQ(at("$.labels", P::Length{{}, 1}, body), "$.labels is longer than 1");
  EXPECT_EQ(at("$.labels[0]", P::Length{1, 1}, body), "");
  EXPECT_THAT(at("$.n", P::Length{1, 1}, body), HasSubstr("has no length"));
  EXPECT_EQ(at("$.n", P::Exists{true}, "oops"), "the body is not JSON");
}

TEST(Checks, every_match_of_a_path_must_hold) {
  const auto between = JsonPathCheck::Between{0, 1};
  EXPECT_EQ(at("$[*].p", between, R"([{"p": 0.1}, {"p": 0.9}])"), "");
  EXPECT_EQ(at("$[*].p", between, R"([{"p": 0.1}, {"p": 1.9}])"), "$[*].p is not between 0 and 1");
  EXPECT_EQ(at("$[*].p", between, "[]"), "$[*].p is missing");
}

TEST(Checks, what_differs_each_time_is_in_the_detail_not_in_the_message) {
  const Check check = JsonPathCheck{"$.p", JsonPathCheck::Between{0, 1}};
  const auto one = judge({check}, answer(200, R"({"p": 1.5})"));
  const auto other = judge({check}, answer(200, R"({"p": 2.5})"));
  EXPECT_EQ(one.message, other.message);
  EXPECT_EQ(one.detail, "found: 1.5");
  EXPECT_EQ(other.detail, "found: 2.5");
}

TEST(Checks, whole_json_equal_within_a_tolerance) {
  JsonEqualsCheck check;
  check.value = std::make_shared<const json>(json::parse(R"({"p": [0.25, 0.75], "id": 1})"));
  check.label = "expected.json";
  check.rules.tolerance.absolute = 0.01;
  check.rules.ignored = {"$.id"};
  EXPECT_EQ(message(check, answer(200, R"({"id": 99, "p": [0.255, 0.75]})")), "");
  const auto failure = judge({check}, answer(200, R"({"id": 99, "p": [0.3, 0.7], "x": 1})"));
  EXPECT_EQ(failure.message, "the body differs from expected.json at $.p[0], $.p[1], $.x");
  EXPECT_EQ(failure.detail, "$.p[0] expected 0.25, got 0.3\n$.p[1] expected 0.75, got 0.7\n$.x is not expected, got 1");
}

TEST(Checks, an_answer_is_held_against_the_expected_text_not_against_what_a_double_keeps_of_it) {
  JsonEqualsCheck check;
  check.value = std::make_shared<const json>(json::parse("[1]"));
  check.text = std::make_shared<const std::string>("[12345678901234567890123]");
  EXPECT_EQ(message(check, answer(200, "[12345678901234567890123]")), "");
  EXPECT_EQ(message(check, answer(200, "[12345678901234567890124]")), "the body differs from what is expected at $[0]");
  EXPECT_EQ(message(check, answer(200, "[1e400]")), "the body differs from what is expected at $[0]");
}

TEST(Checks, an_answer_that_was_alike_is_alike_again_and_another_is_not) {
  JsonEqualsCheck check;
  check.value = std::make_shared<const json>(json::parse(R"({"p": 0.5})"));
  check.rules.tolerance.absolute = 0.01;
  const auto checker = Checker::compile({check}).value();
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(checker.judge(answer(200, R"({"p": 0.505})"), kDue).kind, FailureKind::none);
    EXPECT_EQ(checker.judge(answer(200, R"({"p": 0.6})"), kDue).kind, FailureKind::check);
  }
}

TEST(Checks, what_is_no_json_is_not_like_it) {
  JsonEqualsCheck check;
  check.value = std::make_shared<const json>(json::parse("{}"));
  EXPECT_EQ(message(check, answer(200, "")), "the body is empty, not JSON");
  EXPECT_EQ(message(check, answer(200, "<html>")), "the body is not JSON");
  EXPECT_EQ(message(check, answer(200, R"({"p": NaN})")), "the body is not JSON: JSON has no NaN");
  EXPECT_EQ(message(check, answer(200, "{\"p\": \"\xFF\"}")), "the body is not JSON");
  EXPECT_EQ(message(check, answer(200, std::string(1000, '[') + std::string(1000, ']'))),
            "the body is JSON nested too deep to be looked into (more than 500 levels)");
}

TEST(Checks, a_failure_tells_a_bounded_number_of_differences) {
  JsonEqualsCheck check;
  check.value = std::make_shared<const json>(json::array());
  std::string body = "[0";
  for (int i = 0; i < 5000; ++i) body += ",1";
  const auto failure = judge({check}, answer(200, body + "]"));
  EXPECT_EQ(failure.message, "the body differs from what is expected at $[0], $[1], $[2]");
  EXPECT_LT(failure.detail.size(), 2000u);
  EXPECT_TRUE(failure.detail.ends_with("\n..."));
}

TEST(Checks, an_expression_or_path_that_is_wrong_is_an_error) {
  EXPECT_TRUE(Checker::compile({BodyMatchesCheck{"("}}).has_error());
  EXPECT_TRUE(Checker::compile({HeaderCheck{"x", HeaderCheck::Kind::matches, "("}}).has_error());
  EXPECT_TRUE(Checker::compile({JsonPathCheck{"$[", JsonPathCheck::Exists{true}}}).has_error());
  JsonEqualsCheck check;
  check.value = std::make_shared<const json>();
  check.rules.ignored = {"$["};
  EXPECT_TRUE(Checker::compile({check}).has_error());
}

}  // namespace plimsoll::checks_test
