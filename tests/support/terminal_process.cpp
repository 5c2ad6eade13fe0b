#include "tests/support/terminal_process.h"

#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <stdexcept>

namespace plimsoll::test {
namespace {

using TerminalClock = std::chrono::steady_clock;

int code_of(int status) { return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status); }

}  // namespace

TerminalProcess::TerminalProcess(std::vector<std::string> arguments) {
  std::vector<char*> raw;
  raw.reserve(arguments.size() + 1);
  for (auto& argument : arguments) raw.push_back(argument.data());
  raw.push_back(nullptr);
  winsize size{};
  size.ws_row = 50;
  size.ws_col = 200;
  pid_ = forkpty(&terminal_, nullptr, nullptr, &size);
  if (pid_ < 0) throw std::runtime_error("forkpty");
  if (pid_ == 0) {
    close_range(3, ~0U, 0);
    execvp(raw[0], raw.data());
    _exit(127);
  }
  fcntl(terminal_, F_SETFD, FD_CLOEXEC);
}

TerminalProcess::~TerminalProcess() {
  if (!ended_) {
    kill(-pid_, SIGKILL);  // it leads a session, and so a group
    waitpid(pid_, &status_, 0);
  }
  if (terminal_ >= 0) close(terminal_);
}

bool TerminalProcess::read_some(int timeout_ms) {
  pollfd ready{terminal_, POLLIN, 0};
  if (poll(&ready, 1, timeout_ms) <= 0) return true;
  std::array<char, 4096> piece{};
  const auto got = read(terminal_, piece.data(), piece.size());
  if (got > 0) said_.append(piece.data(), static_cast<std::size_t>(got));
  return got > 0 || (got < 0 && errno == EINTR);  // EIO: nobody has the terminal any more
}

bool TerminalProcess::wait_for(const std::string& text) {
  const auto deadline = TerminalClock::now() + std::chrono::seconds(60);
  for (;;) {
    if (const auto found = said_.find(text, seen_); found != std::string::npos) {
      seen_ = found + text.size();
      return true;
    }
    if (TerminalClock::now() > deadline || !read_some(100)) return false;
  }
}

void TerminalProcess::type(const std::string& keys) const {
  if (write(terminal_, keys.data(), keys.size()) < 0) throw std::runtime_error("the terminal takes no keys");
}

// What it shows is read meanwhile: a full terminal would hold it up.
int TerminalProcess::wait() {
  const auto deadline = TerminalClock::now() + std::chrono::minutes(5);
  while (!ended_ && TerminalClock::now() < deadline) {
    const bool more = read_some(100);
    ended_ = waitpid(pid_, &status_, more ? WNOHANG : 0) == pid_;
  }
  while (ended_ && said_.size() < (1 << 20) && poll(nullptr, 0, 0) == 0) {
    const auto before = said_.size();
    if (!read_some(0) || said_.size() == before) break;
  }
  return ended_ ? code_of(status_) : -SIGKILL;
}

}  // namespace plimsoll::test
