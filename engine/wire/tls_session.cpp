#include "engine/wire/tls_session.h"

#include "engine/wire/socket_io.h"

#include <fmt/format.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <sys/socket.h>
#include <cerrno>
#include <cstring>

#include <algorithm>
#include <array>

namespace plimsoll {

namespace {

constexpr std::size_t kRecordBytes = 16 << 10;

template <class Wire>
struct SocketBio {
  static Wire& wire(BIO* bio) { return *static_cast<Wire*>(BIO_get_data(bio)); }

  static int write(BIO* bio, const char* data, int size) {
    const ssize_t sent = send(wire(bio).socket, data, static_cast<std::size_t>(size), MSG_NOSIGNAL | MSG_DONTWAIT);
    return finish(bio, sent, BIO_FLAGS_WRITE);
  }

  static int read(BIO* bio, char* data, int size) {
    auto& from = wire(bio);
    if (!from.stamps)
      return finish(bio, recv(from.socket, data, static_cast<std::size_t>(size), MSG_DONTWAIT), BIO_FLAGS_READ);
    const auto result = receive_stamped(from.socket, data, static_cast<std::size_t>(size));
    if (result.state == IoState::done) from.came = result.came;
    errno = result.state == IoState::wants_read ? EAGAIN : result.error;
    const bool has_failed = result.state == IoState::wants_read || result.state == IoState::failed;
    return finish(bio, has_failed ? -1 : static_cast<ssize_t>(result.bytes), BIO_FLAGS_READ);
  }

  static int finish(BIO* bio, ssize_t moved, int direction) {
    BIO_clear_retry_flags(bio);
    if (moved >= 0) return static_cast<int>(moved);
    if (errno == EAGAIN || errno == EINTR) {
      BIO_set_flags(bio, direction | BIO_FLAGS_SHOULD_RETRY);
    } else {
      wire(bio).error = errno;
    }
    return -1;
  }

  static long control(BIO*, int command, long, void*) { return command == BIO_CTRL_FLUSH ? 1 : 0; }

  static BIO_METHOD* method() {
    static BIO_METHOD* const kMade = [] {
      BIO_METHOD* fresh = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "plimsoll socket");
      BIO_meth_set_write(fresh, &write);
      BIO_meth_set_read(fresh, &read);
      BIO_meth_set_ctrl(fresh, &control);
      return fresh;
    }();
    return kMade;
  }
};

}  // namespace

TlsSession::TlsSession(TlsContext& context, int socket) : wire_{socket}, session_(context.new_session()) {
  BIO* bio = BIO_new(SocketBio<Wire>::method());
  if (bio == nullptr || session_ == nullptr) return;
  BIO_set_data(bio, &wire_);
  BIO_set_init(bio, 1);
  SSL_set_bio(session_, bio, bio);
}

TlsSession::~TlsSession() {
  if (session_ == nullptr) return;
  // Without a farewell OpenSSL takes the session for broken and never resumes it.
  if (reason_ == 0) SSL_set_shutdown(session_, SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN);
  SSL_free(session_);
}

bool TlsSession::is_resumed() const noexcept { return SSL_session_reused(session_) == 1; }

IoResult TlsSession::handshake() noexcept {
  if (session_ == nullptr) return {IoState::failed, 0, ENOMEM};
  ERR_clear_error();
  return result_of(SSL_connect(session_));
}

IoResult TlsSession::send_some(std::string_view head, std::string_view body) noexcept {
  // One record, not two: a retry after a wait joins the same bytes again, as OpenSSL demands.
  std::array<char, kRecordBytes> joined;
  std::string_view next = head.empty() ? body : head;
  if (!head.empty() && !body.empty() && head.size() < joined.size()) {
    const std::size_t of_body = std::min(body.size(), joined.size() - head.size());
    std::memcpy(joined.data(), head.data(), head.size());
    std::memcpy(joined.data() + head.size(), body.data(), of_body);
    next = {joined.data(), head.size() + of_body};
  }
  ERR_clear_error();
  return result_of(SSL_write(session_, next.data(), static_cast<int>(std::min(next.size(), kRecordBytes))));
}

IoResult TlsSession::receive_some(char* data, std::size_t size) noexcept {
  ERR_clear_error();
  IoResult result = result_of(SSL_read(session_, data, static_cast<int>(size)));
  result.came = wire_.came;
  result.more = result.state == IoState::done;  // further records may be waiting inside OpenSSL
  return result;
}

IoResult TlsSession::result_of(int returned) noexcept {
  if (returned > 0) return {IoState::done, static_cast<std::size_t>(returned)};
  switch (SSL_get_error(session_, returned)) {
    case SSL_ERROR_WANT_READ:
      return {IoState::wants_read};
    case SSL_ERROR_WANT_WRITE:
      return {IoState::wants_write};
    case SSL_ERROR_ZERO_RETURN:
      return {IoState::ended};
    case SSL_ERROR_SYSCALL:
      if (wire_.error == 0) return {IoState::ended};
      return {IoState::failed, 0, wire_.error};
    default:
      reason_ = ERR_peek_error();
      ERR_clear_error();
      return {IoState::failed};
  }
}

std::string TlsSession::failure_message() const {
  const long verdict = SSL_get_verify_result(session_);
  if (ERR_GET_REASON(reason_) == SSL_R_CERTIFICATE_VERIFY_FAILED && verdict != X509_V_OK) {
    const bool trust_could_help = verdict != X509_V_ERR_CERT_HAS_EXPIRED && verdict != X509_V_ERR_HOSTNAME_MISMATCH &&
                                  verdict != X509_V_ERR_IP_ADDRESS_MISMATCH;
    return fmt::format("certificate verify failed: {}; pass {}--insecure", X509_verify_cert_error_string(verdict),
                       trust_could_help ? "--ca FILE or " : "");
  }
  switch (ERR_GET_REASON(reason_)) {
    case SSL_R_WRONG_VERSION_NUMBER:
    case SSL_R_PACKET_LENGTH_TOO_LONG:
    case SSL_R_HTTP_REQUEST:
    case SSL_R_BAD_RECORD_TYPE:
      return "the server does not speak TLS on this port (use http://)";
    case SSL_R_TLSV13_ALERT_CERTIFICATE_REQUIRED:
      return "the server demands a client's certificate: pass --cert FILE and --key FILE";
    default: {
      const char* reason = ERR_reason_error_string(reason_);
      return fmt::format("TLS failed: {}", reason != nullptr ? reason : "unknown reason");
    }
  }
}

}  // namespace plimsoll
