#pragma once

// Questions to a server of this machine over a plain socket of the test's own, with any header. Functions; any thread.

#include <string>
#include <utility>
#include <vector>

namespace plimsoll::test {

using Headers = std::vector<std::pair<std::string, std::string>>;

struct WebAnswer {
  int status = 0;  // 0: none came
  std::string head;
  std::string body;
};

struct WebQuestion {
  std::string method = "GET";
  std::string path = "/";
  std::string body{};
  Headers headers{};  // over those that are usual: a Host of 127.0.0.1, JSON where there is a body
};

// All that comes until the server closes.
WebAnswer ask(int port, const WebQuestion& question);

// The same of a stream: read until `until` has come, then the connection is closed.
WebAnswer ask_until(int port, const WebQuestion& question, const std::string& until);

// A stream that is held open, as a page in a browser holds one, until it goes.
class HeldStream {
 public:
  // Read until `until` has come.
  HeldStream(int port, const WebQuestion& question, const std::string& until);
  ~HeldStream();
  HeldStream(HeldStream&& other) noexcept;
  HeldStream& operator=(HeldStream&&) = delete;

  const WebAnswer& begun() const noexcept { return begun_; }

 private:
  int client_ = -1;
  WebAnswer begun_;
};

}  // namespace plimsoll::test
