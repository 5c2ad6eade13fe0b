#include "schedules/messages/told_command.h"

#include "core/units.h"
#include "reports/words/text.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <poll.h>
#include <spawn.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstring>
#include <string_view>
#include <vector>

namespace plimsoll {
namespace {

// A command line is no secret of ours, but may be long.
constexpr std::size_t kShownCommand = 60;

Error problem_of(const std::string& command, const std::string& what) {
  return {ErrorKind::unavailable, fmt::format("{}: {}", fitted(one_line(command), kShownCommand), what)};
}

std::vector<std::string> environment_of(const Message& message) {
  constexpr std::string_view kOurs = "PLIMSOLL_MESSAGE_";
  std::vector<std::string> variables;
  for (char** variable = environ; *variable; ++variable)
    if (!std::string_view(*variable).starts_with(kOurs)) variables.emplace_back(*variable);
  const auto add = [&](std::string_view name, std::string_view value) {
    variables.push_back(fmt::format("{}{}={}", kOurs, name, one_line(value)));
  };
  add("SCHEDULE", message.schedule);
  add("NEWS", fmt::format("{}", fmt::join(message.news, ",")));
  add("OUTCOME", message.outcome);
  add("RUN", message.run);
  add("WHAT", message.what);
  add("SINCE", message.since);
  add("LINK", message.link);
  return variables;
}

class SpawnPlan {
 public:
  SpawnPlan() {
    posix_spawnattr_init(&attributes_);
    posix_spawn_file_actions_init(&files_);
    sigset_t none, usual;
    sigemptyset(&none);
    sigemptyset(&usual);
    for (const int number : {SIGPIPE, SIGXFSZ, SIGINT, SIGTERM}) sigaddset(&usual, number);
    posix_spawnattr_setsigmask(&attributes_, &none);
    posix_spawnattr_setsigdefault(&attributes_, &usual);
    posix_spawnattr_setpgroup(&attributes_, 0);
    posix_spawnattr_setflags(&attributes_, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  }
  ~SpawnPlan() {
    posix_spawn_file_actions_destroy(&files_);
    posix_spawnattr_destroy(&attributes_);
  }
  SpawnPlan(const SpawnPlan&) = delete;
  SpawnPlan& operator=(const SpawnPlan&) = delete;

  void give(int descriptor, int as) { posix_spawn_file_actions_adddup2(&files_, descriptor, as); }

  int start(const std::string& command, std::vector<std::string> environment, pid_t& pid) {
    posix_spawn_file_actions_addclosefrom_np(&files_, STDERR_FILENO + 1);  // nothing of ours is its business
    std::vector<char*> variables;
    variables.reserve(environment.size() + 1);
    for (auto& variable : environment) variables.push_back(variable.data());
    variables.push_back(nullptr);
    std::string shell = "sh", option = "-c", line = command;
    char* arguments[] = {shell.data(), option.data(), line.data(), nullptr};
    return posix_spawn(&pid, "/bin/sh", &files_, &attributes_, arguments, variables.data());
  }

 private:
  posix_spawnattr_t attributes_{};
  posix_spawn_file_actions_t files_{};
};

// Whether the process ended within that time.
bool ends_within(pid_t pid, Nanos patience) {
  const int handle = static_cast<int>(syscall(SYS_pidfd_open, pid, 0));
  if (handle < 0) return false;
  pollfd ended{handle, POLLIN, 0};
  const auto most = std::chrono::duration_cast<std::chrono::milliseconds>(patience).count();
  int ready = 0;
  do {
    ready = poll(&ended, 1, static_cast<int>(most));
  } while (ready < 0 && errno == EINTR);
  close(handle);
  return ready > 0;
}

}  // namespace

Result<void> run_told_command(const std::string& command, const Message& message, Nanos patience) {
  int pipe_ends[2];
  if (pipe2(pipe_ends, O_CLOEXEC) != 0) return problem_of(command, std::strerror(errno));
  // It is in the pipe before anybody reads: a message is far shorter than what a pipe holds.
  const auto text = message.text();
  const bool written = write(pipe_ends[1], text.data(), text.size()) == static_cast<ssize_t>(text.size());
  close(pipe_ends[1]);
  pid_t pid = -1;
  SpawnPlan plan;
  plan.give(pipe_ends[0], STDIN_FILENO);
  plan.give(STDERR_FILENO, STDOUT_FILENO);
  const int failed = written ? plan.start(command, environment_of(message), pid) : EIO;
  close(pipe_ends[0]);
  if (failed != 0) return problem_of(command, std::strerror(failed));

  const bool in_time = ends_within(pid, patience);
  if (!in_time) kill(-pid, SIGKILL);
  int status = 0;
  waitpid(pid, &status, 0);
  if (!in_time) return problem_of(command, fmt::format("did not end within {}", format_duration(patience)));
  if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return {};
  return problem_of(command, WIFEXITED(status) ? fmt::format("exited {}", WEXITSTATUS(status))
                                               : fmt::format("was killed by signal {}", WTERMSIG(status)));
}

}  // namespace plimsoll
