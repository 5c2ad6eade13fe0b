#include "tests/support/loopback_server.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <condition_variable>
#include <csignal>
#include <list>
#include <mutex>
#include <stdexcept>
#include <thread>

namespace plimsoll {

namespace {

constexpr std::size_t kReadBytes = 64 << 10;

using SslContext = std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)>;

// A socket with or without TLS; blocking.
class Stream {
 public:
  Stream(int descriptor, SSL_CTX* tls) : descriptor_(descriptor) {
    if (tls == nullptr) return;
    ssl_ = SSL_new(tls);
    SSL_set_fd(ssl_, descriptor);
  }
  ~Stream() { SSL_free(ssl_); }
  Stream(const Stream&) = delete;
  Stream& operator=(const Stream&) = delete;

  bool handshake() { return ssl_ == nullptr || SSL_accept(ssl_) == 1; }

  std::string peer() const {
    sockaddr_storage address{};
    socklen_t size = sizeof address;
    char text[INET6_ADDRSTRLEN] = "";
    getpeername(descriptor_, reinterpret_cast<sockaddr*>(&address), &size);
    if (address.ss_family == AF_INET) {
      inet_ntop(AF_INET, &reinterpret_cast<sockaddr_in&>(address).sin_addr, text, sizeof text);
    } else if (address.ss_family == AF_INET6) {
      inet_ntop(AF_INET6, &reinterpret_cast<sockaddr_in6&>(address).sin6_addr, text, sizeof text);
    }
    return text;
  }

  bool is_resumed() const { return ssl_ != nullptr && SSL_session_reused(ssl_) == 1; }

  // Bytes read; 0 or less at the end.
  int read(char* data, std::size_t size) {
    return ssl_ != nullptr ? SSL_read(ssl_, data, static_cast<int>(size))
                           : static_cast<int>(recv(descriptor_, data, size, 0));
  }

  bool write(std::string_view data) {
    while (!data.empty()) {
      const int sent = ssl_ != nullptr ? SSL_write(ssl_, data.data(), static_cast<int>(data.size()))
                                       : static_cast<int>(send(descriptor_, data.data(), data.size(), MSG_NOSIGNAL));
      if (sent <= 0) return false;
      data.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
  }

  void reset_on_close() {
    const linger at_once{1, 0};
    setsockopt(descriptor_, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
  }

 private:
  int descriptor_;
  SSL* ssl_ = nullptr;
};

// A TLS server writes with write(2): its thread must outlive a client that went away.
void ignore_broken_pipes() {
  sigset_t broken_pipe;
  sigemptyset(&broken_pipe);
  sigaddset(&broken_pipe, SIGPIPE);
  pthread_sigmask(SIG_BLOCK, &broken_pipe, nullptr);
}

SslContext server_context(const TestCertificate& identity) {
  SslContext context(SSL_CTX_new(TLS_server_method()), &SSL_CTX_free);
  BIO* certificate_text = BIO_new_mem_buf(identity.certificate_pem.data(), -1);
  BIO* key_text = BIO_new_mem_buf(identity.key_pem.data(), -1);
  X509* certificate = PEM_read_bio_X509(certificate_text, nullptr, nullptr, nullptr);
  EVP_PKEY* key = PEM_read_bio_PrivateKey(key_text, nullptr, nullptr, nullptr);
  const bool usable =
      SSL_CTX_use_certificate(context.get(), certificate) == 1 && SSL_CTX_use_PrivateKey(context.get(), key) == 1;
  X509_free(certificate);
  EVP_PKEY_free(key);
  BIO_free(certificate_text);
  BIO_free(key_text);
  if (!usable) throw std::runtime_error("the test's certificate cannot be used");
  return context;
}

std::size_t content_length(const ReceivedRequest& request) {
  const auto value = request.header("content-length");
  return value ? std::stoull(*value) : 0;
}

}  // namespace

std::optional<std::string> ReceivedRequest::header(std::string_view name) const {
  std::string_view lines = head;
  while (!lines.empty()) {
    const std::string_view line = lines.substr(0, lines.find("\r\n"));
    lines.remove_prefix(std::min(lines.size(), line.size() + 2));
    if (line.size() <= name.size() || line[name.size()] != ':') continue;
    if (strncasecmp(line.data(), name.data(), name.size()) != 0) continue;
    std::string_view value = line.substr(name.size() + 1);
    value.remove_prefix(std::min(value.size(), value.find_first_not_of(' ')));
    return std::string(value);
  }
  return std::nullopt;
}

struct LoopbackServer::State {
  struct Connection {
    int descriptor = -1;  // -1 once closed
    std::thread thread;
  };

