// What a task does besides sending its requests: values captured, steps waited for, repeated, passed over.

#include "tests/engine/load/flow_run.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

namespace plimsoll::flows_test {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

const std::string kOnce = "load: {users: 1, spawn_rate: 1, wait: 1h, duration: 30s}\n";

TEST(Flows, fill_what_one_answer_holds_into_the_requests_after_it_with_its_type) {
  const ClosedFlow run(
      kOnce +
          "requests:\n"
          "  - steps:\n"
          "    - {post: /jobs, capture: {id: $.id, n: $.n, all: $.list, none: $.none}}\n"
          "    - {post: '/jobs/{{id}}', json: {n: '{{n}}', list: '{{all}}', none: '{{none}}', t: 'a{{n}}'}}\n",
      [](const SentRequest&) { return answer_with(R"({"id": "a/b", "n": 3.5, "list": [1, "x"], "none": null})"); });
  ASSERT_THAT(run.lines(), ElementsAre("POST /jobs", "POST /jobs/a%2Fb"));
  EXPECT_EQ(run.sent()[1].body, R"({"n":3.5,"list":[1,"x"],"none":null,"t":"a3.5"})");
  EXPECT_THAT(run.failures(), IsEmpty());
  EXPECT_EQ(run.flow().completed, 1U);
}

TEST(Flows, capture_headers_cookies_matches_the_body_and_the_status) {
  const ClosedFlow run(
      kOnce +
          "requests:\n"
          "  - steps:\n"
          "    - get: /\n"
          "      capture: {place: {header: Location}, sid: {cookie: sid}, n: {regex: 'n=(\\d+)'},\n"
          "                all: body, code: status}\n"
          "    - get: /{{place}}/{{sid}}/{{n}}/{{code}}\n"
          "    - {post: /, text: '{{all}}'}\n",
      [](const SentRequest&) { return answer_with("n=17;", 201, "location: here\r\nset-cookie: sid=s7; Path=/\r\n"); });
  ASSERT_THAT(run.sent(), SizeIs(3));
  EXPECT_EQ(run.sent()[1].line, "GET /here/s7/17/201");
  EXPECT_EQ(run.sent()[2].body, "n=17;");
}

TEST(Flows, end_with_a_capture_that_matches_nothing_which_is_a_failure_of_its_own) {
  const ClosedFlow run(
      kOnce + "requests:\n  - steps: [{get: /a}, {get: /b, capture: {id: $.id}}, {get: '/c/{{id}}'}]\n",
      [](const SentRequest&) { return answer_with("{}"); });
  EXPECT_THAT(run.lines(), ElementsAre("GET /a", "GET /b"));
  ASSERT_THAT(run.failures(), SizeIs(1));
  EXPECT_THAT(run.failures()[0], HasSubstr("capture: \"id\" is not captured"));
  EXPECT_EQ(run.load().total().failures_by_kind.of(FailureKind::capture), 1U);
  EXPECT_EQ(run.flow().begun, 1U);
  EXPECT_EQ(run.flow().completed, 0U);
  EXPECT_THAT(run.flow().failed_at, ElementsAre(0, 1, 0));
  EXPECT_EQ(run.flow().weakest_step(), "task 1: GET /b");
}

TEST(Flows, take_the_default_where_nothing_matches) {
  const ClosedFlow run(
      kOnce + "requests:\n  - steps: [{get: /b, capture: {id: {json: $.id, default: 7}}}, {get: '/c/{{id}}'}]\n",
      [](const SentRequest&) { return answer_with("no json"); });
  EXPECT_THAT(run.lines(), ElementsAre("GET /b", "GET /c/7"));
  EXPECT_THAT(run.failures(), IsEmpty());
}

TEST(Flows, end_where_the_answer_that_is_captured_from_is_a_failure_and_go_on_after_others) {
  const auto refuse = [](const SentRequest&) { return answer_with("{}", 500); };
  const ClosedFlow needed(kOnce + "requests:\n  - steps: [{get: /b, capture: {id: $.id}}, {get: '/c/{{id}}'}]\n",
                          refuse);
  EXPECT_THAT(needed.lines(), ElementsAre("GET /b"));
  EXPECT_EQ(needed.flow().failed(), 1U);
  const ClosedFlow other(kOnce + "requests:\n  - steps: [{get: /b}, {get: /c}]\n", refuse);
  EXPECT_THAT(other.lines(), ElementsAre("GET /b", "GET /c"));
  EXPECT_EQ(other.flow().completed, 1U);
}

TEST(Flows, forget_what_an_earlier_round_captured) {
  int round = 0;
  const ClosedFlow run(
      "load: {users: 1, spawn_rate: 1, wait: 1s, duration: 2s}\n"
      "requests:\n  - steps:\n"
      "    - {get: /a, capture: {first: status}}\n"
      "    - {get: /b, when: {status: 201}, capture: {id: $.id}}\n"
      "    - {post: /c, json: ['{{id}}']}\n",
      [&](const SentRequest& request) {
        if (request.line == "GET /a") ++round;
        return answer_with(R"({"id": 5})", round == 1 ? 201 : 200);
      });
  ASSERT_THAT(run.lines(), ElementsAre("GET /a", "GET /b", "POST /c", "GET /a", "POST /c"));
  EXPECT_EQ(run.sent()[2].body, "[5]");
  EXPECT_EQ(run.sent()[4].body, "[null]");
}

TEST(Flows, poll_until_the_answer_is_as_waited_for) {
  int polls = 0;
  const ClosedFlow run(kOnce +
                           "requests:\n"
                           "  - name: batch\n"
                           "    steps:\n"
                           "    - {name: submit, post: /jobs, capture: {id: $.id}}\n"
                           "    - name: poll\n"
                           "      get: /jobs/{{id}}\n"
                           "      until: {json: {$.status: done}, every: 400ms, at_most: 20, within: 30s}\n"
                           "      capture: {result: $.result}\n"
                           "    - {name: fetch, get: '{{result}}'}\n",
                       [&](const SentRequest& request) {
                         if (request.line == "POST /jobs") return answer_with(R"({"id": 4})");
                         if (request.line != "GET /jobs/4") return answer_with("{}");
                         return answer_with(++polls < 3 ? R"({"status": "running"})"
                                                        : R"({"status": "done", "result": "/results/4?x=1"})");
                       });
  EXPECT_THAT(run.lines(),
              ElementsAre("POST /jobs", "GET /jobs/4", "GET /jobs/4", "GET /jobs/4", "GET /results/4?x=1"));
  const auto seconds = run.seconds();
  EXPECT_NEAR(seconds[1], 0.1, 1e-9);
  EXPECT_NEAR(seconds[2], 0.6, 1e-9);
  EXPECT_NEAR(seconds[3], 1.1, 1e-9);
  EXPECT_NEAR(seconds[4], 1.2, 1e-9);
  EXPECT_THAT(run.failures(), IsEmpty());
  EXPECT_EQ(run.load().snapshot().by_request[1].response_time.maximum(), 100ms);  // due when the pause was over
  EXPECT_EQ(run.flow().duration.maximum(), 1300ms);
  EXPECT_NEAR(run.load().waited_seconds(), 0.8 + 3600, 1e-6);
}

TEST(Flows, fail_where_what_is_waited_for_does_not_come) {
  const auto running = [](const SentRequest&) { return answer_with(R"({"status": "running"})"); };
  const auto flow = [](const std::string& limits) {
    return kOnce + "requests:\n  - steps: [{get: /job, until: {json: {$.status: done}, " + limits +
           "}}, {get: /result}]\n";
  };
  const ClosedFlow few(flow("at_most: 3"), running);
  EXPECT_THAT(few.lines(), ElementsAre("GET /job", "GET /job", "GET /job"));
  ASSERT_THAT(few.failures(), SizeIs(1));
  EXPECT_THAT(few.failures()[0], HasSubstr("until: not as waited for within 3 requests: "));
  EXPECT_EQ(few.load().total().failures, 1U);
  EXPECT_THAT(few.flow().failed_at, ElementsAre(1, 0));
  const ClosedFlow slow(flow("every: 1s, within: 2500ms"), running);
  EXPECT_THAT(slow.seconds(), SizeIs(3));  // at 0, 1.1 and 2.2 s
  EXPECT_THAT(slow.failures()[0], HasSubstr("until: not as waited for within 2s500ms: "));
}

TEST(Flows, wait_at_first_for_a_status_that_is_expected_on_the_way) {
  int asked = 0;
  const ClosedFlow run(kOnce + "requests: [{get: /result, expect: {status: [200, 404]}, until: {status: 200}}]\n",
                       [&](const SentRequest&) { return answer_with("{}", ++asked < 3 ? 404 : 200); });
  EXPECT_THAT(run.sent(), SizeIs(3));
  EXPECT_THAT(run.failures(), IsEmpty());
}

TEST(Flows, go_through_pages) {
  const ClosedFlow run(kOnce +
                           "requests:\n  - steps:\n"
                           "    - {get: /items, capture: {next: $.next}}\n"
                           "    - get: '{{next}}'\n"
                           "      when: {captured: {next: {exists: true}}}\n"
                           "      until: {json: {$.next: null}, every: 0, at_most: 10}\n"
                           "      capture: {next: $.next}\n",
                       [](const SentRequest& request) {
                         if (request.line == "GET /items") return answer_with(R"({"next": "/items?page=2"})");
                         if (request.line == "GET /items?page=2") return answer_with(R"({"next": "/items?page=3"})");
                         return answer_with(R"({"next": null})");
                       });
  EXPECT_THAT(run.lines(), ElementsAre("GET /items", "GET /items?page=2", "GET /items?page=3"));
  EXPECT_EQ(run.flow().completed, 1U);
}

TEST(Flows, pass_over_steps_whose_condition_does_not_hold) {
  const auto text = kOnce +
                    "requests:\n  - steps:\n"
                    "    - {get: /a, capture: {role: $.role, items: $.items}}\n"
                    "    - {get: /admin, when: {captured: {role: admin}}}\n"
                    "    - {get: /some, when: {captured: {items: {length: {at_least: 1}}}}}\n"
                    "    - {get: /after, when: {status: 200, json: {$.role: user}}}\n"
                    "    - {get: /last}\n";
  const ClosedFlow run(text, [](const SentRequest&) { return answer_with(R"({"role": "user", "items": []})"); });
  EXPECT_THAT(run.lines(), ElementsAre("GET /a", "GET /after", "GET /last"));
  const ClosedFlow other(text, [](const SentRequest&) { return answer_with(R"({"role": "admin", "items": [1]})"); });
  EXPECT_THAT(other.lines(), ElementsAre("GET /a", "GET /admin", "GET /some", "GET /last"));
}

TEST(Flows, repeat_a_step_and_pause_between_steps) {
  const ClosedFlow run(kOnce +
                           "requests:\n  - think: 1s\n    steps:\n"
                           "    - {get: /a, repeat: 3}\n"
                           "    - {get: /b, wait: 2s}\n"
                           "    - {get: /c}\n",
                       [](const SentRequest&) { return answer_with("{}"); });
  EXPECT_THAT(run.lines(), ElementsAre("GET /a", "GET /a", "GET /a", "GET /b", "GET /c"));
  const std::vector<double> expected = {0, 1.1, 2.2, 3.3, 5.4};
  for (std::size_t i = 0; i < expected.size(); ++i) EXPECT_NEAR(run.seconds()[i], expected[i], 1e-9) << i;
  EXPECT_EQ(run.flow().duration.maximum(), 5500ms);
}

TEST(Flows, count_those_that_the_end_of_the_load_cuts_off_apart) {
  const ClosedFlow run(
      "load: {users: 1, spawn_rate: 1, wait: 0, duration: 1s}\n"
      "requests:\n  - think: 300ms\n    steps: [{get: /a}, {get: /b}]\n",
      [](const SentRequest&) { return answer_with("{}"); });
  // Each takes 0.5 s and the next begins at once: the second one's last answer is there at 1.0 s.
  EXPECT_EQ(run.flow().begun, run.flow().completed + run.flow().unfinished);
  EXPECT_EQ(run.flow().failed(), 0U);
  const ClosedFlow cut(
      "load: {users: 1, spawn_rate: 1, wait: 0, duration: 1s}\n"
      "requests:\n  - think: 2s\n    steps: [{get: /a}, {get: /b}]\n",
      [](const SentRequest&) { return answer_with("{}"); });
  EXPECT_THAT(cut.lines(), ElementsAre("GET /a"));
  EXPECT_EQ(cut.flow().unfinished, 1U);
  EXPECT_EQ(cut.load().ended_at(), VirtualClock::kStart + 1s);
}

TEST(Flows, are_not_counted_where_they_begin_in_the_warm_up) {
  const ClosedFlow run(
      "load: {users: 1, spawn_rate: 1, wait: 0, duration: 3s, warmup: 1s}\n"
      "requests:\n  - think: 800ms\n    steps: [{get: /a}, {get: /b}]\n",
      [](const SentRequest&) { return answer_with("{}"); });
  EXPECT_EQ(run.flow().begun, 2U);  // of those that are due at 0, at 1 and at 2 s
  EXPECT_EQ(run.flow().completed, 2U);
}

TEST(Flows, end_with_a_fault_on_purpose_where_its_answer_is_needed) {
  const ClosedFlow run(
      kOnce + "requests:\n  - steps: [{get: /a, fault: {malformed: true}, capture: {id: $.id}}, {get: '/{{id}}'}]\n",
      [](const SentRequest&) { return answer_with(R"({"id": 1})"); });
  EXPECT_THAT(run.lines(), ElementsAre("GET /a"));
  EXPECT_EQ(run.flow().unfinished, 1U);
  EXPECT_THAT(run.failures(), IsEmpty());
}

TEST(Flows, end_with_the_limit_of_requests) {
  const ClosedFlow run(
      "load: {users: 1, spawn_rate: 1, wait: 0, duration: 30s, requests: 5}\n"
      "requests: [{get: /job, until: {status: 201}}]\n",
      [](const SentRequest&) { return answer_with("{}"); });
  EXPECT_THAT(run.sent(), SizeIs(5));
}

TEST(Flows, of_arrivals_hold_their_lane_until_they_have_ended) {
  const OpenFlow run(
      "load: {rate: 2/s, duration: 2s}\n"
      "requests:\n  - steps:\n"
      "    - {post: /jobs, capture: {id: $.id}}\n"
      "    - {get: '/jobs/{{id}}', until: {json: {$.status: done}, every: 300ms}}\n",
      [polls = std::map<std::string, int>(), jobs = 0](const SentRequest& request) mutable {
        if (request.line == "POST /jobs") return answer_with("{\"id\": " + std::to_string(++jobs) + "}");
        return answer_with(++polls[request.line] < 3 ? R"({"status": "running"})" : R"({"status": "done"})");
      });
  EXPECT_EQ(run.flow().begun, 4U);
  EXPECT_GE(run.flow().completed, 2U);
  EXPECT_EQ(run.flow().begun, run.flow().completed + run.flow().unfinished);
  EXPECT_EQ(run.flow().duration.minimum(), 1000ms);  // 100 + 3 x 100 + 2 x 300
  EXPECT_EQ(run.flow().duration.maximum(), 1000ms);
}

}  // namespace plimsoll::flows_test
