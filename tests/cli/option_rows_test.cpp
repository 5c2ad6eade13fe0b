// Every row of the options: what is given once reaches its effect, by the option and by its variable, and the record
// says it. A row without a case here fails, so that no option is taken and forgotten.

#include "cli/commands.h"
#include "cli/options/run_option_rows.h"
#include "cli/options/run_request.h"
#include "core/units.h"
#include "tests/support/temp_folder.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <functional>
#include <map>
#include <string>
#include <variant>
#include <vector>

namespace plimsoll::test::option_rows_test {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr auto kUrl = "http://127.0.0.1:1/predict";
constexpr auto kFile = PLIMSOLL_TEST_DATA "/scenarios/hello.txt";
constexpr auto kOtherFile = PLIMSOLL_TEST_DATA "/scenarios/rows.jsonl";
constexpr auto kTrace = PLIMSOLL_TEST_DATA "/scenarios/token_trace.csv";

// A variable that stands for the length of a test.
class Variable {
 public:
  Variable(std::string_view name, const std::string& value) : name_(name) { setenv(name_.c_str(), value.c_str(), 1); }
  ~Variable() { unsetenv(name_.c_str()); }
  Variable(const Variable&) = delete;
  Variable& operator=(const Variable&) = delete;

 private:
  std::string name_;
};

// What a row is given, and the part of the request that it is to change.
struct Case {
  std::string value;
  std::function<std::string(const RunRequest&)> effect;
  std::vector<std::string> beside = {};  // options that it needs
  bool over_file = false;
  bool over_hurl = false;
};

const ClosedLoad& users_of(const RunRequest& plan) { return std::get<ClosedLoad>(plan.scenario->load.parts[0].model); }
const OpenLoad& rate_of(const RunRequest& plan) { return std::get<OpenLoad>(plan.scenario->load.parts[0].model); }
const RequestTemplate& request_of(const RunRequest& plan) { return plan.scenario->tasks[0].steps[0]; }
std::string seconds(Nanos time) { return std::to_string(time.count()); }

const std::map<std::string_view, Case>& cases() {
  static const std::map<std::string_view, Case> kCases = {
      {"--users", {"7", [](auto& p) { return std::to_string(users_of(p).users); }}},
      {"--spawn-rate", {"7/s", [](auto& p) { return std::to_string(users_of(p).spawn_rate); }}},
      {"--wait", {"1s..2s", [](auto& p) { return std::to_string(users_of(p).wait.index()); }}},
      {"--rate", {"7/s", [](auto& p) { return std::to_string(p.scenario->load.parts[0].model.index()); }}},
      {"--arrivals",
       {"poisson",
        [](auto& p) { return std::to_string(static_cast<int>(std::get<ArrivalRate>(rate_of(p).arrivals).law)); },
        {"--rate", "5/s"}}},
      {"--burstiness",
       {"0.5",
        [](auto& p) { return std::to_string(std::get<ArrivalRate>(rate_of(p).arrivals).burstiness); },
        {"--rate", "5/s"}}},
      {"--trace", {kTrace, [](auto& p) { return std::to_string(p.scenario->load.parts[0].model.index()); }}},
      {"--max-in-flight",
       {"17", [](auto& p) { return std::to_string(rate_of(p).max_in_flight.value_or(0)); }, {"--rate", "5/s"}}},
      {"--duration", {"90", [](auto& p) { return seconds(p.scenario->load.duration); }}},
      {"--at-most", {"2h", [](auto& p) { return seconds(p.scenario->load.duration); }, {"-t", "until_verdict"}}},
      {"--requests", {"9", [](auto& p) { return std::to_string(p.scenario->load.requests.value_or(0)); }}},
      {"--warmup", {"3s", [](auto& p) { return seconds(p.scenario->load.warmup); }}},
      {"--cooldown", {"4s", [](auto& p) { return seconds(p.scenario->load.cooldown); }}},
      {"--timeout", {"2s", [](auto& p) { return seconds(request_of(p).timeout); }}},
      {"--threads", {"3", [](auto& p) { return std::to_string(p.settings.threads.value_or(0)); }}},
      {"--control", {"/tmp/socket", [](auto& p) { return p.settings.control.string(); }}},
      {"--io", {"epoll", [](auto& p) { return std::to_string(static_cast<int>(p.settings.io)); }}},
      {"--seed", {"42", [](auto& p) { return std::to_string(p.scenario->seed.value_or(0)); }}},
      {"--rules", {"mlperf-endpoints", [](auto& p) { return std::to_string(p.scenario->rules.has_value()); }}},
      {"--method", {"PUT", [](auto& p) { return std::string(to_string(request_of(p).method)); }}},
      {"--header", {"X-One: two words", [](auto& p) { return std::to_string(p.scenario->headers.size()); }}},
      {"--body", {R"({"rows": "it's"})", [](auto& p) { return std::to_string(request_of(p).bodies.payloads.size()); }}},
      {"--expect-status", {"2xx", [](auto& p) { return std::to_string(request_of(p).checks.size()); }}},
      {"--target", {"http://127.0.0.2:9", [](auto& p) { return p.scenario->target.url.text(); }, {}, true}},
      {"--set", {"load.users=8", [](auto& p) { return std::to_string(users_of(p).users); }, {}, true}},
      {"--variable", {"part=b", [](auto& p) { return p.scenario ? request_of(p).path : "none"; }, {}, false, true}},
      {"--variables-file",
       {PLIMSOLL_TEST_DATA "/hurl/part.env",
        [](auto& p) { return p.scenario ? request_of(p).path : "none"; },
        {},
        false,
        true}},
      {"--ca", {kFile, [](auto& p) { return p.scenario->target.tls.ca_file.string(); }}},
      {"--cert", {kFile, [](auto& p) { return p.scenario->target.tls.certificate_file.string(); }}},
      {"--key", {kFile, [](auto& p) { return p.scenario->target.tls.key_file.string(); }}},
      {"--insecure", {"true", [](auto& p) { return std::to_string(p.scenario->target.tls.insecure); }}},
      {"--no-keepalive", {"true", [](auto& p) { return std::to_string(p.scenario->target.connection.keep_alive); }}},
      {"--source", {"127.0.0.2", [](auto& p) { return std::to_string(p.scenario->target.connection.sources.size()); }}},
      {"--resolve",
       {"127.0.0.1:1:127.0.0.3", [](auto& p) { return std::to_string(p.scenario->target.connection.resolve.size()); }}},
      {"--watch", {"port:5000", [](auto& p) { return std::to_string(p.scenario->monitoring.watches.size()); }}},
      {"--leak-minimum",
       {"1MiB/h", [](auto& p) { return std::to_string(p.scenario->monitoring.leak.minimum.has_value()); }}},
      {"--leak-horizon", {"7h", [](auto& p) { return format_duration(p.scenario->monitoring.leak.horizon); }}},
      {"--leak-ignore", {"gpu*", [](auto& p) { return std::to_string(p.scenario->monitoring.leak.ignore.size()); }}},
      {"--limit", {"2GiB", [](auto& p) { return std::to_string(p.scenario->monitoring.limit_bytes.value_or(0)); }}},
      {"--fail-if", {"p99 > 250ms", [](auto& p) { return std::to_string(p.scenario->thresholds.size()); }}},
      {"--run-id", {"nightly-7", [](auto& p) { return p.settings.id; }}},
      {"--note", {"after the upgrade, 2 workers", [](auto& p) { return p.scenario->note; }}},
      {"--store", {"runs.db", [](auto& p) { return p.settings.store.string(); }}},
      {"--no-store", {"true", [](auto& p) { return p.settings.store.empty() ? "none" : "a store"; }}},
      {"--out", {"results", [](auto& p) { return p.settings.out.string(); }}},
      {"--report", {"json", [](auto& p) { return std::to_string(p.settings.formats.size()); }}},
      {"--quiet", {"true", [](auto& p) { return std::to_string(p.quiet); }}},
      {"--no-progress", {"true", [](auto& p) { return std::to_string(p.live); }}},
      {"--deny", {"exec,env", [](auto& p) { return std::to_string(p.allowed.programs && p.allowed.environment); }}},
      {"--serve", {"true", [](auto& p) { return std::to_string(p.page_port.value_or(0)); }}},
      {"--port", {"8090", [](auto& p) { return std::to_string(p.page_port.value_or(0)); }, {"--serve"}}},
      {"--inspect", {"true", [](auto& p) { return std::to_string(p.inspect); }}},
  };
  return kCases;
}

// cert and key belong together: each is given beside the other.
std::vector<std::string> beside(const OptionRow& row, const Case& one) {
  auto words = one.beside;
  if (row.name() == "--cert") words = {"--key", kOtherFile};
  if (row.name() == "--key") words = {"--cert", kOtherFile};
  return words;
}

class OptionRows : public ::testing::Test {
 protected:
  static RunRequest plan_of(const std::vector<std::string>& words) {
    const auto given = read_options(run_command(), words);
    EXPECT_TRUE(given.has_value()) << (given.has_error() ? given.error().message : "");
    return given.has_value() ? read_run_request(*given) : RunRequest{};
  }

  static std::string problems(const RunRequest& plan) {
    std::string text;
    for (const auto& finding : plan.findings) text += finding.text() + "\n";
    return text;
  }

  std::vector<std::string> base_of(const OptionRow& row, const Case& one) {
    std::vector<std::string> words = {one.over_hurl ? hurl_ : one.over_file ? file_ : kUrl};
    for (auto& word : beside(row, one)) words.push_back(word);
    return words;
  }

  TempFolder folder_;
  const std::string file_ = folder_.write("soak.yaml", "target: http://127.0.0.1:1\nrequests: [{get: /}]\n").string();
  const std::string hurl_ = folder_.write("api.hurl", "GET http://127.0.0.1:1/{{part}}\n").string();
};

TEST_F(OptionRows, each_reach_their_effect_and_the_record) {
  for (const auto& row : run_option_rows()) {
    if (row.stands_alone() || row.form == OptionForm::unbuilt) continue;
    SCOPED_TRACE(row.name());
    ASSERT_TRUE(cases().contains(row.name())) << "no case says what this option does";
    const auto& one = cases().at(row.name());
    auto words = base_of(row, one);
    const bool paired = row.name() == "--cert" || row.name() == "--key";
    const auto without = paired ? "" : one.effect(plan_of(words));
    words.emplace_back(row.name());
    if (row.form != OptionForm::flag) words.push_back(one.value);
    const auto plan = plan_of(words);
    ASSERT_TRUE(plan.scenario.has_value()) << problems(plan);
    EXPECT_NE(one.effect(plan), without);
    EXPECT_THAT(plan.scenario->source_text, HasSubstr(fmt::format(" {}", row.short_name())));
    EXPECT_FALSE(row.help.empty());
    EXPECT_THAT(help_of(run_command()), HasSubstr(fmt::format("(Env:{})", row.variable)));
  }
}

TEST_F(OptionRows, are_each_given_by_their_variable_too) {
  for (const auto& row : run_option_rows()) {
    if (row.stands_alone() || row.form == OptionForm::unbuilt) continue;
    SCOPED_TRACE(row.name());
    const auto& one = cases().at(row.name());
    auto words = base_of(row, one);
    std::string by_variable;
    {
      const Variable variable(row.variable, one.value);
      const auto plan = plan_of(words);
      ASSERT_TRUE(plan.scenario.has_value()) << problems(plan);
      by_variable = one.effect(plan);
    }
    words.emplace_back(row.name());
    if (row.form != OptionForm::flag) words.push_back(one.value);
    EXPECT_EQ(by_variable, one.effect(plan_of(words)));
  }
}

TEST_F(OptionRows, stand_in_the_record_as_a_shell_takes_them_back) {
  const auto plan = plan_of({kUrl, "-u", "5", "--warmup", "1s", "--body", R"({"a": "it's"})", "-H", "X-Trace: yes"});
  ASSERT_TRUE(plan.scenario.has_value()) << problems(plan);
  EXPECT_EQ(plan.scenario->source_text,
            "plimsoll run http://127.0.0.1:1/predict -u 5 --warmup 1s -H 'X-Trace: yes' --body "
            "'{\"a\": \"it'\\''s\"}'\n");
}

TEST_F(OptionRows, stand_above_the_text_of_a_file) {
  const auto plan = plan_of({file_, "-u", "5"});
  ASSERT_TRUE(plan.scenario.has_value()) << problems(plan);
  EXPECT_EQ(plan.scenario->source_text, "# plimsoll run " + file_ + " -u 5\n" + folder_.read("soak.yaml"));
}

TEST_F(OptionRows, keep_secrets_out_of_the_record) {
  const auto plan = plan_of({kUrl, "-H", "Authorization: Bearer it's-secret", "--watch",
                             "prometheus:http://someone:password@127.0.0.1:9/metrics"});
  ASSERT_TRUE(plan.scenario.has_value()) << problems(plan);
  EXPECT_THAT(plan.scenario->source_text, Not(HasSubstr("secret")));
  EXPECT_THAT(plan.scenario->source_text, Not(HasSubstr("password")));
}

TEST_F(OptionRows, name_the_option_or_the_variable_that_is_wrong) {
  EXPECT_THAT(problems(plan_of({kUrl, "--users", "none"})), HasSubstr("--users: expected a whole number"));
  const Variable users("PLIMSOLL_USERS", "none");
  EXPECT_THAT(problems(plan_of({kUrl})), HasSubstr("PLIMSOLL_USERS: expected a whole number"));
}

TEST_F(OptionRows, are_worded_by_the_table_of_the_scenario) {
  const auto one = [&](std::vector<std::string> words) {
    words.insert(words.begin(), kUrl);
    const auto plan = plan_of(words);
    EXPECT_EQ(plan.trouble(), ErrorKind::usage) << problems(plan);
    return problems(plan);
  };
  EXPECT_EQ(one({"-u", "0"}), "--users: expected a whole number from 1 to 100000, got 0\n");
  EXPECT_EQ(one({"--wait", "5s..3s"}), "--wait: 5s..3s: the lower end is above the upper; write 3s..5s\n");
  EXPECT_EQ(one({"-t", "0"}), "--duration: expected a duration above 0\n");
  EXPECT_EQ(one({"--timeout", "0"}), "--timeout: expected a duration above 0\n");
  EXPECT_EQ(one({"--expect-status", "200,700"}), "--expect-status: expected 100 to 599, got 700\n");
  EXPECT_EQ(one({"-X", "BREW"}), "--method: expected GET, POST, PUT, PATCH, DELETE or HEAD, got \"BREW\"\n");
  EXPECT_EQ(one({"-H", "no colon"}), "--header: expected \"Name: value\"\n");
  EXPECT_EQ(one({"--fail-if", "p99 >"}).substr(0, 11), "--fail-if: ");
  EXPECT_EQ(one({"--watch", "prot:5000"}).substr(0, 33), "--watch: expected \"pid:4711\", \"po");
  EXPECT_EQ(one({"--ca", "absent.pem"}), "--ca: expected a file that is there, got \"absent.pem\"\n");
  EXPECT_EQ(one({"--body", "@absent.json"}).substr(0, 33), "--body: absent.json: no such file");
  EXPECT_EQ(one({"--arrivals", "poisson"}),
            "--arrivals: arrivals of an open load come at a rate: add rate, stages, trace or replay\n");
  EXPECT_EQ(
      one({"-u", "5", "--rate", "5/s"}),
      "--rate: rate is about arrivals, and users about users: a load is one of them (several go under `loads`)\n");
}

TEST_F(OptionRows, are_no_bad_usage_where_the_plan_is_wrong) {
  const auto wrong = [&](std::vector<std::string> words) {
    words.insert(words.begin(), kUrl);
    const auto plan = plan_of(words);
    EXPECT_EQ(plan.trouble(), ErrorKind::invalid) << problems(plan);
    return problems(plan);
  };
  EXPECT_EQ(wrong({"--cert", kFile}), "--cert: cert and key belong together: give both\n");
  EXPECT_EQ(wrong({"-t", "10s", "--warmup", "10s"}),
            "--warmup: 10s leaves nothing to measure: it is a part of the duration, which is 10s\n");
}

TEST_F(OptionRows, are_taken_as_they_stand) {
  const Variable folder("PLIMSOLL_TEST_FOLDER", "somewhere");
  const auto plan = plan_of({kUrl, "--note", "${PLIMSOLL_TEST_FOLDER}", "--body", R"({"a": "${NO_SUCH_VARIABLE}"})"});
  ASSERT_TRUE(plan.scenario.has_value()) << problems(plan);
  EXPECT_EQ(plan.scenario->note, "${PLIMSOLL_TEST_FOLDER}");
  EXPECT_EQ(*request_of(plan).bodies.payloads[0], R"({"a": "${NO_SUCH_VARIABLE}"})");
  EXPECT_EQ(plan_of({file_, "--set", "note=${PLIMSOLL_TEST_FOLDER}"}).scenario->note, "somewhere");
}

TEST_F(OptionRows, make_a_url_the_request_that_a_file_would_make) {
  const auto plan =
      plan_of({"http://127.0.0.1:1?a=1#top", "--body", "5", "--body", "[1]", "--expect-status", "200,2xx"});
  ASSERT_TRUE(plan.scenario.has_value()) << problems(plan);
  EXPECT_EQ(plan.scenario->name, "POST /");
  const auto& request = request_of(plan);
  EXPECT_EQ(request.name, "POST /");
  EXPECT_EQ(request.path, "/?a=1");
  ASSERT_EQ(request.bodies.payloads.size(), 2u);
  EXPECT_EQ(*request.bodies.payloads[0], "5");
  EXPECT_EQ(*request.bodies.payloads[1], "[1]");
  EXPECT_EQ(request.bodies.content_type, "application/json");
  const auto text = plan_of({kUrl, "--body", "a=1", "-H", "content-type: text/csv"});
  ASSERT_TRUE(text.scenario.has_value()) << problems(text);
  EXPECT_EQ(*request_of(text).bodies.payloads[0], "a=1");
  EXPECT_NE(problems(plan_of({kUrl, "--body", "hello"})), "");
}

TEST_F(OptionRows, take_the_place_of_what_means_nothing_beside_them) {
  const auto rate = folder_.write("rate.yaml",
                                  "target: http://127.0.0.1:1\nload: {rate: 5/s, max_in_flight: 9}\n"
                                  "requests: [{get: /, timeout: 1s}, {steps: [{get: /a, timeout: 1s}]}]\n");
  const auto users = plan_of({rate.string(), "-u", "3", "--timeout", "7"});
  ASSERT_TRUE(users.scenario.has_value()) << problems(users);
  EXPECT_EQ(users_of(users).users, 3u);
  for (const auto& task : users.scenario->tasks) EXPECT_EQ(task.steps[0].timeout, std::chrono::seconds(7));
  const auto steps = folder_.write("stages.yaml",
                                   "target: http://127.0.0.1:1\n"
                                   "load: {stages: [{for: 1m, users: 5}], wait: 1s}\n"
                                   "requests: [{get: /}]\nthresholds: p99 < 1s\n"
                                   "headers: {x-one: a}\n");
  const auto stages = plan_of({steps.string(), "-u", "3", "--fail-if", "p50 > 1s", "-H", "x-two: b"});
  ASSERT_TRUE(stages.scenario.has_value()) << problems(stages);
  EXPECT_TRUE(users_of(stages).stages.empty());
  EXPECT_EQ(stages.scenario->thresholds.size(), 2u);
  EXPECT_EQ(stages.scenario->thresholds[1].expression, "p50 <= 1s");
  EXPECT_EQ(stages.scenario->headers.size(), 2u);
  const auto open = plan_of({steps.string(), "--rate", "8/s"});
  ASSERT_TRUE(open.scenario.has_value()) << problems(open);
  EXPECT_EQ(std::get<ArrivalRate>(rate_of(open).arrivals).stages.size(), 1u);
}

TEST_F(OptionRows, change_the_only_load_and_none_of_several) {
  const auto loads = [&](const std::string& more) {
    return folder_
        .write("loads.yaml",
               "target: http://127.0.0.1:1\nrequests: [{get: /}]\n"
               "loads: [{name: a, rate: 5/s}" +
                   more + "]\n")
        .string();
  };
  const auto one = plan_of({loads(""), "-u", "3"});
  ASSERT_TRUE(one.scenario.has_value()) << problems(one);
  EXPECT_EQ(users_of(one).users, 3u);
  const auto several = plan_of({loads(", {name: b, users: 1}"), "-u", "3"});
  EXPECT_EQ(several.trouble(), ErrorKind::usage);
  EXPECT_EQ(problems(several), "--users: the scenario has several loads: change one with --set\n");
}

TEST_F(OptionRows, name_the_file_for_what_is_wrong_in_it) {
  const auto file = folder_.write("wrong.yaml", "target: http://127.0.0.1:1\nload: {users: 0}\nrequests: [{get: /}]\n");
  const auto plan = plan_of({file.string(), "--warmup", "1s"});
  EXPECT_EQ(plan.trouble(), ErrorKind::invalid);
  EXPECT_THAT(problems(plan), HasSubstr("wrong.yaml:2: load.users: "));
  EXPECT_EQ(problems(plan_of({file.string(), "-u", "2"})), "");
}

TEST_F(OptionRows, keep_the_secrets_of_the_file_that_they_replace) {
  const auto file = folder_.write("secret.yaml",
                                  "target: http://127.0.0.1:1\nrequests: [{get: /}]\n"
                                  "headers: {authorization: open-sesame}\n");
  const auto plan = plan_of({file.string(), "--set", "headers={x-one: a}"});
  ASSERT_TRUE(plan.scenario.has_value()) << problems(plan);
  EXPECT_THAT(plan.scenario->source_text, Not(HasSubstr("sesame")));
}

TEST_F(OptionRows, take_no_note_that_is_long_or_of_several_lines) {
  EXPECT_THAT(problems(plan_of({kUrl, "--note", "one\ntwo"})), HasSubstr("--note: expected a note of one line"));
  EXPECT_THAT(problems(plan_of({kUrl, "--note", std::string(501, 'x')})), HasSubstr("at most 500 bytes, got 501"));
}

TEST_F(OptionRows, are_refused_where_a_command_has_none_of_that_name) {
  for (const auto& command : {run_command(), check_command(), monitor_command(), leak_command(), report_command()})
    EXPECT_TRUE(read_options(command, {"thing", "--no-such-option"}).has_error()) << command.name;
}

}  // namespace plimsoll::test::option_rows_test