  State(Handler handler_given, LoopbackOptions options_given)
      : handler(std::move(handler_given)), options(std::move(options_given)), tls(nullptr, &SSL_CTX_free) {
    if (options.tls) tls = server_context(*options.tls);
    if (options.tls_1_2) SSL_CTX_set_max_proto_version(tls.get(), TLS1_2_VERSION);
    port = options.port;
    listener = bound_socket(port, options.address);
    if (listen(listener, SOMAXCONN) != 0) throw std::runtime_error("cannot listen on " + options.address);
    acceptor = std::thread([this] { accept_all(); });
  }

  void accept_all() {
    for (;;) {
      const int descriptor = accept4(listener, nullptr, nullptr, SOCK_CLOEXEC);
      const std::lock_guard lock(mutex);
      if (stopped) {
        if (descriptor >= 0) ::close(descriptor);
        return;
      }
      // A test may leave the process without descriptors: accept fails then before anybody connects.
      if (descriptor < 0) continue;
      reap();
      const int on = 1;
      setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
      const std::uint64_t number = ++accepted;
      Connection& connection = open.emplace_back();
      connection.descriptor = descriptor;
      connection.thread = std::thread([this, &connection, number] { run(connection, number); });
      changed.notify_all();
    }
  }

  void reap() {
    std::erase_if(open, [](Connection& connection) {
      if (connection.descriptor >= 0) return false;
      connection.thread.join();
      return true;
    });
  }

  void run(Connection& connection, std::uint64_t number) {
    ignore_broken_pipes();
    {
      Stream stream(connection.descriptor, tls.get());
      if (stream.handshake()) serve(stream, number);
    }
    const std::lock_guard lock(mutex);
    ::close(connection.descriptor);
    connection.descriptor = -1;
    ++closed;
    changed.notify_all();
  }

  void serve(Stream& stream, std::uint64_t connection_number) {
    if (options.greeting && !answer(stream, *options.greeting)) return;
    std::string buffer;
    for (std::uint64_t number = 1;; ++number) {
      ReceivedRequest request;
      request.connection = connection_number;
      request.number_on_connection = number;
      request.resumed = stream.is_resumed();
      request.peer = stream.peer();
      if (!read_request(stream, buffer, request)) return;
      note(request);
      if (!answer(stream, handler(request))) return;
    }
  }

  bool read_request(Stream& stream, std::string& buffer, ReceivedRequest& request) const {
    std::size_t head_end = std::string::npos;
    while ((head_end = buffer.find("\r\n\r\n")) == std::string::npos) {
      if (!read_more(stream, buffer)) return false;
    }
    request.head = buffer.substr(0, head_end + 4);
    buffer.erase(0, head_end + 4);
    const auto first_space = request.head.find(' ');
    const auto second_space = request.head.find(' ', first_space + 1);
    request.method = request.head.substr(0, first_space);
    request.target = request.head.substr(first_space + 1, second_space - first_space - 1);
    if (options.answers_before_body) return true;
    const std::size_t body_bytes = content_length(request);
    while (buffer.size() < body_bytes) {
      if (!read_more(stream, buffer)) return false;
    }
    request.body = buffer.substr(0, body_bytes);
    buffer.erase(0, body_bytes);
    return true;
  }

  static bool read_more(Stream& stream, std::string& buffer) {
    const std::size_t before = buffer.size();
    buffer.resize(before + kReadBytes);
    const int received = stream.read(buffer.data() + before, kReadBytes);
    buffer.resize(before + static_cast<std::size_t>(std::max(received, 0)));
    return received > 0;
  }

