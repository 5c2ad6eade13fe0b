#pragma once

// A child process that plays a part of a test, one cue at a time, so that nobody sleeps: the test cues, the child does
// and answers. Killed and reaped with everything it started when it goes out of scope. Owned by a test; one thread.

#include <sys/types.h>

#include <functional>
#include <string>

namespace plimsoll::test {

// What the child sees of the test.
class Stage {
 public:
  Stage(int in, int out) : in_(in), out_(out) {}
  // The next cue; the process ends where the test has gone.
  std::string await_cue();
  void answer(const std::string& line);

 private:
  int in_;
  int out_;
};

class Puppet {
 public:
  explicit Puppet(const std::function<void(Stage&)>& part);
  ~Puppet();
  Puppet(const Puppet&) = delete;
  Puppet& operator=(const Puppet&) = delete;

  pid_t pid() const noexcept { return pid_; }
  void cue(const std::string& line);
  std::string hear();  // one line; empty if the child has ended
  std::string ask(const std::string& line) {
    cue(line);
    return hear();
  }
  int ask_number(const std::string& line) { return std::stoi(ask(line)); }
  void kill_and_reap();

 private:
  pid_t pid_ = -1;
  int to_child_ = -1;
  int from_child_ = -1;
};

// For use inside a part.
void touch_memory(std::size_t bytes);                     // as if written; kept until the process ends
pid_t fork_idle_child();                                  // waits to be killed; ends with its parent
pid_t fork_idle_child_on_another_thread();                // whose thread lives on
int listen_on(const std::string& address, int port = 0);  // the port; may be shared; kept open

}  // namespace plimsoll::test
