#pragma once

// A program run as a process by a test: its output, exit code, signals. Killed with everything it started where a test
// ends early. Owned by the test; one thread.

#include <sys/types.h>
#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace plimsoll::test {

struct ChildOptions {
  std::string directory;                                         // empty: ours
  std::vector<std::pair<std::string, std::string>> environment;  // over ours
  bool closes_standard_input = true;
};

class ChildProcess {
 public:
  explicit ChildProcess(std::vector<std::string> arguments, const ChildOptions& options = {});
  ~ChildProcess();
  ChildProcess(const ChildProcess&) = delete;
  ChildProcess& operator=(const ChildProcess&) = delete;

  pid_t pid() const noexcept { return pid_; }
  void signal(int number) const;

  // Reads until standard output contains `text`; false if the process ended (or 60 s passed) without it.
  bool wait_for_output(const std::string& text) { return wait_for(out_, text); }
  bool wait_for_error(const std::string& text) { return wait_for(err_, text); }  // the same of standard error

  // Until it ends, at most 5 minutes. The exit code, or -signal.
  int wait();

  const std::string& out() const noexcept { return out_; }
  const std::string& err() const noexcept { return err_; }

 private:
  bool wait_for(const std::string& stream, const std::string& text);
  bool read_some(int timeout_ms);  // false when both streams have ended

  pid_t pid_ = -1;
  int out_pipe_ = -1;
  int err_pipe_ = -1;
  bool ended_ = false;
  int status_ = 0;
  std::string out_;
  std::string err_;
};

struct ProcessResult {
  int exit_code = 0;
  std::string out;
  std::string err;
};
ProcessResult run_process(std::vector<std::string> arguments, const ChildOptions& options = {});

// Waits on a condition for at most 30 s. The condition is what is tested; the waiting asserts nothing about time.
bool eventually(const std::function<bool()>& holds);

}  // namespace plimsoll::test