  void note(const ReceivedRequest& request) {
    const std::lock_guard lock(mutex);
    ++requests;
    if (options.keeps_requests) kept.push_back(request);
    changed.notify_all();
  }

  // False when the connection must not go on.
  bool answer(Stream& stream, const Reply& reply) {
    if (reply.gate && !reply.gate->wait([this] { return is_stopped(); })) return false;
    if (!reply.answers) {
      std::unique_lock lock(mutex);
      changed.wait(lock, [this] { return stopped; });
      return false;
    }
    if (!send_all(stream, reply)) return false;
    if (reply.ending == Reply::Ending::reset) stream.reset_on_close();
    return reply.ending == Reply::Ending::keep;
  }

  bool send_all(Stream& stream, const Reply& reply) const {
    std::string_view left = reply.bytes;
    while (!left.empty()) {
      const std::size_t piece = reply.piece_bytes == 0 ? left.size() : std::min(reply.piece_bytes, left.size());
      if (!stream.write(left.substr(0, piece))) return false;
      left.remove_prefix(piece);
    }
    for (std::uint64_t i = 0; i < reply.repetitions; ++i) {
      if (!stream.write(reply.repeated)) return false;
    }
    return std::all_of(reply.later.begin(), reply.later.end(), [&](const auto& part) {
      return part.first.wait([this] { return is_stopped(); }) && stream.write(part.second);
    });
  }

  bool is_stopped() const {
    const std::lock_guard lock(mutex);
    return stopped;
  }

  void stop() {
    {
      const std::lock_guard lock(mutex);
      if (stopped) return;
      stopped = true;
      shutdown(listener, SHUT_RDWR);
      for (auto& connection : open) {
        if (connection.descriptor >= 0) shutdown(connection.descriptor, SHUT_RDWR);
      }
      changed.notify_all();
    }
    acceptor.join();
    for (auto& connection : open) connection.thread.join();
    ::close(listener);
  }

  const Handler handler;
  const LoopbackOptions options;
  SslContext tls;
  int listener = -1;
  std::uint16_t port = 0;
  std::thread acceptor;
  mutable std::mutex mutex;
  mutable std::condition_variable changed;
  bool stopped = false;
  std::uint64_t accepted = 0;
  std::uint64_t closed = 0;
  std::uint64_t requests = 0;
  std::vector<ReceivedRequest> kept;
  std::list<Connection> open;
};

LoopbackServer::LoopbackServer(Handler handler, LoopbackOptions options)
    : state_(std::make_unique<State>(std::move(handler), std::move(options))) {}

LoopbackServer::~LoopbackServer() { stop(); }

std::uint16_t LoopbackServer::port() const { return state_->port; }

std::string LoopbackServer::url() const {
  return fmt::format("{}://127.0.0.1:{}", state_->options.tls ? "https" : "http", port());
}

std::uint64_t LoopbackServer::requests() const {
  const std::lock_guard lock(state_->mutex);
  return state_->requests;
}

std::uint64_t LoopbackServer::connections() const {
  const std::lock_guard lock(state_->mutex);
  return state_->accepted;
}

std::uint64_t LoopbackServer::closed_connections() const {
  const std::lock_guard lock(state_->mutex);
  return state_->closed;
}

std::vector<ReceivedRequest> LoopbackServer::received() const {
  const std::lock_guard lock(state_->mutex);
  return state_->kept;
}

void LoopbackServer::wait_for_requests(std::uint64_t count) const {
  std::unique_lock lock(state_->mutex);
  state_->changed.wait(lock, [&] { return state_->requests >= count; });
}

void LoopbackServer::wait_for_closed_connections(std::uint64_t count) const {
  std::unique_lock lock(state_->mutex);
  state_->changed.wait(lock, [&] { return state_->closed >= count; });
}

void LoopbackServer::stop() { state_->stop(); }

}  // namespace plimsoll
