// Schedules as people use them: made, listed, refused with the place, run by a scheduler that is killed at any moment,
// told of by a command.

#include "schedules/schedule_store.h"
#include "tests/support/child_process.h"
#include "tests/support/demo_target.h"
#include "tests/support/temp_folder.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <nlohmann/json.hpp>

namespace plimsoll::test::schedule_command_test {

using nlohmann::json;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class ScheduleCommand : public ::testing::Test {
 protected:
  std::string file() const { return (folder_.path() / "runs.db").string(); }

  ProcessResult schedule(std::vector<std::string> words) const {
    words.insert(words.begin(), {PLIMSOLL_BINARY, "schedule"});
    words.insert(words.end(), {"--store", file()});
    return run_process(words);
  }

  ProcessResult add(const std::string& name, const std::string& scenario, std::vector<std::string> options) const {
    options.insert(options.begin(), {"add", name, scenario});
    return schedule(std::move(options));
  }

  // So many predictions and no more.
  std::string short_scenario(const std::string& url, int requests = 5) const {
    return folder_
        .write("short.yaml", fmt::format("target: {}\nload: {{users: 1, requests: {}, duration: 1m}}\n"
                                         "monitor: none\n"
                                         "requests:\n  - post: /predict\n    json: {{rows: [[5.1, 3.5, 1.4, 0.2]]}}\n",
                                         url, requests))
        .string();
  }

  std::unique_ptr<ChildProcess> scheduler() const {
    return std::make_unique<ChildProcess>(
        std::vector<std::string>{PLIMSOLL_BINARY, "schedule", "run", "--store", file()});
  }

  ScheduleStore store() const { return ScheduleStore::open(file()).value(); }
  std::vector<PastRun> past(const std::string& name) const { return store().past_runs(name, 1000).value(); }

  TempFolder folder_;
};

TEST_F(ScheduleCommand, shows_what_was_added) {
  const auto scenario = short_scenario("http://127.0.0.1:5000");
  const auto added = add("nightly", scenario,
                         {"--cron", "0 2 * * *", "--timezone", "Europe/Warsaw", "--webhook",
                          "https://hooks.example.com/T0/hidden", "--max-duration", "8h"});
  EXPECT_EQ(added.exit_code, 0) << added.err;
  EXPECT_THAT(added.out, HasSubstr("nightly: every day at 02:00 Europe/Warsaw; next "));
  EXPECT_THAT(added.out, HasSubstr("Nobody runs what is scheduled"));
  const auto shown = schedule({"show", "nightly"}).out;
  EXPECT_THAT(shown, AllOf(HasSubstr("02:00 Europe/Warsaw"), HasSubstr(scenario), HasSubstr("8 h"),
                           HasSubstr("https://hooks.example.com/... (json) on fail, leak, change, recovered"),
                           HasSubstr("8 more healthy runs until changes are told"), Not(HasSubstr("hidden"))));
  EXPECT_EQ(schedule({"pause", "nightly"}).exit_code, 0);
  EXPECT_THAT(schedule({"list"}).out, HasSubstr("paused"));
  EXPECT_EQ(schedule({"resume", "nightly"}).exit_code, 0);
  const auto listed = json::parse(schedule({"list", "--json"}).out);
  EXPECT_EQ(listed["paused"], false);
  EXPECT_EQ(listed["when"], "every day at 02:00 Europe/Warsaw");
  EXPECT_THAT(schedule({"export", "kubernetes", "nightly"}).out, HasSubstr("timeZone: 'Europe/Warsaw'"));
  EXPECT_EQ(schedule({"remove", "nightly"}).exit_code, 0);
  EXPECT_THAT(schedule({"list"}).out, HasSubstr("no schedule in"));
}

TEST_F(ScheduleCommand, refuses_with_the_place_and_the_remedy) {
  const auto scenario = short_scenario("http://127.0.0.1:5000");
  const auto cron = add("x", scenario, {"--cron", "0 25 * * *"});
  EXPECT_EQ(cron.exit_code, 64);
  EXPECT_THAT(cron.err, HasSubstr("plimsoll: --cron: expected an hour from 0 to 23, got 25\n  0 25 * * *\n    ^\n"));
  const auto zone = add("x", scenario, {"--cron", "0 2 * * *", "--timezone", "Europe/Warsav"});
  EXPECT_EQ(zone.exit_code, 64);
  EXPECT_THAT(zone.err, HasSubstr("did you mean Europe/Warsaw?"));
  EXPECT_EQ(add("x", scenario, {}).exit_code, 64);
  EXPECT_EQ(add("x", scenario, {"--cron", "0 2 * * *", "--every", "6h"}).exit_code, 64);
  EXPECT_EQ(add("two words", scenario, {"--every", "6h"}).exit_code, 64);
  EXPECT_EQ(add("x", scenario, {"--every", "6h", "--secret-file", "/nowhere", "--webhook", "https://a.b/"}).exit_code,
            64);
  EXPECT_EQ(add("x", scenario, {"--every", "6h", "--on", "leak"}).exit_code, 64);
  EXPECT_THAT(add("x", scenario, {"--every", "10m", "--jitter", "10m"}).err, HasSubstr("less than the shortest time"));
  const auto missing = add("x", "nothing.yaml", {"--every", "6h"});
  EXPECT_EQ(missing.exit_code, 65);
  EXPECT_THAT(missing.err, HasSubstr("nothing.yaml"));
  const auto wrong = folder_.write("wrong.yaml", "target: http://127.0.0.1:1\nrequests: [{gat: /}]\n");
  const auto checked = add("x", wrong.string(), {"--every", "6h"});
  EXPECT_EQ(checked.exit_code, 65);
  EXPECT_THAT(checked.err, HasSubstr("wrong.yaml:2"));
  EXPECT_EQ(schedule({"show", "x"}).exit_code, 64);
}

TEST_F(ScheduleCommand, runs_now_and_tells_a_command) {
  DemoTarget target({"--failure-rate", "100%"});
  const auto told = (folder_.path() / "told").string();
  ASSERT_EQ(add("failing", short_scenario(target.url()), {"--every", "9h", "--run", "cat >> " + told}).exit_code, 0);
  const auto running = scheduler();
  ASSERT_TRUE(running->wait_for_output("leads"));
  for (std::size_t times = 1; times <= 2; ++times) {
    ASSERT_EQ(schedule({"now", "failing"}).exit_code, 0);
    ASSERT_TRUE(eventually([&] { return past("failing").size() == times; }));
  }
  ASSERT_TRUE(running->wait_for_output("told: "));
  running->signal(SIGTERM);
  EXPECT_EQ(running->wait(), 0) << running->err();
  const auto text = folder_.read("told");
  EXPECT_THAT(text, HasSubstr("failing: failed_requests == 0 failed: "));
  EXPECT_THAT(text, HasSubstr("plimsoll runs show " + past("failing")[1].run));
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 3) << "told once: " << text;
}

