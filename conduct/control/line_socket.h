#pragma once

// The reader's end of a Unix socket that speaks in lines. One thread.

#include "core/error.h"
#include "core/time.h"

#include <filesystem>
#include <optional>
#include <string>

namespace plimsoll {

class LineSocket {
 public:
  // Error: nobody listens there.
  static Result<LineSocket> connect(const std::filesystem::path& path);
  explicit LineSocket(int socket) : socket_(socket) {}  // owns it
  LineSocket(LineSocket&& other) noexcept;
  LineSocket& operator=(LineSocket&&) = delete;
  ~LineSocket();

  // Sends a line and waits for the one that answers it. Error: it went away, or took longer.
  Result<std::string> ask(const std::string& line, Nanos patience);
  // The next line, without its end; nothing where none came in time, or the other end is closed.
  std::optional<std::string> receive(Nanos patience);
  bool closed() const noexcept { return closed_; }

 private:
  bool send_whole(const std::string& text) const;

  int socket_;
  bool closed_ = false;
  std::string received_;
  std::size_t searched_ = 0;
};

}  // namespace plimsoll
