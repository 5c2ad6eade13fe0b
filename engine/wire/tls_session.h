#pragma once

// TLS on one connected, non-blocking socket: OpenSSL over a BIO of ours, which never blocks and raises no SIGPIPE.
// Owned by a connection; one thread.

#include "engine/wire/connection_io.h"
#include "engine/wire/tls.h"

#include <memory>
#include <string>
#include <string_view>

namespace plimsoll {

class TlsSession {
 public:
  // The socket stays the caller's and must outlive the session.
  TlsSession(TlsContext& context, int socket);
  ~TlsSession();
  TlsSession(const TlsSession&) = delete;
  TlsSession& operator=(const TlsSession&) = delete;

  IoResult handshake() noexcept;
  // Once the hands are shaken: by what an earlier connection had agreed on.
  bool is_resumed() const noexcept;
  IoResult send_some(std::string_view head, std::string_view body) noexcept;
  IoResult receive_some(char* data, std::size_t size) noexcept;
  // From now on it tells when the bytes came that it decrypts.
  void stamp_received() noexcept { wire_.stamps = true; }

  // After `failed` with error 0: what was wrong, and what to do.
  std::string failure_message() const;

 private:
  IoResult result_of(int returned) noexcept;

  struct Wire {
    int socket;
    bool stamps = false;
    WallTime came{};  // of the last that was read
    int error = 0;    // of the last system call that failed for another reason than having to wait
  } wire_;
  ssl_st* session_;
  unsigned long reason_ = 0;  // OpenSSL's
};

}  // namespace plimsoll
