// The cheapest target there is: one thread, epoll, the same 100 bytes of JSON for every request. Prints its port when
// it listens and its counts when it is told to end (SIGTERM or SIGINT). With --tls it speaks TLS 1.3. With --answer
// FILE its answer is that JSON; eight # in it are the number of the answer.

#include "bench/tls_null_server.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <charconv>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

namespace {

const std::string kBody =
    R"({"prediction": [1], "probability": [0.0213, 0.9641, 0.0146], "model": "iris-logistic-regression-1.0"})";
constexpr std::string_view kNumber = "########";

std::string answer_with(std::string_view body) {
  return fmt::format(
      "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: keep-alive\r\nContent-Length: {}\r\n\r\n{}",
      body.size(), body);
}

std::string read_whole(const char* file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

int listen_on_loopback(std::uint16_t& port) {
  const int listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  if (bind(listener, reinterpret_cast<sockaddr*>(&address), size) != 0 || listen(listener, 4096) != 0) return -1;
  getsockname(listener, reinterpret_cast<sockaddr*>(&address), &size);
  port = ntohs(address.sin_port);
  return listener;
}

// Size of the first request in `bytes`, 0 if it is not whole.
std::size_t request_size(std::string_view bytes) {
  const auto head_end = bytes.find("\r\n\r\n");
  if (head_end == std::string_view::npos) return 0;
  std::size_t body = 0;
  constexpr std::string_view kLength = "\r\nContent-Length: ";
  const auto length = bytes.substr(0, head_end).find(kLength);
  if (length != std::string_view::npos) {
    const char* digits = bytes.data() + length + kLength.size();
    std::from_chars(digits, bytes.data() + head_end, body);
  }
  const std::size_t size = head_end + 4 + body;
  return bytes.size() >= size ? size : 0;
}

class NullServer {
 public:
  NullServer(int listener, int ending, std::string answer)
      : listener_(listener),
        ending_(ending),
        loop_(epoll_create1(EPOLL_CLOEXEC)),
        answer_(std::move(answer)),
        number_at_(answer_.find(kNumber)) {
    watch(listener);
    watch(ending);
  }

  void run() {
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

  std::uint64_t requests() const { return requests_; }
  std::uint64_t connections() const { return connections_; }

 private:
  void watch(int descriptor) const {
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.fd = descriptor;
    epoll_ctl(loop_, EPOLL_CTL_ADD, descriptor, &event);
  }

  void accept_all() {
    for (;;) {
      const int descriptor = accept4(listener_, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
      if (descriptor < 0) return;
      const int on = 1;
      setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
      ++connections_;
      watch(descriptor);
    }
  }

  void serve(int descriptor) {
    const ssize_t received = recv(descriptor, buffer_.data(), buffer_.size(), 0);
    if (received <= 0) {
      unfinished_.erase(descriptor);
      close(descriptor);
      return;
    }
    std::string_view bytes(buffer_.data(), static_cast<std::size_t>(received));
    std::string& rest = unfinished_[descriptor];
    if (!rest.empty()) bytes = rest += bytes;
    std::size_t size = 0;
    while ((size = request_size(bytes)) > 0) {
      bytes.remove_prefix(size);
      ++requests_;
      if (number_at_ != std::string::npos)
        fmt::format_to_n(answer_.begin() + static_cast<std::ptrdiff_t>(number_at_), kNumber.size(), "{:08}",
                         requests_ % 100'000'000);
      if (send(descriptor, answer_.data(), answer_.size(), MSG_NOSIGNAL) < 0) return;
    }
    rest = std::string(bytes);
  }

  int listener_;
  int ending_;
  int loop_;
  std::string answer_;
  std::size_t number_at_;  // of what is other each time; npos: nothing is
  std::uint64_t requests_ = 0;
  std::uint64_t connections_ = 0;
  std::array<char, 64 << 10> buffer_;
  std::unordered_map<int, std::string> unfinished_;
};

template <class Server>
int serve(Server& server) {
  server.run();
  fmt::print("requests {} connections {}\n", server.requests(), server.connections());
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  sigset_t endings;
  sigemptyset(&endings);
  sigaddset(&endings, SIGTERM);
  sigaddset(&endings, SIGINT);
  sigprocmask(SIG_BLOCK, &endings, nullptr);
  std::uint16_t port = 0;
  const int listener = listen_on_loopback(port);
  if (listener < 0) {
    std::perror("no free port on 127.0.0.1");
    return 1;
  }
  fmt::print("{}\n", port);
  std::fflush(stdout);
  const int ending = signalfd(-1, &endings, SFD_CLOEXEC);
  if (argc > 1 && std::string_view(argv[1]) == "--tls") {
    TlsNullServer server(listener, ending, answer_with(kBody), &request_size);
    return server.is_usable() ? serve(server) : 1;
  }
  const bool has_file = argc > 2 && std::string_view(argv[1]) == "--answer";
  const auto server =
      std::make_unique<NullServer>(listener, ending, answer_with(has_file ? read_whole(argv[2]) : kBody));
  return serve(*server);
}
