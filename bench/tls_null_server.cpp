#include "bench/tls_null_server.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/x509.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <csignal>

namespace {

constexpr long kDaySeconds = 86400;

bool use_self_signed_certificate(SSL_CTX* context) {
  const std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key(EVP_EC_gen("P-256"), &EVP_PKEY_free);
  const std::unique_ptr<X509, decltype(&X509_free)> certificate(X509_new(), &X509_free);
  X509_set_version(certificate.get(), X509_VERSION_3);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), 1);
  X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -kDaySeconds);
  X509_gmtime_adj(X509_getm_notAfter(certificate.get()), kDaySeconds);
  X509_set_pubkey(certificate.get(), key.get());
  X509_NAME* name = X509_get_subject_name(certificate.get());
  X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, reinterpret_cast<const unsigned char*>("127.0.0.1"), -1, -1, 0);
  X509_set_issuer_name(certificate.get(), name);
  return X509_sign(certificate.get(), key.get(), EVP_sha256()) != 0 &&
         SSL_CTX_use_certificate(context, certificate.get()) == 1 && SSL_CTX_use_PrivateKey(context, key.get()) == 1;
}

}  // namespace

TlsNullServer::TlsNullServer(int listener, int ending, std::string_view answer,
                             std::size_t (*request_size)(std::string_view))
    : listener_(listener),
      ending_(ending),
      loop_(epoll_create1(EPOLL_CLOEXEC)),
      answer_(answer),
      request_size_(request_size),
      context_(SSL_CTX_new(TLS_server_method()), &SSL_CTX_free) {
  SSL_CTX_set_min_proto_version(context_.get(), TLS1_3_VERSION);
  std::signal(SIGPIPE, SIG_IGN);
  usable_ = use_self_signed_certificate(context_.get());
  watch(listener);
  watch(ending);
}

TlsNullServer::~TlsNullServer() { close(loop_); }

void TlsNullServer::run() {
  std::array<epoll_event, 256> events;
  for (;;) {
    const int count = epoll_wait(loop_, events.data(), events.size(), -1);
    for (int i = 0; i < count; ++i) {
      const int descriptor = events[static_cast<std::size_t>(i)].data.fd;
      if (descriptor == ending_) return;
      if (descriptor == listener_) {
        accept_all();
      } else {
        serve(descriptor);
      }
    }
  }
}

void TlsNullServer::watch(int descriptor) const {
  epoll_event event{};
  event.events = EPOLLIN;
  event.data.fd = descriptor;
  epoll_ctl(loop_, EPOLL_CTL_ADD, descriptor, &event);
}

void TlsNullServer::accept_all() {
  for (;;) {
    const int descriptor = accept4(listener_, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (descriptor < 0) return;
    const int on = 1;
    setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    ++connections_;
    Session& session = sessions_[descriptor];
    session.tls.reset(SSL_new(context_.get()));
    SSL_set_fd(session.tls.get(), descriptor);
    SSL_set_accept_state(session.tls.get());
    watch(descriptor);
  }
}

void TlsNullServer::serve(int descriptor) {
  if (answer_all(sessions_[descriptor])) return;
  sessions_.erase(descriptor);
  close(descriptor);
}

// Reading shakes hands first. False: the connection is at its end.
bool TlsNullServer::answer_all(Session& session) {
  for (;;) {
    ERR_clear_error();  // of another connection
    const int received = SSL_read(session.tls.get(), buffer_.data(), static_cast<int>(buffer_.size()));
    if (received <= 0) return SSL_get_error(session.tls.get(), received) == SSL_ERROR_WANT_READ;
    std::string_view bytes(buffer_.data(), static_cast<std::size_t>(received));
    if (!session.unfinished.empty()) bytes = session.unfinished += bytes;
    std::size_t size = 0;
    while ((size = request_size_(bytes)) > 0) {
      bytes.remove_prefix(size);
      ++requests_;
      if (SSL_write(session.tls.get(), answer_.data(), static_cast<int>(answer_.size())) <= 0) return false;
    }
    session.unfinished = std::string(bytes);
    if (SSL_pending(session.tls.get()) == 0) return true;
  }
}