TEST_F(ScheduleCommand, tells_of_a_scenario_that_is_gone) {
  const auto scenario = short_scenario("http://127.0.0.1:5000");
  const auto told = (folder_.path() / "told").string();
  ASSERT_EQ(add("gone", scenario, {"--every", "9h", "--run", "cat >> " + told}).exit_code, 0);
  std::filesystem::remove(scenario);
  ASSERT_EQ(schedule({"now", "gone"}).exit_code, 0);
  const auto running = scheduler();
  ASSERT_TRUE(running->wait_for_output("told: ")) << running->out();
  EXPECT_THAT(folder_.read("told"), AllOf(HasSubstr("gone: could not run: "), HasSubstr("short.yaml")));
}

TEST_F(ScheduleCommand, stops_a_run_at_its_longest_time) {
  DemoTarget target;
  const auto scenario = folder_.write(
      "long.yaml", fmt::format("target: {}\nload: {{users: 1, wait: 50ms, duration: 1h}}\nmonitor: none\n"
                               "requests:\n  - post: /predict\n    json: {{rows: [[5.1, 3.5, 1.4, 0.2]]}}\n",
                               target.url()));
  ASSERT_EQ(add("long", scenario.string(), {"--every", "9h", "--max-duration", "1s"}).exit_code, 0);
  ASSERT_EQ(schedule({"now", "long"}).exit_code, 0);
  const auto running = scheduler();
  ASSERT_TRUE(running->wait_for_output("has had its longest time"));
  ASSERT_TRUE(eventually([&] { return past("long").size() == 1; }));
  EXPECT_EQ(past("long")[0].outcome, "pass") << past("long")[0].headline;
}

