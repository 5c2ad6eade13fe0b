#include "conduct/target/supervisor.h"

#include "conduct/target/descendants.h"
#include "core/clock.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <optional>

namespace plimsoll {
namespace {

enum class News : int { started, command_ended, all_gone };
struct Message {
  News news;
  int value;  // pid, or wait status
};
constexpr char kStop = 's';
constexpr char kLeaveUp = 'l';

constexpr int kControl = 3;  // the supervisor's end of the socket, after its descriptors are tidied

// What runs in the supervisor's process. It never returns to the caller's code.
class Leash {
 public:
  Leash(const SupervisedCommand& command, const sigset_t& original_mask) : command_(command), mask_(original_mask) {}

  [[noreturn]] void run() {
    prctl(PR_SET_CHILD_SUBREAPER, 1);
    prctl(PR_SET_NAME, "plimsoll-leash");
    child_ = spawn(command_.command);
    if (child_ < 0) _exit(1);
    report(News::started, child_);
    watch();
    _exit(0);
  }

 private:
  static void report(News news, int value) {
    const Message message{news, value};
    [[maybe_unused]] const auto sent = send(kControl, &message, sizeof message, MSG_NOSIGNAL | MSG_DONTWAIT);
  }

  int spawn(const std::string& shell_command) const {
    const int pid = fork();
    if (pid != 0) return pid;
    prctl(PR_SET_PDEATHSIG, SIGTERM);  // should the leash itself be killed, at least the command hears of it
    setsid();
    close_range(kControl, ~0U, 0);
    sigprocmask(SIG_SETMASK, &mask_, nullptr);
    for (const int ignored_by_us : {SIGPIPE, SIGXFSZ}) signal(ignored_by_us, SIG_DFL);
    if (!command_.directory.empty() && chdir(command_.directory.c_str()) != 0) {
      dprintf(2, "plimsoll: cannot enter %s: %s\n", command_.directory.c_str(), std::strerror(errno));
      _exit(126);
    }
    for (const auto& [name, value] : command_.environment) setenv(name.c_str(), value.c_str(), 1);
    execl("/bin/sh", "sh", "-c", shell_command.c_str(), static_cast<char*>(nullptr));
    _exit(127);
  }

  void watch() {
    sigset_t child_signal;
    sigemptyset(&child_signal);
    sigaddset(&child_signal, SIGCHLD);
    int signals = signalfd(-1, &child_signal, SFD_NONBLOCK | SFD_CLOEXEC);
    std::array<pollfd, 2> waits{pollfd{kControl, POLLIN, 0}, pollfd{signals, POLLIN, 0}};
    reap();
    for (;;) {
      if (poll(waits.data(), waits.size(), -1) < 0 && errno != EINTR) break;
      if (waits[1].revents != 0) {
        if (is_told_to_stop(signals)) break;
        const bool is_all_gone = reap();
        if (is_all_gone && waits[0].fd < 0) return;  // nobody is left to tell
      }
      if (waits[0].revents != 0) {
        const auto order = next_order();
        if (!order) continue;
        if (*order != kLeaveUp) break;
        waits[0].fd = -1;
        sigaddset(&child_signal, SIGTERM);
        sigaddset(&child_signal, SIGINT);
        signals = signalfd(signals, &child_signal, 0);
        if (reap()) return;
      }
    }
    stop_everything();
  }

  // Nothing: none has come. To stop: told so, or who would tell is gone.
  static std::optional<char> next_order() {
    char order = 0;
    const auto got = recv(kControl, &order, 1, MSG_DONTWAIT);
    if (got < 0 && (errno == EAGAIN || errno == EINTR)) return std::nullopt;
    return got == 1 ? order : kStop;
  }

  static bool is_told_to_stop(int signals) {
    signalfd_siginfo info;
    bool is_told = false;
    while (read(signals, &info, sizeof info) > 0)
      is_told = is_told || info.ssi_signo == SIGTERM || info.ssi_signo == SIGINT;
    return is_told;
  }

  // True if nothing is left.
  bool reap() const {
    int status = 0;
    for (int pid = 0; (pid = waitpid(-1, &status, WNOHANG)) > 0;)
      if (pid == child_) report(News::command_ended, status);
    const bool is_all_gone = waitpid(-1, &status, WNOHANG) < 0 && errno == ECHILD;
    if (is_all_gone) report(News::all_gone, 0);
    return is_all_gone;
  }

  void stop_everything() {
    const auto deadline = monotonic_now() + command_.stop_within;
    int stopper = -1;
    if (command_.stop_command.empty())
      signal_all(command_.stop_signal);
    else
      stopper = spawn(command_.stop_command);
    if (wait_until_gone(deadline, stopper)) return;
    if (!command_.stop_command.empty()) {
      signal_all(SIGTERM);
      if (wait_until_gone(monotonic_now() + std::chrono::seconds(2), -1)) return;
    }
    // What forks while it is being killed is found in the next round.
    while (!descendants_of(getpid()).empty()) {
      signal_all(SIGKILL);
      wait_until_gone(monotonic_now() + std::chrono::milliseconds(100), -1);
    }
  }

  static void signal_all(int signal) {
    for (const int pid : descendants_of(getpid())) kill(pid, signal);
  }

