#pragma once

// A program run at a terminal by a test: what it shows there, what is typed. Killed with everything it started where a
// test ends early. Owned by the test; one thread.

#include <sys/types.h>
#include <string>
#include <vector>

namespace plimsoll::test {

class TerminalProcess {
 public:
  explicit TerminalProcess(std::vector<std::string> arguments);
  ~TerminalProcess();
  TerminalProcess(const TerminalProcess&) = delete;
  TerminalProcess& operator=(const TerminalProcess&) = delete;

  // Reads until the terminal shows `text`, from what came after the last call on; false if the process ended (or 60 s
  // passed) without it.
  bool wait_for(const std::string& text);
  void type(const std::string& keys) const;

  int wait();  // until it ends, at most 5 minutes; the exit code, or -signal

  const std::string& said() const noexcept { return said_; }  // standard output and error, as they came

 private:
  bool read_some(int timeout_ms);  // false when nothing is to come

  pid_t pid_ = -1;
  int terminal_ = -1;
  bool ended_ = false;
  int status_ = 0;
  std::size_t seen_ = 0;
  std::string said_;
};

}  // namespace plimsoll::test
