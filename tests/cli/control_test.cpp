// A run that is changed over its control socket, as a process.

#include "tests/support/child_process.h"
#include "tests/support/demo_target.h"
#include "tests/support/loopback_server.h"
#include "tests/support/temp_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <nlohmann/json.hpp>

namespace plimsoll::test::control_test {

using ::testing::HasSubstr;
using ::testing::StartsWith;

class ControlTest : public ::testing::Test {
 protected:
  std::string path() const { return (folder_.path() / "control").string(); }

  std::vector<std::string> command(const std::string& url, std::vector<std::string> load) const {
    std::vector<std::string> whole = {PLIMSOLL_BINARY, "run",   url + "/health",
                                      "--control",     path(),  "--watch",
                                      "none",          "--out", (folder_.path() / "out").string()};
    whole.insert(whole.end(), load.begin(), load.end());
    return whole;
  }

  // The answer to one command.
  std::string say(const std::string& line) const {
    const int client = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    path().copy(address.sun_path, sizeof address.sun_path - 1);
    std::string answer;
    if (connect(client, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0) {
      const auto text = line + "\n";
      send(client, text.data(), text.size(), MSG_NOSIGNAL);
      for (char c = 0; recv(client, &c, 1, 0) == 1 && c != '\n';) answer += c;
    }
    close(client);
    return answer;
  }

  int users() const {
    int users = -1;
    std::sscanf(say("status").c_str(), "ok users %d", &users);
    return users;
  }

  TempFolder folder_;
};

TEST_F(ControlTest, changes_users_pauses_and_stops) {
  DemoTarget target;
  ChildProcess child(command(target.url(), {"-u", "2", "-r", "1000", "--wait", "1ms", "-t", "5m"}));
  ASSERT_TRUE(eventually([&] { return users() == 2; }));
  EXPECT_EQ(say("users 7"), "ok");
  EXPECT_TRUE(eventually([&] { return users() == 7; }));
  EXPECT_EQ(say("users 1"), "ok");
  EXPECT_TRUE(eventually([&] { return users() == 1; }));
  EXPECT_EQ(say("pause"), "ok");
  EXPECT_EQ(say("resume"), "ok");
  const auto before = say("status");
  EXPECT_TRUE(eventually([&] { return say("status") != before; }));
  EXPECT_THAT(say("rate 5/s"), HasSubstr("of the other model"));
  EXPECT_THAT(say("users many"), StartsWith("error: expected users"));
  EXPECT_THAT(say("users 3 nobody"), HasSubstr("no load named \"nobody\""));
  EXPECT_THAT(say("fly"), StartsWith("error: expected users N"));
  EXPECT_EQ(say("stop"), "ok");
  EXPECT_EQ(child.wait(), 0);
  EXPECT_FALSE(std::filesystem::exists(path()));
  const auto record = nlohmann::json::parse(folder_.read("out/run.json"));
  EXPECT_EQ(record["run"]["ended_by"], "aborted");
}

TEST_F(ControlTest, changes_the_rate) {
  DemoTarget target;
  ChildProcess child(command(target.url(), {"--rate", "1/m", "-t", "5m"}));
  ASSERT_TRUE(eventually([&] { return say("status") == "ok users 0 requests 1"; }));
  EXPECT_EQ(say("rate 500/s"), "ok");
  EXPECT_TRUE(eventually([&] { return say("status") > "ok users 0 requests 2"; }));
  EXPECT_EQ(say("stop"), "ok");
  EXPECT_EQ(child.wait(), 0);
}

TEST_F(ControlTest, stops_what_comes_before_the_load) {
  LoopbackServer target([](const ReceivedRequest& request) {
    return request.target == "/datasets" ? Reply::never() : Reply::json("{}");
  });
  folder_.write("run.yaml", "target: " + target.url() +
                                "\nbefore_all: [{post: /datasets}]\nrequests: [{get: /}]\n"
                                "load: {users: 1, duration: 5m}\nmonitor: none\n");
  ChildProcess child({PLIMSOLL_BINARY, "run", (folder_.path() / "run.yaml").string(), "--control", path(), "--out",
                      (folder_.path() / "out").string()});
  ASSERT_TRUE(eventually([&] { return target.requests() == 1; }));
  EXPECT_EQ(say("stop"), "ok");
  EXPECT_EQ(child.wait(), 130);
  EXPECT_EQ(target.requests(), 1U);
  const auto record = nlohmann::json::parse(folder_.read("out/run.json"));
  EXPECT_EQ(record["run"]["ended_by"], "interrupted");
  EXPECT_EQ(record["once"][0]["failure"], "interrupted");
}

TEST_F(ControlTest, takes_no_socket_that_is_there) {
  folder_.write("control", "");
  const auto result = run_process(command("http://127.0.0.1:1", {}));
  EXPECT_EQ(result.exit_code, 64);
  EXPECT_THAT(result.err, HasSubstr("is there already"));
}

}  // namespace plimsoll::test::control_test
