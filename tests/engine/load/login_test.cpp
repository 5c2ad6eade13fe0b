// A login once a user, and again where its token has expired; one that lets nobody in does not hammer the target.

#include "tests/engine/load/flow_run.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>

namespace plimsoll::login_test {

using namespace std::chrono_literals;
using testing::AllOf;
using testing::Each;
using testing::ElementsAre;
using testing::Ge;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Le;
using testing::SizeIs;

const std::string kLogin =
    "headers: {Authorization: 'Bearer {{token}}'}\n"
    "login: [{name: log in, post: /token, json: {user: 'u{{user}}'}, capture: {token: $.token}}]\n";

// Gives tokens 1, 2, ...; each is good for so many requests.
class TokenTarget {
 public:
  explicit TokenTarget(int good_for) : good_for_(good_for) {}

  FakeAnswer operator()(const SentRequest& request) {
    if (request.line == "POST /token") {
      left_ = good_for_;
      return answer_with(R"({"token": "t)" + std::to_string(++given_) + R"("})");
    }
    const bool good = request.authorization == "Bearer t" + std::to_string(given_) && left_-- > 0;
    return answer_with("{}", good ? 200 : 401);
  }

 private:
  int good_for_;
  int left_ = 0;
  int given_ = 0;
};

std::size_t count(const std::vector<std::string>& lines, std::string_view line) {
  return static_cast<std::size_t>(std::count(lines.begin(), lines.end(), line));
}

TEST(Login, comes_before_the_first_task_of_a_user_and_only_then) {
  const ClosedFlow run("load: {users: 1, spawn_rate: 1, wait: 1s, duration: 3s}\n" + kLogin + "requests: [{get: /a}]\n",
                       TokenTarget(1000));
  EXPECT_THAT(run.lines(), ElementsAre("POST /token", "GET /a", "GET /a", "GET /a"));
  EXPECT_EQ(run.sent()[0].body, R"({"user":"u1"})");
  EXPECT_EQ(run.sent()[0].authorization, "");  // it does not have what it is to bring
  EXPECT_EQ(run.sent()[3].authorization, "Bearer t1");
  EXPECT_EQ(run.flow().name, "login");
  EXPECT_EQ(run.flow().completed, 1U);
  EXPECT_EQ(run.load().snapshot().by_request[1].requests, 1U);  // its row is the last
}

TEST(Login, comes_once_for_each_user) {
  const ClosedFlow run(
      "load: {users: 3, spawn_rate: 1, wait: 1s, duration: 4s}\n" + kLogin + "requests: [{get: /a}]\n",
      [](const SentRequest& request) { return answer_with(request.line == "POST /token" ? "{\"token\": 1}" : "{}"); });
  EXPECT_EQ(count(run.lines(), "POST /token"), 3U);
}

TEST(Login, comes_again_where_an_answer_is_401_and_the_step_after_it) {
  const ClosedFlow run("load: {users: 1, spawn_rate: 1, wait: 1h, duration: 30s}\n" + kLogin +
                           "requests:\n  - steps: [{get: /a}, {get: /b}, {get: /c}]\n",
                       TokenTarget(2));
  EXPECT_THAT(run.lines(), ElementsAre("POST /token", "GET /a", "GET /b", "GET /c", "POST /token", "GET /c"));
  EXPECT_EQ(run.sent().back().authorization, "Bearer t2");
  EXPECT_THAT(run.failures(), IsEmpty());  // an expired token is nobody's fault
  EXPECT_EQ(run.load().total().statuses.of(401), 1U);
  EXPECT_EQ(run.load().total().requests, 6U);
  EXPECT_EQ(run.flow(0).completed, 1U);
  EXPECT_EQ(run.flow(1).completed, 2U);
}

TEST(Login, leaves_a_poll_where_it_was) {
  int polls = 0, tokens = 0;
  const ClosedFlow run("load: {users: 1, spawn_rate: 1, wait: 1h, duration: 30s}\n" + kLogin +
                           "requests: [{get: /job, until: {json: {$.done: true}, at_most: 3}}]\n",
                       [&](const SentRequest& request) {
                         if (request.line == "POST /token")
                           return answer_with("{\"token\": " + std::to_string(++tokens) + "}");
                         if (++polls == 2) return answer_with("{}", 401);
                         return answer_with(polls == 4 ? R"({"done": true})" : R"({"done": false})");
                       });
  EXPECT_THAT(run.lines(), ElementsAre("POST /token", "GET /job", "GET /job", "POST /token", "GET /job", "GET /job"));
  EXPECT_THAT(run.failures(), IsEmpty());
}

TEST(Login, is_a_failure_of_its_own_where_401_stays_and_backs_off) {
  const ClosedFlow run("load: {users: 1, spawn_rate: 1, wait: 0, duration: 20s}\n" + kLogin + "requests: [{get: /a}]\n",
                       TokenTarget(0));
  ASSERT_THAT(run.failures(), SizeIs(1));
  EXPECT_EQ(run.failures()[0], "login: status 401 again after a new login");
  // 0.1, 0.2, 0.4, 0.8, 1, 1, ... s between the tasks, each of at most three requests of 0.1 s.
  EXPECT_THAT(run.sent(), SizeIs(AllOf(Ge(40U), Le(75U))));
  EXPECT_EQ(run.load().total().failures_by_kind.of(FailureKind::login), run.load().total().failures);
}

TEST(Login, that_is_refused_itself_ends_the_task_and_backs_off) {
  const ClosedFlow run("load: {users: 1, spawn_rate: 1, wait: 0, duration: 20s}\n" + kLogin +
                           "requests:\n  - {name: both, steps: [{get: /a}, {get: /b}]}\n",
                       [](const SentRequest&) { return answer_with("{}", 401); });
  EXPECT_THAT(run.lines(), Each("POST /token"));
  EXPECT_THAT(run.sent(), SizeIs(AllOf(Ge(15U), Le(25U))));
  EXPECT_EQ(run.flow(0).weakest_step(), "login");
  EXPECT_EQ(run.flow(0).failed(), run.sent().size());
  EXPECT_EQ(run.flow(1).failed(), run.sent().size());
}

TEST(Login, is_each_lanes_own_at_a_rate) {
  const OpenFlow run(
      "load: {rate: 10/s, duration: 2s}\n"
      "headers: {Authorization: 'Bearer {{token}}'}\n"
      "login: [{name: log in, post: /token, capture: {token: $.token}}]\nrequests: [{get: /a}]\n",
      [](const SentRequest& request) {
        return answer_with(request.line == "POST /token" ? R"({"token": "t"})" : "{}", 200);
      });
  EXPECT_EQ(count(run.lines(), "GET /a"), 20U);
  EXPECT_LE(count(run.lines(), "POST /token"), 3U);
  for (const auto& request : run.sent()) {
    if (request.line == "GET /a") {
      EXPECT_EQ(request.authorization, "Bearer t");
    }
  }
}

}  // namespace plimsoll::login_test
