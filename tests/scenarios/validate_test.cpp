// Rules that hold for a plan that was built by hand too.

#include "scenarios/reading/validate.h"

#include <gtest/gtest.h>

#include <functional>

namespace plimsoll::validate_test {

using namespace std::chrono_literals;

Scenario sound() {
  Scenario scenario;
  scenario.target.url = parse_url("http://127.0.0.1:5000").value();
  RequestTemplate request;
  request.name = "predict";
  request.path = "/predict";
  scenario.tasks.push_back({"predict", 1, {request}, std::nullopt});
  return scenario;
}

// The text of the only finding after this change of a sound plan.
std::string after(const std::function<void(Scenario&)>& change) {
  auto scenario = sound();
  change(scenario);
  const auto findings = validate(scenario);
  EXPECT_EQ(findings.size(), 1u);
  return findings.empty() ? "" : findings[0].text();
}

ClosedLoad& closed(Scenario& scenario) { return std::get<ClosedLoad>(scenario.load.parts[0].model); }

TEST(Validate, accepts_a_sound_plan) { EXPECT_TRUE(validate(sound()).empty()); }

TEST(Validate, bounds_the_users) {
  EXPECT_EQ(after([](Scenario& s) { closed(s).users = 0; }),
            "load.users: expected a whole number from 1 to 100000, got 0");
  EXPECT_EQ(after([](Scenario& s) { closed(s).users = 100'001; }),
            "load.users: expected a whole number from 1 to 100000, got 100001");
}

TEST(Validate, bounds_rates_and_times) {
  EXPECT_EQ(after([](Scenario& s) { closed(s).spawn_rate = 0; }),
            R"(load.spawn_rate: expected a rate above 0 like "1/s")");
  EXPECT_EQ(after([](Scenario& s) {
              closed(s).wait = UniformWait{5s, 3s};
            }),
            "load.wait: 5s..3s: the lower end is above the upper; write 3s..5s");
  EXPECT_EQ(after([](Scenario& s) { closed(s).wait = ExponentialWait{0s}; }),
            "load.wait.exponential: expected a duration above 0");
  EXPECT_EQ(after([](Scenario& s) { s.tasks[0].wait = Pacing{0s}; }),
            "requests[0].wait.pacing: expected a duration above 0");
  EXPECT_EQ(after([](Scenario& s) { closed(s).wait = ThroughputWait{0}; }),
            R"(load.wait.throughput: expected a rate above 0 like "0.5/s")");
  EXPECT_EQ(after([](Scenario& s) { s.load.duration = 0s; }), "load.duration: expected a duration above 0");
  EXPECT_EQ(after([](Scenario& s) { s.load.warmup = 1min; }).substr(0, 11), "load.warmup");
  EXPECT_EQ(after([](Scenario& s) { s.load.requests = 0; }), "load.requests: expected a whole number from 1, got 0");
  EXPECT_EQ(after([](Scenario& s) { s.connect_timeout = 0s; }), "connect_timeout: expected a duration above 0");
  EXPECT_EQ(after([](Scenario& s) { s.tasks[0].steps[0].timeout = 0s; }),
            "requests[0].timeout: expected a duration above 0");
  EXPECT_EQ(after([](Scenario& s) { s.max_response_bytes = 0; }), "max_response_size: expected a size above 0");
}

TEST(Validate, wants_something_to_send) {
  EXPECT_EQ(after([](Scenario& s) { s.tasks.clear(); }), "requests: expected at least one request");
  EXPECT_EQ(after([](Scenario& s) { s.tasks[0].weight = 0; }), "requests: every weight is 0: nothing would be sent");
  EXPECT_EQ(after([](Scenario& s) { s.tasks[0].steps[0].path = "predict"; }),
            R"(requests[0].get: a path starts with "/": write "/predict")");
  EXPECT_EQ(after([](Scenario& s) { s.tasks[0].steps[0].path = "/a b"; }),
            "requests[0].get: expected a path that is percent-encoded");
  EXPECT_EQ(after([](Scenario& s) { s.target.url.host.clear(); }),
            R"(target: expected a URL like "http://127.0.0.1:5000", got nothing)");
}

TEST(Validate, keeps_headers_on_one_line) {
  EXPECT_EQ(after([](Scenario& s) {
              s.headers = {{"a", "1\nb: 2"}};
            }),
            "headers.a: a header has one line: remove the line break");
  EXPECT_EQ(after([](Scenario& s) {
              s.headers = {{"a:b", "1"}};
            }),
            R"(headers["a:b"]: expected the name of a header: letters, digits and hyphens)");
}

TEST(Validate, wants_a_certificate_with_its_key) {
  EXPECT_EQ(after([](Scenario& s) { s.target.tls.certificate_file = "c.pem"; }),
            "target.tls.cert: cert and key belong together: give both");
}

TEST(Validate, finds_the_request_of_a_threshold) {
  EXPECT_EQ(after([](Scenario& s) { s.thresholds = {parse_threshold("p99 of predcit < 1s").value()}; }),
            R"(thresholds[0]: p99 of predcit < 1s: there is no request named "predcit"; did you mean "predict"?)");
}

TEST(Advise, tells_what_makes_no_difference) {
  auto scenario = sound();
  EXPECT_TRUE(advise(scenario).empty());
  scenario.target.tls.insecure = true;
  ASSERT_EQ(advise(scenario).size(), 1u);
  EXPECT_EQ(advise(scenario)[0].text(), "target.tls: makes no difference for an http:// target");
}

}  // namespace plimsoll::validate_test
