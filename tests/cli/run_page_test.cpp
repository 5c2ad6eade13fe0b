// `run --serve` as a process: the page of a run of the command line, by which it is shown, steered and stopped.

#include "tests/support/child_process.h"
#include "tests/support/demo_target.h"
#include "tests/support/temp_folder.h"
#include "tests/support/terminal_process.h"
#include "tests/support/web_client.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

namespace plimsoll::test::run_page_test {

using nlohmann::json;
using ::testing::AnyOf;
using ::testing::HasSubstr;

class RunPageTest : public ::testing::Test {
 protected:
  std::vector<std::string> command(std::vector<std::string> more) const {
    std::vector<std::string> words = {PLIMSOLL_BINARY, "run",     target_.url() + "/health", "--wait", "1ms", "--store",
                                      store(),         "--serve", "--report=none",           "--out",  out()};
    words.insert(words.end(), more.begin(), more.end());
    return words;
  }
  std::string store() const { return (folder_.path() / "runs.db").string(); }
  std::string out() const { return (folder_.path() / "out").string(); }

  // Where its page is, and its run, which is there at once.
  static std::pair<int, std::string> opened(ChildProcess& run) {
    EXPECT_TRUE(run.wait_for_output("dashboard at http://127.0.0.1:")) << run.err();
    EXPECT_TRUE(run.wait_for_output("\n"));
    return found_in(run.out());
  }
  static std::pair<int, std::string> found_in(const std::string& said) {
    const auto at = said.find("dashboard at "), end = said.find_first_of("\r\n", at);
    const auto address = said.substr(at, end - at);
    const auto port = std::atoi(address.c_str() + address.rfind(':') + 1);
    const auto id = address.substr(address.rfind('/') + 1);
    EXPECT_EQ(ask(port, {"GET", "/api/v1/runs/" + id}).status, 200) << said;
    return {port, id};
  }
  static json run_of(int port, const std::string& id) {
    const auto answer = ask(port, {"GET", "/api/v1/runs/" + id});
    return answer.status == 200 ? json::parse(answer.body) : json();
  }

