// The version in what a target answers.

#include "conduct/versions/target_version.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace plimsoll::target_version_test {

using ::testing::HasSubstr;

HttpAnswer answer(int status, std::string body, std::string headers = {}) {
  return {status, std::move(body), {}, std::move(headers)};
}

std::string version_of(const std::string& body) {
  const auto version = version_in(answer(200, body), {});
  return version.has_value() ? *version : "none: " + version.error().message;
}

TEST(TargetVersion, is_text_or_a_member_of_json) {
  EXPECT_EQ(version_of("1.4.2\nbuilt at night\n"), "1.4.2");
  EXPECT_EQ(version_of(R"({"version": "1.4.2", "commit": "3f2a"})"), "1.4.2");
  EXPECT_EQ(version_of(R"({"version": 7})"), "7");
  EXPECT_EQ(version_of(R"("1.4.2")"), "1.4.2");
  EXPECT_EQ(version_of(std::string(500, 'v')).size(), 100u);
}

TEST(TargetVersion, is_none_in_what_is_something_else) {
  EXPECT_THAT(version_of("<!DOCTYPE html>"), HasSubstr("is a page, not a version"));
  EXPECT_THAT(version_of(R"({"name": "api"})"), HasSubstr("holds no version"));
  EXPECT_THAT(version_of(""), HasSubstr("holds no version"));
  EXPECT_THAT(version_in(answer(404, "1.4.2"), {}).error().message, HasSubstr("status 404"));
}

TEST(TargetVersion, is_a_header_where_one_is_named) {
  VersionQuestion question;
  question.header = "X-Version";
  EXPECT_EQ(*version_in(answer(404, "", "server: x\r\nx-version:  1.4.2 \r\n"), question), "1.4.2");
  EXPECT_THAT(version_in(answer(200, "1.4.2", "server: x\r\n"), question).error().message,
              HasSubstr("no header X-Version"));
}

}  // namespace plimsoll::target_version_test
