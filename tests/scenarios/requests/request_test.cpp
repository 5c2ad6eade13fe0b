// `requests`: names, methods, paths, headers, weights and steps.

#include "tests/scenarios/scenario_text.h"

#include <gtest/gtest.h>

namespace plimsoll::test::request_test {

using namespace std::chrono_literals;

RequestTemplate request(const std::string& lines) {
  auto scenario = parsed({with_request(lines)});
  return scenario.tasks.empty() || scenario.tasks[0].steps.empty() ? RequestTemplate{} : scenario.tasks[0].steps[0];
}

TEST(Request, has_one_of_six_methods) {
  EXPECT_EQ(request("get: /a").method, Method::get);
  EXPECT_EQ(request("post: /a").method, Method::post);
  EXPECT_EQ(request("put: /a").method, Method::put);
  EXPECT_EQ(request("patch: /a").method, Method::patch);
  EXPECT_EQ(request("delete: /a").method, Method::del);
  EXPECT_EQ(request("head: /a").method, Method::head);
  EXPECT_EQ(finding({with_request("name: x")}),
            "soak.yaml:4: requests[0]: needs a method with its path, for example post: /predict, or `steps`");
  EXPECT_EQ(finding({with_request("get: /a\npost: /a")}),
            "soak.yaml:5: requests[0].post: a request has one method: it is a GET already");
}

TEST(Request, is_called_by_its_method_and_path_unless_it_has_a_name) {
  EXPECT_EQ(request("post: /predict?v=1").name, "POST /predict");
  EXPECT_EQ(request("get: ''").name, "GET /");
  EXPECT_EQ(request("get: /a\nname: ping").name, "ping");
}

TEST(Request, adds_its_query_encoded) {
  EXPECT_EQ(request("get: /a\nquery: {q: a b&c, n: [1, 2], e: }").path, "/a?q=a%20b%26c&n=1&n=2&e=");
  EXPECT_EQ(request("get: /a?x=1\nquery: {y: 2}").path, "/a?x=1&y=2");
  EXPECT_EQ(request("get: /\u00e9t\u00e9 x%20y").path, "/%C3%A9t%C3%A9%20x%20y");
}

TEST(Request, path_belongs_to_the_target) {
  EXPECT_EQ(finding({with_request("get: predict")}),
            R"(soak.yaml:4: requests[0].get: a path starts with "/": write "/predict")");
  EXPECT_EQ(finding({with_request("post: http://h/predict")}),
            R"(soak.yaml:4: requests[0].post: expected a path of the target like "/predict", got a whole URL)");
  EXPECT_EQ(finding({with_request("get: '/a#b'")}),
            "soak.yaml:4: requests[0].get: a path has no fragment: remove it from the # on");
}

TEST(Request, timeout_is_its_own_or_the_scenarios) {
  const auto scenario = parsed({"target: http://h\ntimeout: 7s\nrequests: [{get: /a}, {get: /b, timeout: 2s}]"});
  EXPECT_EQ(scenario.tasks[0].steps[0].timeout, 7s);
  EXPECT_EQ(scenario.tasks[1].steps[0].timeout, 2s);
}

TEST(Request, weights_draw_tasks) {
  const auto scenario =
      parsed({"target: http://h\nrequests: [{get: /a, weight: 3}, {get: /b, weight: 0.5, wait: 1s}]"});
  EXPECT_DOUBLE_EQ(scenario.tasks[0].weight, 3);
  EXPECT_DOUBLE_EQ(scenario.tasks[1].weight, 0.5);
  EXPECT_EQ(std::get<ConstantWait>(*scenario.tasks[1].wait).pause, 1s);
  EXPECT_EQ(finding({with_request("get: /a\nweight: 0")}),
            "soak.yaml:2: requests: every weight is 0: nothing would be sent");
  EXPECT_EQ(finding({with_request("get: /a\nweight: -1")}),
            "soak.yaml:5: requests[0].weight: expected a number from 0, got -1");
}

TEST(Request, names_are_not_shared_between_tasks) {
  EXPECT_EQ(
      finding({"target: http://h\nrequests:\n  - {get: /a}\n  - {get: /b}\n  - {get: /a}"}),
      R"(soak.yaml:5: requests[2].name: there is a request named "GET /a" already, requests[0]: give each its own name)");
}

TEST(Request, steps_are_one_task) {
  const auto scenario = parsed({R"(
target: http://h
requests:
  - name: three images
    weight: 2
    wait: 1s
    steps:
      - {post: /api, json: {n: 1}}
      - {post: /api, json: {n: 2}}
      - {get: /done, name: done}
)"});
  ASSERT_EQ(scenario.tasks.size(), 1u);
  EXPECT_EQ(scenario.tasks[0].name, "three images");
  EXPECT_DOUBLE_EQ(scenario.tasks[0].weight, 2);
  EXPECT_EQ(scenario.tasks[0].steps.size(), 3u);
  EXPECT_EQ(scenario.request_names(), (std::vector<std::string>{"three images: POST /api", "done"}));
  EXPECT_EQ(*scenario.tasks[0].steps[1].bodies.payloads[0], R"({"n":2})");
}

TEST(Request, with_steps_has_nothing_of_its_own_to_send) {
  EXPECT_EQ(finding({with_request("steps: [{get: /a}]\njson: {}")}),
            "soak.yaml:5: requests[0].json: belongs to a step: a request with `steps` has name, weight, wait, think "
            "and on_failure");
  EXPECT_EQ(finding({with_request("steps: [{get: /a, weight: 2}]")}),
            "soak.yaml:4: requests[0].steps[0].weight: belongs to the request that has the steps");
  EXPECT_EQ(finding({with_request("steps: []")}),
            "soak.yaml:4: requests[0].steps: expected at least one step, got a list");
}

TEST(Request, headers_are_checked) {
  const auto texts = findings({with_request(R"(get: /
headers:
  "a b": x
  x-two: "1\r\nx-three: 2"
  Content-Length: 5
  X-A: 1
  x-a: 2)")});
  EXPECT_EQ(
      texts,
      (std::vector<std::string>{
          R"(soak.yaml:6: requests[0].headers["a b"]: expected the name of a header: letters, digits and hyphens)",
          "soak.yaml:7: requests[0].headers.x-two: a header has one line: remove the line break",
          "soak.yaml:8: requests[0].headers.Content-Length: follows from the body and is set by itself: remove it",
          "soak.yaml:10: requests[0].headers.x-a: is given twice: the case of a header's name does not matter"}));
}

TEST(Request, without_the_dash_is_told_about_it) {
  EXPECT_EQ(finding({"target: http://h\nrequests: {get: /}"}),
            "soak.yaml:2: requests: expected a list, each entry with a dash like: - post: /predict, got a mapping");
}

TEST(Request, of_a_get_with_a_body_is_warned_about) {
  const auto outcome = parse({with_request("get: /\njson: {}")});
  ASSERT_TRUE(outcome.scenario);
  EXPECT_EQ(outcome.warnings,
            std::vector<std::string>{"soak.yaml:4: requests[0]: a GET with a body: many servers ignore it"});
}

}  // namespace plimsoll::test::request_test
