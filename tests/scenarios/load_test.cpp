// `load`, `target` and the plain keys of a scenario.

#include "scenarios/tables/leak_table.h"
#include "tests/scenarios/scenario_text.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace plimsoll::test::load_test {

using namespace std::chrono_literals;

const ClosedLoad& closed(const Scenario& scenario) { return std::get<ClosedLoad>(scenario.load.parts[0].model); }

template <class Form>
Form wait_of(const std::string& text) {
  const auto scenario = parsed({with("load: {wait: " + text + "}")});
  const auto* form = std::get_if<Form>(&closed(scenario).wait);
  EXPECT_NE(form, nullptr) << text;
  return form ? *form : Form{};
}

TEST(Load, has_the_defaults_that_are_documented) {
  const auto scenario = parsed({with("")});
  EXPECT_EQ(closed(scenario).users, 1u);
  EXPECT_DOUBLE_EQ(closed(scenario).spawn_rate, 1);
  EXPECT_TRUE(std::holds_alternative<NoWait>(closed(scenario).wait));
  EXPECT_EQ(scenario.load.duration, 1min);
  EXPECT_EQ(scenario.load.warmup, 0s);
  EXPECT_EQ(scenario.load.graceful_stop, 10s);
  EXPECT_FALSE(scenario.load.requests);
  EXPECT_EQ(scenario.connect_timeout, 5s);
  EXPECT_EQ(scenario.tasks[0].steps[0].timeout, 30s);
  EXPECT_EQ(scenario.max_response_bytes, 64u << 20);
  EXPECT_TRUE(scenario.monitoring.automatic);
  EXPECT_FALSE(scenario.seed);
  EXPECT_EQ(scenario.name, "soak");
}

