#pragma once

// One client of a control socket, at the side of the run: its lines are answered, words with words and JSON with JSON,
// and where it asked to follow, news are sent as fast as it takes them. Nothing waits for it: what it does not take
// stays in the history, and what falls out of that is counted in the next line. Owned by the socket; its thread.

#include "conduct/control/run_control.h"

#include <memory>
#include <string>
#include <string_view>

namespace plimsoll {

class ControlClient {
 public:
  // Owns the socket, which must not block.
  ControlClient(int socket, RunControl& control);
  ~ControlClient();
  ControlClient(const ControlClient&) = delete;
  ControlClient& operator=(const ControlClient&) = delete;

  int socket() const noexcept { return socket_; }
  short events_wanted() const noexcept;  // for poll

  // Takes what has come, answers, sends what can be sent now. False: it has gone, or sends what is no line.
  bool serve(short events);
  // Sends what can be sent now. False: it has gone.
  bool send_news();

  std::size_t waiting_bytes() const noexcept { return waiting_.size(); }

 private:
  bool receive();
  void answer_lines();
  void answer(std::string_view line);
  std::string answer_to_json(std::string_view line);
  bool send_waiting();
  bool is_full() const noexcept;

  int socket_;
  RunControl& control_;
  std::string received_;
  std::string waiting_;  // answers and news that it has not taken
  std::unique_ptr<RunFollower> follower_;
};

}  // namespace plimsoll
