#include "core/machine/shell_command.h"

#include "core/units.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <spawn.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <string_view>
#include <utility>

namespace plimsoll {
namespace {

constexpr std::size_t kMostOutput = 64 << 10;
constexpr std::size_t kMostErrors = 4 << 10;
constexpr Nanos kLook = std::chrono::milliseconds(100);

class Descriptor {
 public:
  explicit Descriptor(int number = -1) : number_(number) {}
  Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(number_, other.number_);
    return *this;
  }
  ~Descriptor() { close(); }

  int number() const noexcept { return number_; }
  bool is_open() const noexcept { return number_ >= 0; }
  void close() noexcept {
    if (number_ >= 0) ::close(std::exchange(number_, -1));
  }

 private:
  int number_;
};

struct Pipe {
  Descriptor out;
  Descriptor in;

  bool open() {
    std::array<int, 2> ends{};
    if (pipe2(ends.data(), O_CLOEXEC) != 0) return false;
    out = Descriptor(ends[0]);
    in = Descriptor(ends[1]);
    return true;
  }
};

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

  int start(const ShellCommand& command, pid_t& pid) {
    posix_spawn_file_actions_addclosefrom_np(&files_, STDERR_FILENO + 1);  // nothing of ours is its business
    auto environment = command.environment;
    std::vector<char*> variables;
    variables.reserve(environment.size() + 1);
    for (auto& variable : environment) variables.push_back(variable.data());
    variables.push_back(nullptr);
    std::string shell = "sh", option = "-c", line = command.command;
    std::array<char*, 4> arguments = {shell.data(), option.data(), line.data(), nullptr};
    return posix_spawn(&pid, "/bin/sh", &files_, &attributes_, arguments.data(),
                       environment.empty() ? environ : variables.data());
  }

 private:
  posix_spawnattr_t attributes_{};
  posix_spawn_file_actions_t files_{};
};

// What is there now; the descriptor is closed at its end.
void read_some(Descriptor& from, const std::function<void(std::string_view)>& keep) {
  std::array<char, 4096> piece{};
  while (from.is_open()) {
    const auto count = read(from.number(), piece.data(), piece.size());
    if (count > 0) {
      keep({piece.data(), static_cast<std::size_t>(count)});
    } else if (count == 0 || (errno != EINTR && errno != EAGAIN)) {
      from.close();
    } else if (errno == EAGAIN) {
      return;
    }
  }
}

// One command that runs: waited for, and killed where it is not wanted any more.
class RunningCommand {
 public:
  RunningCommand(pid_t pid, Pipe output, Pipe errors)
      : pid_(pid),
        handle_(static_cast<int>(syscall(SYS_pidfd_open, pid, 0))),
        output_(std::move(output.out)),
        errors_(std::move(errors.out)) {
    for (const auto* pipe : {&output_, &errors_})
      if (pipe->is_open()) fcntl(pipe->number(), F_SETFL, O_NONBLOCK);
  }

  ShellOutcome wait(const ShellCommand& command) {
    ShellOutcome outcome;
    outcome.patience = command.patience;
    const auto deadline = std::chrono::steady_clock::now() + command.patience;
    bool ended = !handle_.is_open();
    while (!ended) {
      const auto left = deadline - std::chrono::steady_clock::now();
      const bool unwanted = command.is_unwanted && command.is_unwanted();
      if (unwanted || left <= Nanos(0)) {
        outcome.end = unwanted ? ShellOutcome::End::unwanted : ShellOutcome::End::late;
        kill(-pid_, SIGKILL);
        break;
      }
      ended = look(std::min<Nanos>(left, kLook), outcome);
    }
    int status = 0;
    while (waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
    }
    read_all(outcome);
    if (outcome.end != ShellOutcome::End::exited) return outcome;
    outcome.end = WIFEXITED(status) ? ShellOutcome::End::exited : ShellOutcome::End::killed;
    outcome.number = WIFEXITED(status) ? WEXITSTATUS(status) : WTERMSIG(status);
    return outcome;
  }

 private:
  // Whether it ended.
  bool look(Nanos at_most, ShellOutcome& outcome) {
    std::array<pollfd, 3> waits = {pollfd{handle_.number(), POLLIN, 0}, pollfd{output_.number(), POLLIN, 0},
                                   pollfd{errors_.number(), POLLIN, 0}};
    const auto most = std::chrono::ceil<std::chrono::milliseconds>(at_most).count();
    if (poll(waits.data(), waits.size(), static_cast<int>(most)) <= 0) return false;
    read_all(outcome);
    return waits[0].revents != 0;
  }

  void read_all(ShellOutcome& outcome) {
    read_some(output_, [&](std::string_view piece) {
      outcome.output += piece.substr(0, kMostOutput - std::min(kMostOutput, outcome.output.size()));
    });
    read_some(errors_, [&](std::string_view piece) {
      outcome.errors += piece;
      if (outcome.errors.size() > kMostErrors) outcome.errors.erase(0, outcome.errors.size() - kMostErrors);
    });
  }

  pid_t pid_;
  Descriptor handle_;
  Descriptor output_;
  Descriptor errors_;
};

}  // namespace

std::string ShellOutcome::words() const {
  switch (end) {
    case End::exited:
      return fmt::format("exited {}", number);
    case End::killed:
      return fmt::format("was killed by signal {}", number);
    case End::late:
      return fmt::format("did not end within {}", format_duration(patience));
    case End::unwanted:
      return "was not wanted any more";
  }
  return "";
}

Result<ShellOutcome> run_shell_command(const ShellCommand& command) {
  const auto failed = [](int error) { return Error{ErrorKind::unavailable, std::strerror(error)}; };
  Pipe input, output, errors;
  if (!input.open() || (command.keeps_output && (!output.open() || !errors.open()))) return failed(errno);
  // It is in the pipe before anybody reads.
  const auto& text = command.input;
  if (write(input.in.number(), text.data(), text.size()) != static_cast<ssize_t>(text.size())) return failed(EIO);
  input.in.close();

  SpawnPlan plan;
  plan.give(input.out.number(), STDIN_FILENO);
  if (command.keeps_output) {
    plan.give(output.in.number(), STDOUT_FILENO);
    plan.give(errors.in.number(), STDERR_FILENO);
  } else {
    plan.give(STDERR_FILENO, STDOUT_FILENO);
  }
  pid_t pid = -1;
  if (const int error = plan.start(command, pid); error != 0) return failed(error);
  output.in.close();
  errors.in.close();
  return RunningCommand(pid, std::move(output), std::move(errors)).wait(command);
}

}  // namespace plimsoll
