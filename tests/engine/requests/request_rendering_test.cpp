#include "engine/requests/request_rendering.h"
#include "engine/http1/http1_encoder.h"
#include "tests/engine/load/load_scenarios.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace plimsoll::request_rendering_test {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

Scenario to_target() {
  Scenario scenario;
  scenario.target.url = {Url::Scheme::http, "target.test", 5000, "/v1"};
  return scenario;
}

std::vector<std::string> lines(const Request& request) {
  std::vector<std::string> text;
  for (const auto& header : request.headers) text.push_back(header.name + ": " + header.value);
  return text;
}

TEST(RequestRendering, a_get_has_what_every_request_has) {
  auto from = get_request("get");
  from.path = "/health?full=1";
  from.timeout = std::chrono::seconds(7);
  const auto request = render_request(to_target(), from, 3, 0);
  EXPECT_EQ(request.name_index, 3u);
  EXPECT_EQ(request.path, "/v1/health?full=1");
  EXPECT_EQ(request.timeout, std::chrono::seconds(7));
  EXPECT_EQ(request.body, nullptr);
  EXPECT_THAT(lines(request), ElementsAre("Host: target.test:5000", HasSubstr("User-Agent: plimsoll/"), "Accept: */*"));
  EXPECT_THAT(http1_head(request), testing::StartsWith("GET /v1/health?full=1 HTTP/1.1\r\n"));
  EXPECT_THAT(http1_head(request), testing::EndsWith("\r\n\r\n"));
}

TEST(RequestRendering, a_body_brings_its_type_and_length) {
  auto from = get_request("post");
  from.method = Method::post;
  from.bodies = bodies({"{}", "[1, 2]"});
  const auto request = render_request(to_target(), from, 0, 1);
  EXPECT_EQ(*request.body, "[1, 2]");
  EXPECT_EQ(request.body_label, "[1, 2].json");
  EXPECT_THAT(lines(request), testing::IsSupersetOf({"Content-Type: application/json", "Content-Length: 6"}));
}

TEST(RequestRendering, a_post_without_a_body_says_that_its_length_is_zero) {
  auto from = get_request("post");
  from.method = Method::post;
  EXPECT_THAT(lines(render_request(to_target(), from, 0, 0)), testing::Contains("Content-Length: 0"));
  from.method = Method::del;
  EXPECT_THAT(lines(render_request(to_target(), from, 0, 0)), Not(testing::Contains(HasSubstr("Content-Length"))));
}

TEST(RequestRendering, a_requests_own_header_wins_over_the_scenarios_in_any_case) {
  auto scenario = to_target();
  scenario.headers = {{"X-Model", "a"}, {"x-trace", "1"}, {"accept", "application/json"}};
  auto from = get_request("get");
  from.headers = {{"x-model", "b"}, {"USER-AGENT", "curl/8"}, {"host", "other.test"}};
  EXPECT_THAT(
      lines(render_request(scenario, from, 0, 0)),
      ElementsAre("x-model: b", "USER-AGENT: curl/8", "host: other.test", "x-trace: 1", "accept: application/json"));
}

TEST(RequestRendering, a_given_content_length_is_replaced_by_the_true_one) {
  auto from = get_request("post");
  from.method = Method::post;
  from.bodies = bodies({"{}"});
  from.headers = {{"content-length", "999"}, {"Content-Type", "text/plain"}};
  const auto text = lines(render_request(to_target(), from, 0, 0));
  EXPECT_THAT(text, testing::Contains("Content-Length: 2"));
  EXPECT_THAT(text, Not(testing::Contains(HasSubstr("999"))));
  EXPECT_THAT(text, Not(testing::Contains("Content-Type: application/json")));
}

TEST(RequestRendering, asks_to_keep_only_what_a_check_needs) {
  auto from = get_request("get");
  from.checks = {StatusCheck{{200}, {}}, ResponseTimeCheck{std::chrono::seconds(1)}};
  EXPECT_FALSE(render_request(to_target(), from, 0, 0).keeps_body);
  EXPECT_FALSE(render_request(to_target(), from, 0, 0).keeps_headers);
  from.checks = {HeaderCheck{"x", HeaderCheck::Kind::exists, ""}};
  EXPECT_TRUE(render_request(to_target(), from, 0, 0).keeps_headers);
  EXPECT_FALSE(render_request(to_target(), from, 0, 0).keeps_body);
  from.checks = {BodyIsJsonCheck{}};
  EXPECT_TRUE(render_request(to_target(), from, 0, 0).keeps_body);
}

}  // namespace plimsoll::request_rendering_test