TEST(Load, reads_every_key) {
  const auto scenario = parsed({with(R"(load:
  users: 10
  spawn_rate: 0.5/s
  wait: 3s..5s
  duration: 1h30m
  requests: 5000
  warmup: 1m
  graceful_stop: 3s
)")});
  EXPECT_EQ(closed(scenario).users, 10u);
  EXPECT_DOUBLE_EQ(closed(scenario).spawn_rate, 0.5);
  EXPECT_EQ(std::get<UniformWait>(closed(scenario).wait).low, 3s);
  EXPECT_EQ(std::get<UniformWait>(closed(scenario).wait).high, 5s);
  EXPECT_EQ(scenario.load.duration, 90min);
  EXPECT_EQ(scenario.load.requests, 5000u);
  EXPECT_EQ(scenario.load.warmup, 1min);
  EXPECT_EQ(scenario.load.graceful_stop, 3s);
}

TEST(Load, waits_in_five_forms) {
  EXPECT_EQ(wait_of<ConstantWait>("1s").pause, 1s);
  EXPECT_EQ(wait_of<UniformWait>("100ms..2s").low, 100ms);
  EXPECT_EQ(wait_of<ExponentialWait>("{exponential: 2s}").mean, 2s);
  EXPECT_EQ(wait_of<Pacing>("{pacing: 5s}").period, 5s);
  EXPECT_DOUBLE_EQ(wait_of<ThroughputWait>("{throughput: 0.5/s}").tasks_per_second, 0.5);
  wait_of<NoWait>("0s");
}

TEST(Load, has_one_wait) {
  EXPECT_EQ(finding({with("load: {wait: {pacing: 5s, exponential: 2s}}")}),
            "soak.yaml:3: load.wait.exponential: a wait has one form: remove this or the other");
  EXPECT_EQ(finding({with("load: {wait: 5 seconds}")}),
            R"(soak.yaml:3: load.wait: expected a wait like "1s", "3s..5s", {exponential: 2s}, {pacing: 5s} or )"
            R"({throughput: 0.5/s}, got "5 seconds")");
  EXPECT_EQ(finding({with("load: {wait: {pacing: 0s}}")}),
            "soak.yaml:3: load.wait.pacing: expected a duration above 0");
}

TEST(Load, leaves_something_to_measure) {
  EXPECT_EQ(finding({with("load: {duration: 30s, warmup: 30s}")}),
            "soak.yaml:3: load.warmup: 30s leaves nothing to measure: it is a part of the duration, which is 30s");
  EXPECT_EQ(finding({with("load: {duration: 0s}")}), "soak.yaml:3: load.duration: expected a duration above 0");
}

TEST(Target, may_be_a_url_alone) {
  const auto target = parsed({with("")}).target;
  EXPECT_EQ(target.url.text(), "http://127.0.0.1:5000");
  EXPECT_FALSE(target.managed);
}

TEST(Target, may_be_started_and_stopped) {
  const auto target = parsed({R"(
target:
  url: https://127.0.0.1:5000/v1
  start: gunicorn -w 2 app:app
  directory: bodies
  env: {WORKERS: 2, TOKEN: "${TOKEN}"}
  ready: {get: /health, status: 204, within: 2m}
  logs: target.log
  stop: {signal: SIGINT, within: 5s}
  tls: {insecure: true, ca: hello.txt, cert: hello.txt, key: hello.txt}
requests: [{get: /}]
)",
                              {{"TOKEN", "sesame"}}})
                          .target;
  ASSERT_TRUE(target.managed);
  EXPECT_EQ(target.managed->start, "gunicorn -w 2 app:app");
  EXPECT_EQ(target.managed->directory.filename(), "bodies");
  ASSERT_EQ(target.managed->environment.size(), 2u);
  EXPECT_EQ(target.managed->environment[0].value, "2");
  EXPECT_EQ(target.managed->environment[1].value, "sesame");
  EXPECT_EQ(target.managed->ready.path, "/health");
  EXPECT_EQ(target.managed->ready.status, 204);
  EXPECT_EQ(target.managed->ready.within, 2min);
  EXPECT_EQ(target.managed->log_file.filename(), "target.log");
  EXPECT_EQ(target.managed->stop.signal, "INT");
  EXPECT_EQ(target.managed->stop.within, 5s);
  EXPECT_TRUE(target.tls.insecure);
  EXPECT_EQ(target.tls.key_file.filename(), "hello.txt");
}

TEST(Target, that_is_started_runs_in_the_scenarios_folder) {
  const auto target = parsed({"target: {url: 'http://localhost:1', start: ./serve}\nrequests: [{get: /}]"}).target;
  EXPECT_EQ(target.managed->directory, PLIMSOLL_TEST_DATA "/scenarios");
  EXPECT_TRUE(target.managed->log_file.empty());
  EXPECT_FALSE(target.managed->ready.status);
}

TEST(Target, that_is_not_started_has_nothing_to_wait_for) {
  EXPECT_EQ(finding({"target: {url: 'http://h', ready: {get: /health}}\nrequests: [{get: /}]"}),
            "soak.yaml:1: target.ready: belongs to a target that Plimsoll starts: add `start`, or remove this");
}

TEST(Target, is_stopped_in_one_way) {
  EXPECT_EQ(
      finding({"target: {url: 'http://localhost', start: x, stop: {run: y, signal: TERM}}\nrequests: [{get: /}]"}),
      "soak.yaml:1: target.stop: a target is stopped by `signal` or by `run`: remove one of them");
  EXPECT_EQ(
      finding({"target: {url: 'http://localhost', start: x, stop: {signal: STOP}}\nrequests: [{get: /}]"}),
      R"(soak.yaml:1: target.stop.signal: expected TERM or INT or QUIT or HUP or USR1 or USR2 or KILL, got "STOP")");
}

TEST(Target, far_away_that_is_started_here_is_warned_about) {
  const auto outcome = parse({"target: {url: 'http://model.example', start: x}\nrequests: [{get: /}]"});
  ASSERT_TRUE(outcome.scenario);
  ASSERT_EQ(outcome.warnings.size(), 1u);
  EXPECT_EQ(outcome.warnings[0],
            "soak.yaml:1: target.url: model.example is not this machine: is that where `start` listens?");
}

TEST(Monitor, is_a_list_or_none) {
  const auto scenario = parsed({with("monitor:\n  - port: 5000\n  - pid: 77\n  - name: gunicorn.*\nlimit: 2GiB")});
  std::vector<std::string> specs;
  for (const auto& watch : scenario.monitoring.watches) specs.push_back(to_string(watch));
  EXPECT_EQ(specs, (std::vector<std::string>{"port:5000", "pid:77", "name:gunicorn.*"}));
  EXPECT_FALSE(scenario.monitoring.automatic);
  EXPECT_EQ(scenario.monitoring.limit_bytes, 2ull << 30);

  const auto brief = parsed({with("monitor: [port:5000, 'prometheus:http://h/metrics', {pid: 3}]")}).monitoring;
  EXPECT_EQ(brief.watches.size(), 3u);
  EXPECT_EQ(to_string(brief.watches[0]), "port:5000");
  EXPECT_EQ(parsed({with("monitor: port:5000")}).monitoring.watches.size(), 1u);
  const auto joined = parsed({with("monitor: [[{port: 5000}, 'name:worker'], pid:3+pid:4]")}).monitoring.watches;
  ASSERT_EQ(joined.size(), 2u);
  EXPECT_EQ(to_string(joined[0]), "port:5000+name:worker");
  EXPECT_EQ(to_string(joined[1]), "pid:3+pid:4");
  const auto none = parsed({with("monitor: none")}).monitoring;
  EXPECT_FALSE(none.automatic);
  EXPECT_TRUE(none.watches.empty());
}

TEST(Monitor, finds_a_folder_from_where_the_scenario_is) {
  ScenarioText text = {with("monitor: [{disk: ../logs}, {disk: /var/log}, disk:../logs]")};
  text.folder = "/srv/soak";
  const auto watches = parsed(text).monitoring.watches;
  ASSERT_EQ(watches.size(), 3u);
  EXPECT_EQ(to_string(watches[0]), "disk:/srv/logs");
  EXPECT_EQ(to_string(watches[1]), "disk:/var/log");
  EXPECT_EQ(to_string(watches[2]), "disk:/srv/logs");
}

TEST(Monitor, chooses_metrics_here_and_by_an_agent) {
  const auto monitoring =
      parsed({with("monitor:\n  - prometheus: http://127.0.0.1:8002\n    metrics: [a]\n"
                   "  - agent: far:7070/prometheus:http://127.0.0.1:8002\n    metrics: [b, 'c_*']")})
          .monitoring;
  ASSERT_EQ(monitoring.watches.size(), 2U);
  EXPECT_EQ(std::get<WatchPrometheus>(monitoring.watches[0]).metrics, std::vector<std::string>{"a"});
  EXPECT_EQ(std::get<WatchAgent>(monitoring.watches[1]).metrics, (std::vector<std::string>{"b", "c_*"}));
}

TEST(Monitor, knows_the_figures_of_a_server_by_its_name) {
  const auto metrics = [](const std::string& entry) {
    return std::get<WatchPrometheus>(parsed({with("monitor: [" + entry + "]")}).monitoring.watches.at(0)).metrics;
  };
  const auto vllm = metrics("{prometheus: 'http://127.0.0.1:8000', of: vllm}");
  EXPECT_EQ(std::count(vllm.begin(), vllm.end(), "vllm:kv_cache_usage_perc"), 1);
  EXPECT_EQ(std::count(vllm.begin(), vllm.end(), "vllm:gpu_cache_usage_perc"), 1);
  EXPECT_EQ(metrics("{prometheus: 'http://127.0.0.1:8000', of: tgi}"),
            (std::vector<std::string>{"tgi_batch_current_size", "tgi_queue_size"}));
  EXPECT_EQ(metrics("{prometheus: 'http://127.0.0.1:8000', metrics: [a], of: tgi}").size(), 3U) << "and others beside";
  EXPECT_EQ(finding({with("monitor: [{prometheus: 'http://127.0.0.1:8000', of: vlm}]")}),
            R"(soak.yaml:3: monitor[0].of: expected vllm or sglang or tgi or llamacpp, got "vlm")");
  EXPECT_EQ(finding({with("monitor: [{port: 1, of: vllm}]")}),
            "soak.yaml:3: monitor[0]: of goes with prometheus, or with agent: HOST:PORT/prometheus:URL");
}

TEST(Monitor, names_what_cannot_be_watched) {
  EXPECT_EQ(finding({with("monitor: [{port: 70000}]")}),
            "soak.yaml:3: monitor[0].port: expected a whole number from 1 to 65535, got 70000");
  EXPECT_EQ(finding({with("monitor: [{prot: 70000}]")}),
            R"(soak.yaml:3: monitor[0].prot: unknown key; did you mean "port"?)");
  EXPECT_EQ(finding({with("monitor: [{pid: 1, port: 2}]")}),
            "soak.yaml:3: monitor[0].port: an entry watches one thing: make this an entry of its own");
  EXPECT_EQ(finding({with("monitor: [{port: 1, metrics: [a]}]")}),
            "soak.yaml:3: monitor[0]: metrics go with prometheus, or with agent: HOST:PORT/prometheus:URL");
  EXPECT_EQ(finding({with("monitor: [{agent: 'far:7070/port:1', metrics: [a]}]")}),
            "soak.yaml:3: monitor[0]: metrics go with prometheus, or with agent: HOST:PORT/prometheus:URL");
  EXPECT_EQ(finding({with("monitor: [{prometheus: x}]")}),
            R"(soak.yaml:3: monitor[0].prometheus: expected a URL like "prometheus:http://127.0.0.1:8002/metrics", )"
            R"(got "prometheus:x")");
}

TEST(Leak, has_a_growth_that_is_allowed) {
  const auto scenario = parsed({with("leak: {minimum: 3.6kB/h}")});
  ASSERT_TRUE(scenario.monitoring.leak.minimum);
  EXPECT_DOUBLE_EQ(scenario.monitoring.leak.minimum->bytes_per_second, 1);
  EXPECT_EQ(scenario.monitoring.leak.minimum->as_written, "3.6kB/h");
  EXPECT_DOUBLE_EQ(parse_leak_minimum("1MiB/min").value().bytes_per_second, (1 << 20) / 60.0);
}

TEST(Leak, has_series_that_are_not_judged) {
  EXPECT_EQ(parsed({with("leak: {ignore: [fds, 'gpu*']}")}).monitoring.leak.ignore,
            (std::vector<std::string>{"fds", "gpu*"}));
}

TEST(Leak, says_how_growth_is_written) {
  EXPECT_EQ(finding({with("leak: {minimum: 1MiB}")}),
            R"(soak.yaml:3: leak.minimum: expected growth above 0 like "1MiB/h" or "64kB/min", got "1MiB")");
  for (const auto text : {"-1MiB/h", "0B/h", "1MiB/week", "/h", ""})
    EXPECT_TRUE(parse_leak_minimum(text).has_error()) << text;
  EXPECT_EQ(finding({with("leak: {minimun: 1MiB/h}")}),
            R"(soak.yaml:3: leak.minimun: unknown key; did you mean "minimum"?)");
}

TEST(Monitor, that_is_none_leaves_no_memory_to_judge) {
  EXPECT_EQ(finding({with("monitor: none\nthresholds: [leak == none]")}),
            "soak.yaml:4: thresholds[0]: leak == none: nothing is watched: remove `monitor: none`, or this");
}

TEST(Thresholds, are_read_with_the_requests_they_name) {
  const auto scenario = parsed({with("thresholds:\n  - p99 < 250ms\n  - p95 of GET /health < 100ms\nseed: 7")});
  ASSERT_EQ(scenario.thresholds.size(), 2u);
  EXPECT_EQ(scenario.thresholds[1].request, "GET /health");
  EXPECT_EQ(scenario.seed, 7u);
}

TEST(Thresholds, of_a_request_that_is_not_there_name_the_nearest) {
  EXPECT_EQ(finding({with("thresholds: [p95 of GET /helth < 100ms]")}),
            R"(soak.yaml:3: thresholds[0]: p95 of GET /helth < 100ms: there is no request named "GET /helth"; )"
            R"(did you mean "GET /health"?)");
}

TEST(Thresholds, keep_their_numbers_though_one_before_cannot_be_read) {
  const auto texts = findings({with("thresholds: [p99 < 5, p95 of nobody < 100ms]")});
  ASSERT_EQ(texts.size(), 2u);
  EXPECT_EQ(texts[1].substr(0, 26), "soak.yaml:3: thresholds[1]");
}

}  // namespace plimsoll::test::load_test
