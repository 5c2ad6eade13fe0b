#pragma once

// A Unix socket over which a run is changed and followed while it goes on. Open to its owner alone. Made by the
// conductor; answers its clients (control_client.h) on a thread of its own.

#include "conduct/control/control_client.h"
#include "conduct/control/run_control.h"
#include "core/error.h"

#include <atomic>
#include <filesystem>
#include <memory>
#include <thread>
#include <vector>

namespace plimsoll {

class ControlSocket {
 public:
  // Listens, but answers nothing yet. Error: a path that is taken, too long or not writable.
  static Result<ControlSocket> open(const std::filesystem::path& path);
  ControlSocket(ControlSocket&& other) noexcept;
  ControlSocket& operator=(ControlSocket&&) = delete;
  ~ControlSocket();  // stops and removes the socket

  // From now on; `control` is used on the socket's thread. Once.
  void start(RunControl& control);
  void wake_followers() const;  // there is news: any thread
  void stop();                  // the clients are sent what they take at once

 private:
  ControlSocket(std::filesystem::path path, int listener, int waking);
  void serve();
  void accept_client();

  std::filesystem::path path_;
  int listener_ = -1;
  int waking_ = -1;
  RunControl* control_ = nullptr;
  std::unique_ptr<std::atomic<bool>> ending_ = std::make_unique<std::atomic<bool>>(false);
  std::vector<std::unique_ptr<ControlClient>> clients_;
  std::thread thread_;
};

}  // namespace plimsoll
