#include "conduct/target/supervisor.h"
#include "conduct/target/descendants.h"
#include "tests/support/child_process.h"
#include "tests/support/temp_folder.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <fstream>

namespace plimsoll::supervisor_test {

using namespace std::chrono_literals;
using test::eventually;

class SupervisorTest : public ::testing::Test {
 protected:
  SupervisedCommand command(std::string text) const {
    SupervisedCommand result;
    result.command = std::move(text);
    result.log_file = folder_.path() / "target.log";
    result.stop_within = 5s;
    return result;
  }

  std::string log() const { return folder_.read("target.log"); }

  test::TempFolder folder_;
};

bool is_alive(int pid) {
  std::ifstream stat("/proc/" + std::to_string(pid) + "/stat");
  std::string text((std::istreambuf_iterator<char>(stat)), {});
  const auto name_end = text.rfind(')');
  return name_end != std::string::npos && text[name_end + 2] != 'Z';
}

std::string command_of(int pid) {
  std::ifstream comm("/proc/" + std::to_string(pid) + "/comm");
  std::string name;
  std::getline(comm, name);
  return name;
}

TEST_F(SupervisorTest, keeps_the_output_and_tells_how_the_command_ended) {
  auto supervisor = Supervisor::start(command("echo out; echo err >&2; exit 3"));
  ASSERT_TRUE(supervisor.has_value()) << supervisor.error().message;
  EXPECT_TRUE(eventually([&] { return supervisor->death().has_value(); }));
  EXPECT_EQ(supervisor->death(), "ended with status 3");
  EXPECT_EQ(log(), "out\nerr\n");
}

TEST_F(SupervisorTest, runs_in_the_directory_with_the_environment) {
  auto asked = command("pwd; echo \"$PLIMSOLL_TEST_NAME\"");
  asked.directory = folder_.path();
  asked.environment = {{"PLIMSOLL_TEST_NAME", "a value"}};
  auto supervisor = Supervisor::start(asked);
  ASSERT_TRUE(supervisor.has_value());
  EXPECT_TRUE(eventually([&] { return supervisor->death().has_value(); }));
  EXPECT_EQ(log(), folder_.path().string() + "\na value\n");
}

TEST_F(SupervisorTest, says_that_the_directory_cannot_be_entered) {
  auto asked = command("true");
  asked.directory = folder_.path() / "missing";
  auto supervisor = Supervisor::start(asked);
  ASSERT_TRUE(supervisor.has_value());
  EXPECT_TRUE(eventually([&] { return supervisor->death().has_value(); }));
  EXPECT_NE(log().find("cannot enter"), std::string::npos);
}

TEST_F(SupervisorTest, stops_children_and_daemons) {
  auto supervisor = Supervisor::start(command("(setsid sh -c 'sleep 1000' &) ; sleep 1001 & sleep 1002"));
  ASSERT_TRUE(supervisor.has_value());
  std::vector<int> pids;
  ASSERT_TRUE(eventually([&] { return (pids = supervisor->pids()).size() >= 4; }));
  supervisor->stop();
  for (const int pid : pids) EXPECT_FALSE(is_alive(pid)) << pid;
}

TEST_F(SupervisorTest, kills_what_does_not_heed_the_signal) {
  auto asked = command("trap '' TERM; echo deaf; while :; do sleep 1; done");
  asked.stop_within = 50ms;
  auto supervisor = Supervisor::start(asked);
  ASSERT_TRUE(supervisor.has_value());
  ASSERT_TRUE(eventually([&] { return log() == "deaf\n"; }));
  const int pid = supervisor->command_pid();
  supervisor->stop();
  EXPECT_FALSE(is_alive(pid));
}

TEST_F(SupervisorTest, sends_the_signal_that_was_asked_for) {
  auto asked = command("trap 'echo interrupted; exit 0' INT; echo ready; while :; do sleep 0.05; done");
  asked.stop_signal = SIGINT;
  auto supervisor = Supervisor::start(asked);
  ASSERT_TRUE(supervisor.has_value());
  ASSERT_TRUE(eventually([&] { return log() == "ready\n"; }));
  supervisor->stop();
  EXPECT_EQ(log(), "ready\ninterrupted\n");
}

TEST_F(SupervisorTest, stops_by_a_command_of_its_own) {
  auto asked = command("while [ ! -e stop ]; do sleep 0.02; done; echo stopped");
  asked.directory = folder_.path();
  asked.stop_command = "touch stop";
  auto supervisor = Supervisor::start(asked);
  ASSERT_TRUE(supervisor.has_value());
  supervisor->stop();
  EXPECT_EQ(log(), "stopped\n");
}

TEST_F(SupervisorTest, a_command_that_hands_over_is_not_dead) {
  auto asked = command("true");
  asked.stop_command = "echo down";
  auto supervisor = Supervisor::start(asked);
  ASSERT_TRUE(supervisor.has_value());
  ASSERT_TRUE(eventually([&] { return supervisor->pids().empty(); }));
  EXPECT_FALSE(supervisor->death());
  supervisor->stop();
  EXPECT_EQ(log(), "down\n");
}

std::uint64_t signals_of(const std::string& status, const std::string& field) {
  const auto at = status.find(field + ":\t");
  return at == std::string::npos ? ~0ULL : std::stoull(status.substr(at + field.size() + 2, 16), nullptr, 16);
}

TEST_F(SupervisorTest, gives_the_command_the_original_mask_and_none_of_our_descriptors) {
  const auto pipe_signal_before = std::signal(SIGPIPE, SIG_IGN);
  const int secret = open("/dev/null", O_RDONLY);  // without CLOEXEC: it would leak
  // The shell blocks signals of its own while it waits: what it started shows what it was given.
  auto supervisor = Supervisor::start(command("ls /proc/$$/fd | tr '\\n' ' '; grep Sig /proc/self/status"));
  close(secret);
  std::signal(SIGPIPE, pipe_signal_before);
  ASSERT_TRUE(supervisor.has_value());
  EXPECT_TRUE(eventually([&] { return supervisor->death().has_value(); }));
  EXPECT_EQ(log().substr(0, 6), "0 1 2 ");
  std::ifstream own("/proc/self/status");
  const std::string ours((std::istreambuf_iterator<char>(own)), {});
  EXPECT_EQ(signals_of(log(), "SigBlk"), signals_of(ours, "SigBlk"));
  const std::uint64_t ignored_by_the_program = 1ULL << (SIGPIPE - 1) | 1ULL << (SIGXFSZ - 1);
  EXPECT_EQ(signals_of(log(), "SigIgn") & ignored_by_the_program, 0U);
}

TEST_F(SupervisorTest, stops_everything_when_we_are_killed) {
  std::array<int, 2> pipe_ends{};
  ASSERT_EQ(pipe(pipe_ends.data()), 0);
  const int us = fork();
  if (us == 0) {
    auto supervisor = Supervisor::start(command("(setsid sleep 1000 &); sleep 1001"));
    std::vector<int> pids;
    // The shells on the way come and go: what stays are the two sleepers.
    eventually([&] {
      pids = supervisor->pids();
      std::erase_if(pids, [](int pid) { return command_of(pid) != "sleep"; });
      return pids.size() == 2;
    });
    [[maybe_unused]] const auto n = write(pipe_ends[1], pids.data(), 2 * sizeof(int));
    pause();
    _exit(0);
  }
  std::array<int, 2> pids{};
  ASSERT_EQ(read(pipe_ends[0], pids.data(), sizeof pids), static_cast<ssize_t>(sizeof pids));
  EXPECT_TRUE(is_alive(pids[0]) && is_alive(pids[1]));
  kill(us, SIGKILL);
  waitpid(us, nullptr, 0);
  EXPECT_TRUE(eventually([&] { return !is_alive(pids[0]) && !is_alive(pids[1]); }));
  close(pipe_ends[0]);
  close(pipe_ends[1]);
}

TEST_F(SupervisorTest, refuses_a_log_file_that_cannot_be_written) {
  auto asked = command("true");
  asked.log_file = folder_.path() / "missing" / "target.log";
  const auto supervisor = Supervisor::start(asked);
  ASSERT_TRUE(supervisor.has_error());
  EXPECT_NE(supervisor.error().message.find("missing/target.log"), std::string::npos);
}

}  // namespace plimsoll::supervisor_test
