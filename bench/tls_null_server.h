#pragma once

// The cheapest target there is, over TLS 1.3: one thread, epoll, a self-signed certificate made at the start. As the
// plain one beside it, and apart from it so that neither pays for the other. Owned by main; one thread.

#include <openssl/ssl.h>

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>

class TlsNullServer {
 public:
  // `answer` is sent for every request; `request_size` is the size of the first whole one in some bytes, else 0.
  TlsNullServer(int listener, int ending, std::string_view answer, std::size_t (*request_size)(std::string_view));
  ~TlsNullServer();
  TlsNullServer(const TlsNullServer&) = delete;
  TlsNullServer& operator=(const TlsNullServer&) = delete;

  // False: OpenSSL refuses the certificate.
  bool is_usable() const noexcept { return usable_; }
  void run();
  std::uint64_t requests() const noexcept { return requests_; }
  std::uint64_t connections() const noexcept { return connections_; }

 private:
  struct Session {
    std::unique_ptr<SSL, decltype(&SSL_free)> tls{nullptr, &SSL_free};
    std::string unfinished;
  };

  void watch(int descriptor) const;
  void accept_all();
  void serve(int descriptor);
  bool answer_all(Session& session);

  int listener_;
  int ending_;
  int loop_;
  std::string_view answer_;
  std::size_t (*request_size_)(std::string_view);
  std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> context_;
  bool usable_ = false;
  std::uint64_t requests_ = 0;
  std::uint64_t connections_ = 0;
  std::array<char, 16 << 10> buffer_{};
  std::unordered_map<int, Session> sessions_;
};
