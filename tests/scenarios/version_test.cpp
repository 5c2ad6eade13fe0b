// `target.version` of a scenario.

#include "tests/scenarios/scenario_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace plimsoll::test::version_test {

using namespace std::chrono_literals;
using ::testing::HasSubstr;

std::string text_with(const std::string& version) {
  return "target: {url: \"http://127.0.0.1:1\", version: " + version + "}\nrequests: [{get: /}]\n";
}

TEST(TargetVersionKey, is_asked_at_a_path_and_found_in_the_body_a_header_or_an_image) {
  EXPECT_FALSE(parsed({with("")}).target.version);
  const auto body = parsed({text_with("{}")}).target.version;
  ASSERT_TRUE(body);
  EXPECT_EQ(body->path, "/version");
  EXPECT_EQ(body->every, 5s);
  const auto header = parsed({text_with("{path: /health, header: X-Version, every: 1m}")}).target.version;
  ASSERT_TRUE(header);
  EXPECT_EQ(header->path, "/health");
  EXPECT_EQ(header->header, "X-Version");
  EXPECT_EQ(header->every, 1min);
  EXPECT_EQ(parsed({text_with("{container: api}")}).target.version->container, "api");
}

TEST(TargetVersionKey, is_refused_with_the_place_and_what_is_expected) {
  EXPECT_THAT(finding({text_with("{path: version}")}), HasSubstr("target.version.path: a path starts with \"/\""));
  EXPECT_THAT(finding({text_with("{every: 10ms}")}), HasSubstr("target.version.every: expected a duration from 1s"));
  EXPECT_THAT(finding({text_with("{container: api, header: X-Version}")}),
              HasSubstr("target.version: a version is told by a `container` or by an answer of the target"));
  EXPECT_THAT(finding({text_with("{url: /version}")}), HasSubstr("url"));
}

}  // namespace plimsoll::test::version_test