// Each run makes 5 predictions: the target's own count says whether one was lost or doubled.
TEST_F(ScheduleCommand, killed_at_any_moment_loses_and_doubles_nothing) {
  DemoTarget target;
  ASSERT_EQ(add("often", short_scenario(target.url()), {"--every", "1s"}).exit_code, 0);
  std::size_t seen = 0;
  for (int kill = 0; kill < 6; ++kill) {
    const auto running = scheduler();
    // At another point of the work each time.
    const char* moments[] = {"leads", "has begun", "often: pass"};
    ASSERT_TRUE(running->wait_for_output(moments[kill % 3])) << running->out() << running->err();
    if (kill >= 3) {
      ASSERT_TRUE(eventually([&] { return past("often").size() > seen || !store().open_occurrences()->empty(); }));
    }
    running->signal(SIGKILL);
    EXPECT_EQ(running->wait(), -SIGKILL);
    seen = past("often").size();
  }
  const auto last = scheduler();
  ASSERT_TRUE(last->wait_for_output("often: pass"));
  ASSERT_EQ(schedule({"pause", "often"}).exit_code, 0);
  ASSERT_TRUE(eventually([&] { return store().open_occurrences()->empty(); }));
  last->signal(SIGTERM);
  EXPECT_EQ(last->wait(), 0);
  const auto runs = past("often");
  for (const auto& run : runs) EXPECT_EQ(run.outcome, "pass") << run.headline;
  EXPECT_EQ(target.predictions(), 5 * runs.size());
}

// Two services, one of which leaks: one message, the right one.
TEST_F(ScheduleCommand, tells_a_leak_of_the_service_that_leaks) {
#ifdef __SANITIZE_ADDRESS__
  GTEST_SKIP() << "AddressSanitizer keeps what the healthy service frees";
#endif
  DemoTarget healthy, leaking({"--leak", "64KiB/request"});
  const auto told = (folder_.path() / "told").string();
  for (const auto& [name, target] : {std::pair("healthy", &healthy), std::pair("leaking", &leaking)}) {
    const auto scenario = folder_.write(
        fmt::format("{}.yaml", name),
        fmt::format("target: {}\nload: {{users: 4, spawn_rate: 4/s, wait: 20ms, duration: 80s}}\nmonitor: pid:{}\n"
                    "requests:\n  - post: /predict\n    json: {{rows: [[5.1, 3.5, 1.4, 0.2]]}}\n",
                    target->url(), target->pid()));
    const auto added = add(name, scenario.string(), {"--every", "9h", "--run", "cat >> " + told});
    ASSERT_EQ(added.exit_code, 0) << added.err;
    ASSERT_EQ(schedule({"now", name}).exit_code, 0);
  }
  const auto running = scheduler();
  ASSERT_TRUE(running->wait_for_output("has begun"));
  // Longer than `eventually` waits: the runs take 80 s.
  for (int i = 0; i < 4 && (past("healthy").empty() || past("leaking").empty()); ++i)
    static_cast<void>(eventually([&] { return !past("healthy").empty() && !past("leaking").empty(); }));
  ASSERT_TRUE(running->wait_for_output("told: "));
  const auto text = folder_.read("told");
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 3) << text;
  EXPECT_THAT(text,
              AllOf(HasSubstr("leaking: Memory leaks: "), HasSubstr("\nSince "), HasSubstr(past("leaking")[0].run)));
  EXPECT_EQ(past("healthy")[0].outcome, "pass") << past("healthy")[0].headline;
}

}  // namespace plimsoll::test::schedule_command_test