  const DemoTarget target_;
  TempFolder folder_;
};

TEST_F(RunPageTest, shows_and_steers_the_run_and_ends_with_it) {
  ChildProcess run(command({"-t", "5m", "--port", "0"}));
  const auto [port, id] = opened(run);
  const auto path = "/api/v1/runs/" + id;
  const auto users = [port = port, id = id] {
    const auto now = run_of(port, id);
    return now.contains("live") ? now["live"]["users"].get<double>() : 0.0;
  };
  ASSERT_TRUE(eventually([&] { return users() == 1; }));
  EXPECT_THAT(ask(port, {"GET", "/"}).body, HasSubstr("/assets/page.js"));
  EXPECT_EQ(ask(port, {"GET", path, "", {{"Host", "rebound.example"}}}).status, 403);
  EXPECT_EQ(json::parse(ask(port, {"GET", "/api/v1"}).body)["schedules"], false);
  EXPECT_EQ(ask(port, {"PATCH", path, json{{"users", 3}}.dump()}).status, 200);
  EXPECT_TRUE(eventually([&] { return users() == 3; }));
  EXPECT_EQ(ask(port, {"POST", path + "/stop", "{}"}).status, 202);
  EXPECT_EQ(run.wait(), 0) << run.out() << run.err();
  EXPECT_EQ(ask(port, {"GET", "/"}).status, 0) << "nobody is at a terminal: the page ends with the run";
}

TEST_F(RunPageTest, starts_it_again_with_its_options) {
  ChildProcess run(command({"-u", "2", "-r", "1000/s", "-t", "5m", "--note", "it's one", "--port", "0"}));
  const auto [port, id] = opened(run);
  const auto answer = ask(port, {"POST", "/api/v1/runs/" + id + "/again", "{}"});
  ASSERT_EQ(answer.status, 201) << answer.body;
  const std::string other = json::parse(answer.body)["id"];
  EXPECT_NE(other, id);
  EXPECT_TRUE(eventually([port = port, other] {
    const auto now = run_of(port, other);
    return now.contains("live") && now["live"]["users"] == 2;
  }));
  EXPECT_EQ(run_of(port, other)["note"], "it's one");
  for (const auto& one : {other, id}) EXPECT_EQ(ask(port, {"POST", "/api/v1/runs/" + one + "/stop", "{}"}).status, 202);
  EXPECT_EQ(run.wait(), 0) << run.out() << run.err();
}

TEST_F(RunPageTest, shows_what_a_managed_target_writes_and_keeps_it) {
  const auto managed = closed_port();
  const auto file = folder_.write(
      "soak.yaml",
      fmt::format(
          "target:\n  url: http://127.0.0.1:{0}\n  start: echo it is $TOKEN; exec '{1}' demo-target --port {0}\n"
          "  env: {{TOKEN: open-sesame}}\n  ready: {{get: /health}}\nload: {{duration: 5m, wait: 1ms}}\n"
          "requests: [{{get: /health}}]\n",
          managed, PLIMSOLL_BINARY));
  ChildProcess run(
      {PLIMSOLL_BINARY, "run", file.string(), "--serve", "--port", "0", "--store", store(), "--out", out()});
  const auto [port, id] = opened(run);
  const auto log = [port = port, id = id] { return ask(port, {"GET", "/api/v1/runs/" + id + "/log"}).body; };
  EXPECT_TRUE(eventually([&] { return log().find("listening on") != std::string::npos; }));
  EXPECT_THAT(log(), HasSubstr("{\"lines\":[\"it is [redacted]\",\""));
  const auto again = ask(port, {"POST", "/api/v1/runs/" + id + "/again", "{}"});
  EXPECT_EQ(again.status, 409) << "the token is not in the record";
  EXPECT_TRUE(eventually([port = port, id = id] {
    return ask(port, {"GET", "/api/v1/runs/" + id}).body.find("\"live\":") != std::string::npos;
  })) << "stopped before its load, it is interrupted";
  const auto stop = [port = port, id = id] { return ask(port, {"POST", "/api/v1/runs/" + id + "/stop", "{}"}).status; };
  EXPECT_TRUE(eventually([&] { return stop() == 202; }));
  EXPECT_EQ(run.wait(), 0) << run.out() << run.err();
  EXPECT_EQ(run.out().find("Last lines of the target's log"), std::string::npos) << "it did not die";
  const auto record = json::parse(folder_.read("out/run.json"));
  EXPECT_EQ(record["target_log_tail"][0], "it is [redacted]");
  EXPECT_THAT(folder_.read("out/report.html"), HasSubstr("What the target said last."));
}

// Most of all it is read where the target does not come up.
TEST_F(RunPageTest, shows_what_a_managed_target_writes_before_it_is_ready) {
  const auto managed = closed_port();
  const auto file = folder_.write(
      "soak.yaml",
      fmt::format("target:\n  url: http://127.0.0.1:{0}\n  start: echo loading the model; until [ -e go ]; do "
                  "sleep 0.05; done; exec '{1}' demo-target --port {0}\n  ready: {{get: /health}}\n"
                  "load: {{duration: 5m, wait: 1ms}}\nrequests: [{{get: /health}}]\n",
                  managed, PLIMSOLL_BINARY));
  ChildProcess run(
      {PLIMSOLL_BINARY, "run", file.string(), "--serve", "--port", "0", "--store", store(), "--out", out()});
  const auto [port, id] = opened(run);
  const auto path = "/api/v1/runs/" + id;
  const auto get = [&, port = port](const std::string& what) { return ask(port, {"GET", path + what}).body; };
  EXPECT_TRUE(eventually([&] { return get("/log") == "{\"lines\":[\"loading the model\"]}\n"; })) << get("/log");
  EXPECT_THAT(get("/page"), HasSubstr("loading the model"));
  EXPECT_THAT(get("/page"), HasSubstr("So far: The load has not begun."));
  EXPECT_THAT(get("/page"), HasSubstr("The target is not ready yet. What it says is below."));
  const auto early = ask(port, {"PATCH", path, R"({"users": 5})"});
  EXPECT_EQ(early.status, 400);
  EXPECT_THAT(early.body, HasSubstr("the target is not ready yet"));
  folder_.write("go", "");
  EXPECT_TRUE(eventually([&] { return get("").find("\"live\":") != std::string::npos; }));
  EXPECT_TRUE(eventually([&] { return get("/page").find("has not begun") == std::string::npos; }));
  EXPECT_EQ(ask(port, {"POST", path + "/stop", "{}"}).status, 202);
  EXPECT_EQ(run.wait(), 0) << run.out() << run.err();
}

TEST_F(RunPageTest, ends_a_run_whose_target_is_not_ready) {
  const auto file = folder_.write("soak.yaml", fmt::format("target:\n  url: http://127.0.0.1:{}\n  start: sleep 600\n"
                                                           "requests: [{{get: /health}}]\n",
                                                           closed_port()));
  ChildProcess run(
      {PLIMSOLL_BINARY, "run", file.string(), "--serve", "--port", "0", "--store", store(), "--out", out()});
  const auto [port, id] = opened(run);
  EXPECT_EQ(ask(port, {"POST", "/api/v1/runs/" + id + "/stop", "{}"}).status, 202);
  EXPECT_EQ(run.wait(), 130) << run.out() << run.err();
}

TEST_F(RunPageTest, at_a_terminal_it_stays_until_enter) {
  TerminalProcess run(command({"-t", "1s", "--port", "0"}));
  ASSERT_TRUE(run.wait_for("The page stays: ")) << run.said();
  ASSERT_TRUE(run.wait_for("Press Enter, or Ctrl-C, to end it.")) << run.said();
  const auto [port, id] = found_in(run.said());
  EXPECT_THAT(run.said(), HasSubstr(fmt::format("The page stays: http://127.0.0.1:{}/#/runs/{}", port, id)));
  EXPECT_EQ(run_of(port, id)["state"], "ended");
  run.type("\r");
  EXPECT_EQ(run.wait(), 0) << run.said();
  EXPECT_EQ(ask(port, {"GET", "/"}).status, 0) << "the page has ended too";
}

TEST_F(RunPageTest, at_a_terminal_an_interrupt_ends_the_run_and_its_page) {
  TerminalProcess run(command({"-t", "5m", "--port", "0"}));
  ASSERT_TRUE(run.wait_for("dashboard at ")) << run.said();
  ASSERT_TRUE(run.wait_for("\n"));
  const auto port = found_in(run.said()).first;
  run.type("\x03");
  EXPECT_EQ(run.wait(), 130) << run.said();
  EXPECT_EQ(run.said().find("The page stays"), std::string::npos) << run.said();
  EXPECT_EQ(ask(port, {"GET", "/"}).status, 0);
}

TEST_F(RunPageTest, at_a_terminal_a_port_that_is_taken_is_told_with_who_has_it) {
  TerminalProcess run(command({"-t", "5m", "--port", std::to_string(target_.port())}));
  EXPECT_EQ(run.wait(), 69);
  EXPECT_THAT(run.said(), HasSubstr(fmt::format("--serve: ")));
  EXPECT_THAT(run.said(), HasSubstr(fmt::format("which plimsoll {} has; --port names another", target_.pid())));
  EXPECT_EQ(run.said().find("dashboard at"), std::string::npos) << "no page, no address";
}

TEST_F(RunPageTest, starts_no_program_again_that_a_sent_scenario_may_not) {
  const auto managed = closed_port();
  const auto file = folder_.write("soak.yaml", fmt::format("target:\n  url: http://127.0.0.1:{0}\n  start: exec '{1}' "
                                                           "demo-target --port {0}\n  ready: {{get: /health}}\n"
                                                           "load: {{duration: 5m}}\nrequests: [{{get: /health}}]\n",
                                                           managed, PLIMSOLL_BINARY));
  ChildProcess run(
      {PLIMSOLL_BINARY, "run", file.string(), "--serve", "--port", "0", "--store", store(), "--out", out()});
  const auto [port, id] = opened(run);
  const auto path = "/api/v1/runs/" + id;
  const auto again = ask(port, {"POST", path + "/again", "{}"});
  EXPECT_EQ(again.status, 400);
  EXPECT_THAT(again.body, HasSubstr("--allow-exec"));
  EXPECT_TRUE(eventually([&, port = port] { return ask(port, {"POST", path + "/stop", "{}"}).status == 202; }));
  EXPECT_THAT(run.wait(), AnyOf(0, 130)) << run.out() << run.err();  // 130: before its target was ready
}

TEST_F(RunPageTest, ends_with_a_run_that_is_killed) {
  ChildProcess run(command({"-t", "5m", "--port", "0"}));
  const auto port = opened(run).first;
  run.signal(SIGKILL);
  run.wait();
  EXPECT_TRUE(eventually([&] { return ask(port, {"GET", "/"}).status == 0; }));
}

TEST_F(RunPageTest, that_cannot_be_is_told_before_the_run) {
  const auto taken = run_process(command({"-t", "5m", "--port", std::to_string(target_.port())}));
  EXPECT_EQ(taken.exit_code, 69);
  EXPECT_THAT(taken.err, HasSubstr(fmt::format("which plimsoll {} has; --port names another", target_.pid())));
  const auto storeless = run_process(command({"--no-store"}));
  EXPECT_EQ(storeless.exit_code, 64);
  EXPECT_THAT(storeless.err, HasSubstr("--serve: the page reads the store: leave out --no-store"));
  const auto alone = run_process({PLIMSOLL_BINARY, "run", target_.url(), "--port", "5"});
  EXPECT_EQ(alone.exit_code, 64);
  EXPECT_THAT(alone.err, HasSubstr("--port: is that of the page: pass --serve too"));
  folder_.write("broken.db", "no database");
  const auto broken =
      run_process(command({"--store", (folder_.path() / "broken.db").string(), "-t", "1s", "--port", "0"}));
  EXPECT_NE(broken.exit_code, 0);
  EXPECT_THAT(broken.err, HasSubstr("--store"));
}

}  // namespace plimsoll::test::run_page_test