  // True if nothing is left. A stop command that ends leaves the rest the time it was given.
  static bool wait_until_gone(Instant deadline, int stopper) {
    sigset_t child_signal;
    sigemptyset(&child_signal);
    sigaddset(&child_signal, SIGCHLD);
    for (;;) {
      int status = 0;
      int pid = 0;
      while ((pid = waitpid(-1, &status, WNOHANG)) > 0) {
        if (pid == stopper && descendants_of(getpid()).empty()) return true;
      }
      if (pid < 0 && errno == ECHILD) return true;
      const auto left = deadline - monotonic_now();
      if (left <= Nanos(0)) return false;
      const auto slice = std::min<Nanos>(left, std::chrono::milliseconds(100));
      const timespec wait{0, static_cast<long>(slice.count())};
      sigtimedwait(&child_signal, nullptr, &wait);
    }
  }

  const SupervisedCommand& command_;
  sigset_t mask_;
  int child_ = -1;
};

[[noreturn]] void become_leash(int control, int log, const SupervisedCommand& command, const sigset_t& original_mask) {
  setsid();  // a Ctrl-C in the terminal is ours to answer, not the target's
  // Whatever numbers they had, none of them is in the way of another now.
  control = fcntl(control, F_DUPFD, 10);
  log = fcntl(log, F_DUPFD, 10);
  dup2(open("/dev/null", O_RDONLY), 0);
  dup2(log, 1);
  dup2(log, 2);
  dup2(control, kControl);
  close_range(kControl + 1, ~0U, 0);
  fcntl(kControl, F_SETFD, FD_CLOEXEC);
  Leash(command, original_mask).run();
}

Error failed(const std::string& what) {
  return {ErrorKind::internal, fmt::format("the target cannot be started: {}: {}", what, std::strerror(errno))};
}

}  // namespace

Result<Supervisor> Supervisor::start(const SupervisedCommand& command) {
  const int log = open(command.log_file.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
  if (log < 0) return failed("log file " + command.log_file.string());
  std::array<int, 2> ends{};
  if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends.data()) != 0) {
    close(log);
    return failed("socketpair");
  }
  // Blocked across the fork, so that the leash reads SIGCHLD from its descriptor and no other signal ends it early.
  sigset_t original_mask;
  sigset_t all;
  sigfillset(&all);
  sigprocmask(SIG_SETMASK, &all, &original_mask);
  const int pid = fork();
  if (pid == 0) become_leash(ends[1], log, command, original_mask);
  sigprocmask(SIG_SETMASK, &original_mask, nullptr);
  close(ends[1]);
  close(log);
  if (pid < 0) {
    close(ends[0]);
    return failed("fork");
  }
  Supervisor supervisor;
  supervisor.process_ = pid;
  supervisor.socket_ = ends[0];
  supervisor.hands_over_ = !command.stop_command.empty();
  Message first{};
  if (recv(supervisor.socket_, &first, sizeof first, 0) != sizeof first) {
    return Error{ErrorKind::internal, "the target cannot be started: its supervisor ended at once"};
  }
  supervisor.command_pid_ = first.value;
  return supervisor;
}

Supervisor::Supervisor(Supervisor&& other) noexcept { *this = std::move(other); }

Supervisor& Supervisor::operator=(Supervisor&& other) noexcept {
  if (this == &other) return *this;
  stop();
  process_ = std::exchange(other.process_, -1);
  socket_ = std::exchange(other.socket_, -1);
  command_pid_ = other.command_pid_;
  hands_over_ = other.hands_over_;
  command_status_ = other.command_status_;
  all_gone_ = other.all_gone_;
  return *this;
}

Supervisor::~Supervisor() { stop(); }

void Supervisor::read_messages() {
  Message message{};
  while (socket_ >= 0 && recv(socket_, &message, sizeof message, MSG_DONTWAIT) == sizeof message) {
    if (message.news == News::command_ended) command_status_ = message.value;
    if (message.news == News::all_gone) all_gone_ = true;
  }
}

std::optional<std::string> Supervisor::death() {
  read_messages();
  if (!command_status_ || !all_gone_) return std::nullopt;
  const int status = *command_status_;
  if (WIFSIGNALED(status))
    return fmt::format("was ended by signal {} ({})", WTERMSIG(status), strsignal(WTERMSIG(status)));
  if (WEXITSTATUS(status) == 0 && hands_over_) return std::nullopt;
  return fmt::format("ended with status {}", WEXITSTATUS(status));
}

std::vector<int> Supervisor::pids() const { return process_ > 0 ? descendants_of(process_) : std::vector<int>{}; }

void Supervisor::stop() {
  if (process_ <= 0) return;
  [[maybe_unused]] const auto sent = send(socket_, &kStop, 1, MSG_NOSIGNAL);
  int status = 0;
  while (waitpid(process_, &status, 0) < 0 && errno == EINTR) {
  }
  read_messages();
  close(socket_);
  process_ = socket_ = -1;
}

void Supervisor::leave_up() {
  if (process_ <= 0) return;
  [[maybe_unused]] const auto sent = send(socket_, &kLeaveUp, 1, MSG_NOSIGNAL);
  close(socket_);
  process_ = socket_ = -1;
}

}  // namespace plimsoll
