#include "web/dashboard_process.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <utility>

namespace plimsoll {
namespace {

// What the process says once: that it listens and where, or the kind of its error and why.
constexpr char kListens = '+';
constexpr char kFirstKind = '0';

void tell_parent(int pipe, const std::string& text) {
  for (std::size_t at = 0; at < text.size();) {
    const auto written = write(pipe, text.data() + at, text.size() - at);
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) break;
    at += static_cast<std::size_t>(written);
  }
  close(pipe);
}

std::string read_all(int pipe) {
  std::string text;
  std::array<char, 4096> piece{};
  for (;;) {
    const auto got = read(pipe, piece.data(), piece.size());
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) break;
    text.append(piece.data(), static_cast<std::size_t>(got));
  }
  close(pipe);
  return text;
}

[[noreturn]] void become_dashboard(int pipe, pid_t parent, DashboardOptions options) {
  setsid();  // a Ctrl-C in the terminal is for the run
  prctl(PR_SET_PDEATHSIG, SIGTERM);
  if (getppid() != parent) _exit(0);
  prctl(PR_SET_NAME, "plimsoll-page");
  const int nothing = open("/dev/null", O_RDWR | O_CLOEXEC);
  dup2(nothing, STDIN_FILENO);
  dup2(nothing, STDOUT_FILENO);
  bool told = false;
  const auto ended = run_dashboard(std::move(options), [&](const std::string& url) {
    tell_parent(pipe, kListens + url);
    told = true;
  });
  if (ended.has_error() && !told)
    tell_parent(pipe, static_cast<char>(kFirstKind + static_cast<int>(ended.error().kind)) + ended.error().message);
  _exit(0);
}

}  // namespace

Result<DashboardProcess> DashboardProcess::start(DashboardOptions options) {
  std::array<int, 2> ends{};
  if (pipe2(ends.data(), O_CLOEXEC) != 0)
    return Error{ErrorKind::internal, fmt::format("the page cannot be started: {}", std::strerror(errno))};
  std::fflush(nullptr);
  const auto parent = getpid();
  const auto process = fork();
  if (process == 0) {
    close(ends[0]);
    become_dashboard(ends[1], parent, std::move(options));
  }
  const int why_not = errno;
  close(ends[1]);
  if (process < 0) {
    close(ends[0]);
    return Error{ErrorKind::internal, fmt::format("the page cannot be started: {}", std::strerror(why_not))};
  }
  const auto told = read_all(ends[0]);
  if (told.starts_with(kListens)) return DashboardProcess(process, told.substr(1));
  waitpid(process, nullptr, 0);
  if (told.empty()) return Error{ErrorKind::internal, "the page cannot be started: its process ended at once"};
  return Error{static_cast<ErrorKind>(told.front() - kFirstKind), told.substr(1)};
}

DashboardProcess::DashboardProcess(DashboardProcess&& other) noexcept
    : process_(std::exchange(other.process_, 0)), url_(std::move(other.url_)) {}

DashboardProcess::~DashboardProcess() {
  if (process_ == 0) return;
  kill(process_, SIGTERM);
  while (waitpid(process_, nullptr, 0) < 0 && errno == EINTR) {
  }
}

bool DashboardProcess::has_ended() {
  if (process_ != 0 && waitpid(process_, nullptr, WNOHANG) == process_) process_ = 0;
  return process_ == 0;
}

}  // namespace plimsoll
