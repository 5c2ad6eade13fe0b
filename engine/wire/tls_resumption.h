#pragma once

// What the target handed out for a shorter handshake next time: its newest sessions, a bounded number of them. Owned by
// the context of a transport's TLS connections; one thread.

#include <cstddef>
#include <deque>

// OpenSSL's own types, without its headers.
struct ssl_ctx_st;
struct ssl_st;
struct ssl_session_st;

namespace plimsoll {

class TlsResumption {
 public:
  static constexpr std::size_t kMostSessions = 64;

  TlsResumption() = default;
  ~TlsResumption();
  TlsResumption(const TlsResumption&) = delete;
  TlsResumption& operator=(const TlsResumption&) = delete;

  // From now on the sessions of this context's connections are kept. Outlives the context.
  void keep_sessions_of(ssl_ctx_st* context);

  // The newest session is offered by this connection, which has not begun its handshake. A ticket of TLS 1.3 is offered
  // once, as its makers ask for; a session of TLS 1.2 until a newer one comes.
  void offer(ssl_st* connection);

 private:
  static int keep(ssl_st* connection, ssl_session_st* session);

  std::deque<ssl_session_st*> sessions_;  // the newest last
};

}  // namespace plimsoll
