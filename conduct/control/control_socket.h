#pragma once

// A Unix socket over which a run is changed while it goes on: a command a line, an answer a line. Open to its owner
// alone. Made by the conductor; answers on a thread of its own.

#include "core/error.h"

#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <thread>

namespace plimsoll {

class ControlSocket {
 public:
  using Answer = std::function<std::string(std::string_view line)>;

  // Listens, but answers nothing yet. Error: a path that is taken, too long or not writable.
  static Result<ControlSocket> open(const std::filesystem::path& path);
  ControlSocket(ControlSocket&& other) noexcept;
  ControlSocket& operator=(ControlSocket&&) = delete;
  ~ControlSocket();  // stops and removes the socket

  // From now on; `answer` is called on the socket's thread. Once.
  void start(Answer answer);
  void stop();

 private:
  ControlSocket(std::filesystem::path path, int listener, int ending);
  void serve();
  bool serve_client(int client, std::string& received);

  std::filesystem::path path_;
  int listener_ = -1;
  int ending_ = -1;
  Answer answer_;
  std::thread thread_;
};

}  // namespace plimsoll
