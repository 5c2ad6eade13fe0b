// Who may ask the dashboard, and who is turned away.

#include "web/http/access_guard.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/beast/http/fields.hpp>
#include <string>

namespace plimsoll::access_guard_test {

using ::testing::HasSubstr;

class AccessGuardTest : public ::testing::Test {
 protected:
  // The status that it is refused with; 0: it may go on.
  int asked(std::string_view method, std::string_view target,
            const std::vector<std::pair<std::string, std::string>>& headers) {
    boost::beast::http::fields fields;
    for (const auto& [name, value] : headers) fields.set(name, value);
    const auto refusal = guard_.refusal({method, target, "", &fields});
    return refusal ? refusal->status : 0;
  }

  AccessGuard guard_{{{"127.0.0.1:8089", "localhost:8089"}, "", false}};
};

TEST_F(AccessGuardTest, lets_this_machine_in) {
  EXPECT_EQ(asked("GET", "/api/v1/runs", {{"Host", "127.0.0.1:8089"}}), 0);
  EXPECT_EQ(asked("GET", "/", {{"Host", "LOCALHOST:8089"}}), 0);
  EXPECT_EQ(
      asked("POST", "/api/v1/runs", {{"Host", "localhost:8089"}, {"Content-Type", "application/json; charset=utf-8"}}),
      0);
  EXPECT_EQ(asked("POST", "/api/v1/runs",
                  {{"Host", "localhost:8089"},
                   {"Origin", "http://localhost:8089"},
                   {"Sec-Fetch-Site", "same-origin"},
                   {"Content-Type", "application/json"}}),
            0);
}

TEST_F(AccessGuardTest, turns_away_who_calls_it_by_another_name) {
  EXPECT_EQ(asked("GET", "/api/v1/runs", {{"Host", "rebound.example:8089"}}), 403);
  EXPECT_EQ(asked("GET", "/", {{"Host", "127.0.0.1"}}), 403);
  EXPECT_EQ(asked("GET", "/", {}), 403);
}

TEST_F(AccessGuardTest, turns_away_pages_of_others) {
  const std::pair<std::string, std::string> host{"Host", "127.0.0.1:8089"}, json{"Content-Type", "application/json"};
  EXPECT_EQ(asked("POST", "/api/v1/runs", {host, json, {"Origin", "https://other.example"}}), 403);
  EXPECT_EQ(asked("POST", "/api/v1/runs", {host, json, {"Origin", "null"}}), 403);
  EXPECT_EQ(asked("POST", "/api/v1/runs", {host, json, {"Origin", "https://127.0.0.1:8089"}}), 403);
  EXPECT_EQ(asked("GET", "/api/v1/runs", {host, {"Sec-Fetch-Site", "cross-site"}}), 403);
  EXPECT_EQ(asked("GET", "/api/v1/runs", {host, {"Sec-Fetch-Site", "same-site"}}), 403);
  EXPECT_EQ(asked("GET", "/", {host, {"Sec-Fetch-Site", "cross-site"}}), 0) << "a link to the page is no harm";
}

TEST_F(AccessGuardTest, takes_changes_as_json_alone) {
  const std::pair<std::string, std::string> host{"Host", "127.0.0.1:8089"};
  EXPECT_EQ(asked("POST", "/api/v1/runs", {host}), 415);
  EXPECT_EQ(asked("POST", "/api/v1/runs", {host, {"Content-Type", "text/plain"}}), 415);
  EXPECT_EQ(asked("DELETE", "/api/v1/runs/1", {host, {"Content-Type", "application/x-www-form-urlencoded"}}), 415);
}

TEST_F(AccessGuardTest, wants_the_token_where_there_is_one) {
  guard_ = AccessGuard({{"box:8089"}, "correct horse battery", true});
  const std::pair<std::string, std::string> host{"Host", "box:8089"};
  EXPECT_EQ(asked("GET", "/api/v1/runs", {host}), 401);
  EXPECT_EQ(asked("GET", "/metrics", {host}), 401);
  EXPECT_EQ(asked("GET", "/api/v1/runs", {host, {"Authorization", "Bearer correct horse batterz"}}), 401);
  EXPECT_EQ(asked("GET", "/api/v1/runs", {host, {"Authorization", "Bearer "}}), 401);
  EXPECT_EQ(asked("GET", "/api/v1/runs", {host, {"Authorization", "bearer correct horse battery"}}), 0);
  EXPECT_EQ(asked("GET", "/api/v1/runs", {host, {"Cookie", "plimsoll_session="}}), 401);
}

TEST_F(AccessGuardTest, gives_a_session_for_the_token) {
  guard_ = AccessGuard({{"box:8089"}, "correct horse battery", true});
  boost::beast::http::fields none;
  EXPECT_EQ(guard_.sign_in({"POST", "/sign-in", "token=wrong", &none}).status, 401);
  EXPECT_EQ(guard_.sign_in({"POST", "/sign-in", "", &none}).status, 401);
  const auto good = guard_.sign_in({"POST", "/sign-in", "token=correct%20horse+battery", &none});
  ASSERT_EQ(good.status, 303);
  const auto& cookie = good.headers.back().second;
  EXPECT_THAT(cookie, HasSubstr("; HttpOnly; SameSite=Strict; Secure"));
  const auto name = cookie.substr(0, cookie.find(';'));
  EXPECT_EQ(asked("GET", "/api/v1/runs", {{"Host", "box:8089"}, {"Cookie", "a=b; " + name}}), 0);
  EXPECT_EQ(asked("GET", "/api/v1/runs", {{"Host", "box:8089"}, {"Cookie", name + "0"}}), 401);
}

}  // namespace plimsoll::access_guard_test
