// Open loads, stages, replayed logs and several loads at once.

#include "tests/scenarios/scenario_text.h"
#include "tests/support/temp_folder.h"

#include <gtest/gtest.h>

#include <fstream>

namespace plimsoll::test::load_model_test {

using namespace std::chrono_literals;

const OpenLoad& open_load(const Scenario& scenario, std::size_t part = 0) {
  return std::get<OpenLoad>(scenario.load.parts.at(part).model);
}

const ArrivalRate& rate_of(const Scenario& scenario, std::size_t part = 0) {
  return std::get<ArrivalRate>(open_load(scenario, part).arrivals);
}

TEST(OpenLoad, has_a_rate) {
  const auto scenario = parsed({with("load: {rate: 200/s, duration: 5m}")});
  EXPECT_EQ(rate_of(scenario).law, ArrivalRate::Law::constant);
  ASSERT_EQ(rate_of(scenario).stages.size(), 1u);
  EXPECT_EQ(rate_of(scenario).stages[0].level, 200);
  EXPECT_EQ(rate_of(scenario).stages[0].length, 0s);
  EXPECT_FALSE(open_load(scenario).max_in_flight);
  EXPECT_EQ(open_load(scenario).late_after, 10ms);
  EXPECT_EQ(scenario.load.duration, 5min);
}

TEST(OpenLoad, has_poisson_arrivals_a_cap_and_a_tolerance) {
  const auto scenario = parsed({with("load: {rate: 30/m, arrivals: poisson, max_in_flight: 50, late_after: 1ms}")});
  EXPECT_EQ(rate_of(scenario).law, ArrivalRate::Law::poisson);
  EXPECT_EQ(rate_of(scenario).stages[0].level, 0.5);
  EXPECT_EQ(open_load(scenario).max_in_flight, 50u);
  EXPECT_EQ(open_load(scenario).late_after, 1ms);
}

TEST(OpenLoad, has_gamma_arrivals_with_a_burstiness) {
  const auto scenario = parsed({with("load: {rate: 5/s, arrivals: gamma, burstiness: 0.25}")});
  EXPECT_EQ(rate_of(scenario).law, ArrivalRate::Law::gamma);
  EXPECT_EQ(rate_of(scenario).burstiness, 0.25);
  EXPECT_EQ(rate_of(parsed({with("load: {rate: 5/s, burstiness: 2}")})).law, ArrivalRate::Law::gamma);
  EXPECT_NE(finding({with("load: {rate: 5/s, arrivals: gamma}")}).find("load.arrivals: gamma needs `burstiness`"),
            std::string::npos);
  EXPECT_NE(finding({with("load: {rate: 5/s, arrivals: poisson, burstiness: 2}")})
                .find("load.burstiness: belongs to arrivals: gamma"),
            std::string::npos);
  EXPECT_NE(finding({with("load: {rate: 5/s, burstiness: 0}")}).find("expected a number from 0.01 to 1000"),
            std::string::npos);
  EXPECT_NE(finding({with("load: {users: 5, burstiness: 1}")}).find("a load is one of them"), std::string::npos);
}

TEST(OpenLoad, has_the_arrivals_of_a_trace) {
  TempFolder folder;
  const auto file = folder.write("t.csv", "Timestamp,Request tokens,Response tokens\n3,5,7\n4,5,7\n13,5,7\n").string();
  const auto scenario = parsed({with("load: {trace: {file: " + file + ", speed: 2x}}")});
  const auto& trace = std::get<ArrivalTrace>(open_load(scenario).arrivals);
  EXPECT_EQ(trace.rows, 3U);
  EXPECT_EQ(trace.length, 10s);
  EXPECT_EQ(trace.speed, 2);
  EXPECT_EQ(trace.mean_rate(), 0.6);
  EXPECT_EQ(scenario.load.duration, 5001ms);
  EXPECT_NE(finding({with("load: {trace: " + file + ", rate: 5/s}")}).find("says how much load there is already"),
            std::string::npos);
  EXPECT_NE(finding({with("load: {trace: " + file + ", arrivals: poisson}")})
                .find("belongs to a rate: a trace says when each comes"),
            std::string::npos);
  EXPECT_NE(finding({with("load: {trace: /nowhere.csv}")}).find("cannot be read"), std::string::npos);
  EXPECT_NE(finding({with("load: {trace: /usr}")}).find("/usr: is a folder: name a file in it"), std::string::npos);
}

TEST(Stages, say_how_long_the_load_is) {
  const auto users =
      parsed({with("load: {stages: [{for: 2m, users: 50}, {for: 3m, users: 50}, {for: 0s, users: 0}]}")});
  const auto& closed = std::get<ClosedLoad>(users.load.parts[0].model);
  ASSERT_EQ(closed.stages.size(), 3u);
  EXPECT_EQ(closed.stages[1].length, 3min);
  EXPECT_EQ(closed.stages[0].level, 50);
  EXPECT_EQ(users.load.duration, 5min);

  const auto rate = parsed({with("load: {stages: [{for: 1m, rate: 10/s}, {for: 1m, rate: 0}], duration: 10m}")});
  EXPECT_EQ(rate_of(rate).stages[1].level, 0);
  EXPECT_EQ(rate.load.duration, 10min);
}

TEST(Loads, have_names_and_requests_of_their_own) {
  const auto scenario = parsed({R"(target: http://h
load: {duration: 2m, warmup: 10s}
loads:
  - {name: people, users: 5, wait: 1s, tasks: [predict]}
  - {name: batch, rate: 3/s, tasks: batch}
requests: [{name: predict, get: /}, {name: batch, get: /batch}]
)"});
  ASSERT_EQ(scenario.load.parts.size(), 2u);
  EXPECT_EQ(scenario.load.parts[0].name, "people");
  EXPECT_EQ(std::get<ClosedLoad>(scenario.load.parts[0].model).users, 5u);
  EXPECT_EQ(scenario.load.parts[0].tasks, (std::vector<std::size_t>{0}));
  EXPECT_EQ(rate_of(scenario, 1).stages[0].level, 3);
  EXPECT_EQ(scenario.load.parts[1].tasks, (std::vector<std::size_t>{1}));
  EXPECT_EQ(scenario.load.duration, 2min);
}

TEST(Loads, that_do_not_fit_are_told) {
  EXPECT_EQ(finding({"target: http://h\nloads: [{name: a, tasks: [predicct]}]\nrequests: [{name: predict, get: /}]"}),
            "soak.yaml:2: loads[0].tasks[0]: there is no request named \"predicct\"; did you mean \"predict\"?");
  EXPECT_EQ(finding({"target: http://h\nloads: [{name: a}, {name: a}]\nrequests: [{get: /}]"}),
            "soak.yaml:2: loads[1].name: there is a load named \"a\" already");
  EXPECT_EQ(finding({"target: http://h\nload: {users: 3}\nloads: [{name: a}]\nrequests: [{get: /}]"}),
            "soak.yaml:2: load.users: belongs to an entry of `loads`, as there are several");
  EXPECT_EQ(finding({"target: http://h\nloads: [{name: a, duration: 3s}]\nrequests: [{get: /}]"}),
            "soak.yaml:2: loads[0].duration: belongs under `load`: all loads run as long");
}

TEST(Load, is_of_one_model) {
  EXPECT_EQ(finding({with("load: {users: 3, rate: 5/s}")}),
            "soak.yaml:3: load.rate: rate is about arrivals, and users about users: a load is one of them (several go "
            "under `loads`)");
  EXPECT_EQ(finding({with("load: {rate: 5/s, wait: 1s}")}),
            "soak.yaml:3: load.wait: wait is about users, and rate about arrivals: a load is one of them (several go "
            "under `loads`)");
  EXPECT_EQ(finding({with("load: {rate: 5/s, stages: [{for: 1m, rate: 3}]}")}),
            "soak.yaml:3: load.stages: rate says how much load there is already: remove one of them");
  EXPECT_EQ(finding({with("load: {arrivals: poisson}")}),
            "soak.yaml:3: load.arrivals: arrivals of an open load come at a rate: add rate, stages, trace or replay");
}

TEST(Load, that_asks_for_nothing_or_for_too_much_is_refused) {
  EXPECT_NE(finding({with("load: {rate: 0}")}).find("load.rate"), std::string::npos);
  EXPECT_NE(finding({with("load: {rate: -5/s}")}).find("load.rate"), std::string::npos);
  EXPECT_EQ(finding({with("load: {rate: 1000000000000/s}")}),
            "soak.yaml:3: load.rate: 1,000,000,000,000/s is more than one machine can send: 1,000,000/s is the most");
  EXPECT_EQ(finding({with("load: {stages: [{for: 1m, rate: 0}, {for: 1m, rate: 0}]}")}),
            "soak.yaml:3: load.stages: the rates of all stages are 0: nothing would be sent");
  EXPECT_EQ(finding({with("load: {stages: [{for: 0s, users: 5}]}")}),
            "soak.yaml:3: load.duration: expected a duration above 0");
  EXPECT_EQ(finding({with("load: {stages: [{for: 1m, users: 5}, {for: 1m, rate: 5}]}")}),
            "soak.yaml:3: load.stages[1]: all stages of a load are of users, or all of a rate (several loads go under "
            "`loads`)");
  EXPECT_EQ(finding({with("load: {stages: [{for: 1m}]}")}),
            "soak.yaml:3: load.stages[0]: a stage leads to a level: add users or rate");
}

class Replay : public testing::Test {
 protected:
  std::string log(const std::string& name, const std::string& text) {
    const auto file = folder_.path() / name;
    std::ofstream(file) << text;
    return file.string();
  }
  static std::string scenario(const std::string& file, const std::string& more = "") {
    return "target: http://h\nload: {replay: {file: " + file + more + "}}\n";
  }

 private:
  TempFolder folder_;
};

TEST_F(Replay, makes_a_task_for_each_kind_of_row) {
  const auto file = log("day.jsonl",
                        R"({"offset": 0, "method": "GET", "path": "/health"}
{"offset": 0.5, "path": "/predict?a=1", "body": {"x": 1}}
{"offset": 3, "name": "batch", "path": "/predict", "body": "text", "method": "PUT"}
)");
  const auto plan = parsed({scenario(file, ", speed: 2x")});
  ASSERT_EQ(plan.tasks.size(), 3u);
  EXPECT_EQ(plan.request_names(), (std::vector<std::string>{"GET /health", "POST /predict", "batch"}));
  EXPECT_EQ(plan.load.duration, 1501ms);
  EXPECT_EQ(std::get<ReplayLog>(open_load(plan).arrivals).speed, 2);
}

TEST_F(Replay, keeps_its_own_pace) {
  const auto file = log("day.csv", "offset_ms,method,path\n0,GET,/a\n");
  EXPECT_EQ(finding({"target: http://h\nload: {arrivals: poisson, replay: " + file + "}\n"}),
            "soak.yaml:2: load.arrivals: belongs to a rate: a log keeps its own pace");
}

TEST_F(Replay, takes_the_checks_of_a_request_of_the_same_name) {
  const auto file = log("day.csv", "offset_ms,method,path\n0,GET,/a\n1500,GET,/b\n");
  const auto plan = parsed({scenario(file) + "requests: [{name: GET /a, get: /a, expect: {status: 204}}]"});
  ASSERT_EQ(plan.tasks.size(), 2u);
  EXPECT_EQ(plan.tasks[0].steps[0].checks.size(), 1u);
  EXPECT_EQ(plan.load.parts[0].tasks, (std::vector<std::size_t>{0, 1}));
  EXPECT_EQ(plan.load.duration, 1501ms);
}

TEST_F(Replay, of_a_broken_log_is_told_with_its_line) {
  const auto told = [&](const std::string& name, const std::string& text) {
    const auto file = log(name, text);
    auto message = finding({scenario(file)});
    const auto at = message.find(name);
    return at == std::string::npos ? message : message.substr(at);
  };
  EXPECT_EQ(told("a.jsonl", "{\"offset\": 0, \"path\": \"/\"}\n{\"offset\": \"soon\", \"path\": \"/\"}\n"),
            "a.jsonl:2: offset: expected seconds from 0 or a duration like \"1.5s\", got \"soon\"");
  EXPECT_EQ(told("a.jsonl", "{\"path\": \"/\"}\n"), "a.jsonl:1: expected an offset: seconds from the start of the log");
  EXPECT_EQ(told("a.jsonl", "{\"offset\": 1, \"url\": \"/\"}\n").substr(0, 28), "a.jsonl:1: unknown key \"url\"");
  EXPECT_NE(told("a.jsonl", "{\"offset\": 0, \"path\": \"/\"}\n{\"offset\": 1, \"pa").find("was it cut off?"),
            std::string::npos);
  EXPECT_NE(told("a.jsonl", "{\"offset\": 0, \"path\": \"/\"}\nnonsense\n{\"offset\": 1, \"path\": \"/\"}\n")
                .find("a.jsonl:2"),
            std::string::npos);
  EXPECT_EQ(told("a.jsonl", "\n"), "a.jsonl: holds no request");
  EXPECT_EQ(told("a.csv", "offset,path\n1,/,x\n"), "a.csv:2: expected 2 fields as in the header, got 3");
  EXPECT_EQ(told("a.csv", "offset,path\n1,predict\n"),
            "a.csv:2: path: expected a percent-encoded path that starts with \"/\", got \"predict\"");
  EXPECT_NE(finding({scenario("nowhere.jsonl")}).find("nowhere.jsonl: no such file"), std::string::npos);
}

TEST_F(Replay, sorts_within_a_window_and_refuses_what_comes_later) {
  std::string near, far;
  for (int i = 0; i < 3000; ++i) {
    near += "{\"offset\": " + std::to_string(i % 2 == 0 ? i + 1 : i - 1) + ", \"path\": \"/\"}\n";
    far += "{\"offset\": " + std::to_string(i) + ", \"path\": \"/\"}\n";
  }
  EXPECT_EQ(parsed({scenario(log("near.jsonl", near))}).load.duration, 2999s + 1ms);
  far += "{\"offset\": 5, \"path\": \"/\"}\n";
  EXPECT_NE(finding({scenario(log("far.jsonl", far))}).find("far.jsonl:3001: 5 s lies before"), std::string::npos);
}

}  // namespace plimsoll::test::load_model_test
