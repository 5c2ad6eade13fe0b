#include "engine/auth/oauth2_client.h"

#include "tests/support/loopback_server.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace plimsoll::oauth2_client_test {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::Not;

OAuth2Auth client_of(const std::string& url) {
  OAuth2Auth auth;
  auth.token_url = parse_url(url).value();
  auth.client_id = "soak test";
  auth.client_secret = "s3cr3t&more";
  auth.scope = "read write";
  auth.audience = "https://api.test/";
  return auth;
}

LoopbackOptions keeping() {
  LoopbackOptions options;
  options.keeps_requests = true;
  return options;
}

TEST(OAuth2, asks_as_the_rfc_has_it) {
  LoopbackServer server(
      [](const ReceivedRequest&) {
        return Reply::json(R"({"access_token": "abc", "token_type": "bearer", "expires_in": 3600})");
      },
      keeping());
  const auto token = ask_for_token(client_of(server.url() + "/oauth/token"), {}, {}).value();
  EXPECT_EQ(token.text, "abc");
  EXPECT_EQ(token.lifetime, Nanos(3600s));
  const auto request = server.received().front();
  EXPECT_EQ(request.method, "POST");
  EXPECT_EQ(request.target, "/oauth/token");
  EXPECT_EQ(request.header("content-type"), "application/x-www-form-urlencoded");
  EXPECT_EQ(request.header("authorization"), "Basic c29hayt0ZXN0OnMzY3IzdCUyNm1vcmU=");  // soak+test:s3cr3t%26more
  EXPECT_EQ(request.body, "grant_type=client_credentials&scope=read+write&audience=https%3A%2F%2Fapi.test%2F");
}

TEST(OAuth2, may_send_its_secret_in_the_form) {
  auto auth = client_of("http://127.0.0.1:1");
  auth.send = OAuth2Auth::Send::body;
  auth.scope = auth.audience = "";
  EXPECT_EQ(oauth2_form(auth), "grant_type=client_credentials&client_id=soak+test&client_secret=s3cr3t%26more");
  LoopbackServer server([](const ReceivedRequest&) { return Reply::json(R"({"access_token": "abc"})"); }, keeping());
  auth.token_url = parse_url(server.url()).value();
  EXPECT_EQ(ask_for_token(auth, {}, {}).value().lifetime, std::nullopt);
  EXPECT_EQ(server.received().front().header("authorization"), std::nullopt);
  EXPECT_EQ(server.received().front().target, "/");
}

std::string trouble(int status, std::string_view body) {
  const auto token = token_in_answer(status, body);
  return token ? "none" : token.error().message;
}

TEST(OAuth2, tells_the_servers_own_reason) {
  EXPECT_EQ(trouble(401, R"({"error": "invalid_client", "error_description": "no such\nclient", "hint": "x"})"),
            "answered 401: invalid_client: no such client");
  EXPECT_EQ(trouble(500, "<html>"), "answered 500");
  EXPECT_EQ(trouble(400, R"({"error": 5})"), "answered 400");
}

TEST(OAuth2, tells_garbage_without_showing_it) {
  for (const auto body : {"", "abc-token", "[]", "{", "\"token\"", "\xFF\xFE"})
    EXPECT_EQ(trouble(200, body), "answered 200 with what is no JSON object") << body;
  EXPECT_EQ(trouble(200, R"({"token": "abc"})"), "answered 200 without an access_token");
  EXPECT_EQ(trouble(200, R"({"access_token": 5})"), "answered 200 without an access_token");
  EXPECT_EQ(trouble(200, R"({"access_token": "a b"})"), "gave an access_token that is no word");
  EXPECT_EQ(trouble(200, R"({"access_token": "a\r\nX: y"})"), "gave an access_token that is no word");
  EXPECT_EQ(trouble(200, R"({"access_token": "abc", "token_type": "mac"})"),
            "gave a token of another token_type than Bearer");
}

TEST(OAuth2, takes_an_absurd_lifetime_for_none) {
  const auto lifetime = [](const std::string& value) {
    return token_in_answer(200, R"({"access_token": "abc", "expires_in": )" + value + "}").value().lifetime;
  };
  EXPECT_EQ(lifetime("60"), Nanos(60s));
  EXPECT_EQ(lifetime("\"60\""), Nanos(60s));
  for (const auto value : {"-1", "0", "\"soon\"", "null", "{}"}) EXPECT_EQ(lifetime(value), std::nullopt) << value;
  EXPECT_EQ(lifetime("1e300"), Nanos(10 * 365 * 24h));
}

TEST(OAuth2, tells_where_nobody_answers) {
  LoopbackServer server([](const ReceivedRequest&) { return Reply::close(); });
  const auto url = server.url();
  EXPECT_THAT(ask_for_token(client_of(url), {}, {}).error().message, HasSubstr(url + ": "));
  server.stop();
  const auto message = ask_for_token(client_of(url), {}, {}).error().message;
  EXPECT_THAT(message, HasSubstr("connection refused"));
  EXPECT_THAT(message, Not(HasSubstr("s3cr3t")));
}

// Of a server that takes the question and never answers.
TEST(OAuth2, waits_for_no_answer_once_it_is_unwanted) {
  LoopbackServer server([](const ReceivedRequest&) { return Reply::never(); });
  const auto token = ask_for_token(client_of(server.url()), {}, [&server] { return server.requests() > 0; });
  ASSERT_TRUE(token.has_error());
  EXPECT_THAT(token.error().message, HasSubstr("wanted no longer"));
}

}  // namespace plimsoll::oauth2_client_test
