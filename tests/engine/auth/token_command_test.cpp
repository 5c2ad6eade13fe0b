#include "engine/auth/token_command.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace plimsoll::token_command_test {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::Not;

std::string trouble(const std::string& run, Nanos within = 30s) {
  TokenCommand command{run};
  command.within = within;
  const auto output = output_of(command, [] { return false; });
  return output ? "none" : output.error().message;
}

TEST(TokenCommand, gives_what_it_prints) {
  EXPECT_EQ(output_of({"printf 'abc\\n'"}, [] { return false; }).value(), "abc\n");
}

TEST(TokenCommand, that_fails_is_told_with_its_code_and_its_last_words) {
  EXPECT_EQ(
      trouble("echo first >&2; echo 'ERROR: you are not logged in' >&2; exit 3"),
      "the command `echo first >&2; echo 'ERROR: you are not logged in' >&2; exi...` exited 3: ERROR: you are not "
      "logged in");
  EXPECT_EQ(trouble("exit 4"), "the command `exit 4` exited 4");
  EXPECT_THAT(trouble("no-such-program-at-all"), HasSubstr("exited 127"));
  EXPECT_EQ(trouble("true"), "the command `true` printed nothing");
}

TEST(TokenCommand, that_hangs_is_ended) {
  EXPECT_EQ(trouble("sleep 1000", 100ms), "the command `sleep 1000` did not end within 100 ms");
}

TEST(TokenCommand, shows_no_token_in_its_last_words) {
  const auto message = trouble("cat /dev/null; T=s3cr3t; echo $T$T; echo bad $T$T >&2; exit 1");
  EXPECT_THAT(message, HasSubstr("exited 1: bad [redacted]"));
  EXPECT_THAT(message, Not(HasSubstr("s3cr3ts3cr3t")));
}

TEST(TokenCommand, prints_a_token_alone_or_json_with_one) {
  EXPECT_EQ(token_in(" ya29.abc-_~+/== \n").value().text, "ya29.abc-_~+/==");
  EXPECT_EQ(token_in(R"({"accessToken": "az", "expiresOn": "2026-01-01"})").value().text, "az");
  EXPECT_EQ(token_in(R"({"access_token": "oidc"})").value().text, "oidc");
}

TEST(TokenCommand, that_prints_something_else_is_told_without_it) {
  for (const auto text : {"a b", "{}", R"({"accessToken": 5})", R"({"accessToken": "a b"})", "{", "a\nb\nc", "\x01"}) {
    const auto token = token_in(text);
    ASSERT_TRUE(token.has_error()) << text;
    EXPECT_THAT(token.error().message, HasSubstr("printed"));
  }
  EXPECT_EQ(token_in("a\nb\nc").error().message, "it printed 3 lines, and not a token alone");
  EXPECT_TRUE(token_in(std::string(20'000, 'x')).has_error());
}

TEST(TokenCommand, prints_keys_as_the_aws_cli_does) {
  const auto keys =
      aws_keys_in(R"({"Version": 1, "AccessKeyId": "A", "SecretAccessKey": "S", "SessionToken": "T"})").value();
  EXPECT_EQ(keys.access_key, "A");
  EXPECT_EQ(keys.secret_key, "S");
  EXPECT_EQ(keys.session_token, "T");
  EXPECT_EQ(aws_keys_in(R"({"AccessKeyId": "A", "SecretAccessKey": "S"})").value().session_token, "");
  for (const auto text :
       {"", "[]", "{}", R"({"AccessKeyId": "A"})", R"({"AccessKeyId": "A", "SecretAccessKey": "s s"})"})
    EXPECT_TRUE(aws_keys_in(text).has_error()) << text;
}

}  // namespace plimsoll::token_command_test
