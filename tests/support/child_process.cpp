#include "tests/support/child_process.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <stdexcept>

namespace plimsoll::test {
namespace {

using Steady = std::chrono::steady_clock;

[[noreturn]] void become(std::vector<std::string>& arguments, const ChildOptions& options, int out, int err) {
  setpgid(0, 0);
  if (options.closes_standard_input) dup2(open("/dev/null", O_RDONLY), 0);
  dup2(out, 1);
  dup2(err, 2);
  close_range(3, ~0U, 0);
  if (!options.directory.empty() && chdir(options.directory.c_str()) != 0) _exit(126);
  for (const auto& [name, value] : options.environment) setenv(name.c_str(), value.c_str(), 1);
  std::vector<char*> raw;
  raw.reserve(arguments.size() + 1);
  for (auto& argument : arguments) raw.push_back(argument.data());
  raw.push_back(nullptr);
  execvp(raw[0], raw.data());
  _exit(127);
}

// False when the stream has ended.
bool drain(int& pipe_end, std::string& into) {
  std::array<char, 65536> buffer{};
  const auto got = read(pipe_end, buffer.data(), buffer.size());
  if (got > 0) {
    into.append(buffer.data(), static_cast<std::size_t>(got));
    return true;
  }
  if (got < 0 && (errno == EAGAIN || errno == EINTR)) return true;
  close(pipe_end);
  pipe_end = -1;
  return false;
}

}  // namespace

ChildProcess::ChildProcess(std::vector<std::string> arguments, const ChildOptions& options) {
  std::array<int, 2> out{};
  std::array<int, 2> err{};
  if (pipe2(out.data(), O_CLOEXEC) != 0 || pipe2(err.data(), O_CLOEXEC) != 0) throw std::runtime_error("pipe");
  pid_ = fork();
  if (pid_ == 0) become(arguments, options, out[1], err[1]);
  close(out[1]);
  close(err[1]);
  out_pipe_ = out[0];
  err_pipe_ = err[0];
}

ChildProcess::~ChildProcess() {
  if (!ended_) {
    kill(-pid_, SIGKILL);
    waitpid(pid_, &status_, 0);
  }
  if (out_pipe_ >= 0) close(out_pipe_);
  if (err_pipe_ >= 0) close(err_pipe_);
}

void ChildProcess::signal(int number) const { kill(pid_, number); }

bool ChildProcess::read_some(int timeout_ms) {
  std::array<pollfd, 2> waits{pollfd{out_pipe_, POLLIN, 0}, pollfd{err_pipe_, POLLIN, 0}};
  if (poll(waits.data(), waits.size(), timeout_ms) > 0) {
    if (waits[0].revents != 0) drain(out_pipe_, out_);
    if (waits[1].revents != 0) drain(err_pipe_, err_);
  }
  return out_pipe_ >= 0 || err_pipe_ >= 0;
}

bool ChildProcess::wait_for(const std::string& stream, const std::string& text) {
  const auto deadline = Steady::now() + std::chrono::seconds(60);
  while (stream.find(text) == std::string::npos) {
    if (!read_some(100) || Steady::now() > deadline) return stream.find(text) != std::string::npos;
  }
  return true;
}

int ChildProcess::wait() {
  const auto deadline = Steady::now() + std::chrono::minutes(5);
  while (!ended_) {
    const bool open = read_some(50);
    const auto reaped = waitpid(pid_, &status_, open ? WNOHANG : 0);
    ended_ = reaped == pid_;
    if (!ended_ && Steady::now() > deadline) kill(-pid_, SIGKILL);
  }
  // What it wrote before it ended; whoever inherited the streams is not waited for.
  while (read_some(0)) {
    std::array<pollfd, 2> waits{pollfd{out_pipe_, POLLIN, 0}, pollfd{err_pipe_, POLLIN, 0}};
    if (poll(waits.data(), waits.size(), 0) <= 0) break;
  }
  return WIFEXITED(status_) ? WEXITSTATUS(status_) : -WTERMSIG(status_);
}

ProcessResult run_process(std::vector<std::string> arguments, const ChildOptions& options) {
  ChildProcess child(std::move(arguments), options);
  const int exit_code = child.wait();
  return {exit_code, child.out(), child.err()};
}

bool eventually(const std::function<bool()>& holds) {
  for (const auto deadline = Steady::now() + std::chrono::seconds(30); Steady::now() < deadline;) {
    if (holds()) return true;
    poll(nullptr, 0, 5);
  }
  return holds();
}

}  // namespace plimsoll::test
