// What reading token streams costs at least on this machine: one thread, epoll and read, nothing parsed, nothing
// measured. Asks for answers over so many connections until it had so many in all.
//
//   stream_floor PORT STREAMS REQUESTS

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>
#include <array>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string_view>

namespace {

constexpr std::string_view kRequest =
    "POST /v1/chat/completions HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: "
    "32\r\n\r\n"
    "{\"model\": \"trap\", \"stream\": true}";
constexpr std::string_view kLastChunk = "0\r\n\r\n";

bool ask(int connection) { return write(connection, kRequest.data(), kRequest.size()) == ssize_t{kRequest.size()}; }

int connected(std::uint16_t port) {
  const int connection = socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in place{};
  place.sin_family = AF_INET;
  place.sin_port = htons(port);
  place.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return connect(connection, reinterpret_cast<const sockaddr*>(&place), sizeof place) == 0 ? connection : -1;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) return 64;
  const auto port = static_cast<std::uint16_t>(std::atoi(argv[1]));
  const int streams = std::atoi(argv[2]);
  long begun = streams;
  long left = std::atol(argv[3]);
  const long all = left;
  const int events = epoll_create1(0);
  for (int i = 0; i < streams; ++i) {
    const int connection = connected(port);
    epoll_event wanted{};
    wanted.events = EPOLLIN;
    wanted.data.fd = connection;
    if (connection < 0 || epoll_ctl(events, EPOLL_CTL_ADD, connection, &wanted) != 0 || !ask(connection)) return 69;
  }
  std::array<epoll_event, 256> ready{};
  std::array<char, 65536> bytes{};
  while (left > 0) {
    const int count = epoll_wait(events, ready.data(), static_cast<int>(ready.size()), -1);
    for (int i = 0; i < count; ++i) {
      const int connection = ready.at(static_cast<std::size_t>(i)).data.fd;
      const auto got = read(connection, bytes.data(), bytes.size());
      if (got <= 0) return 69;
      if (!std::string_view(bytes.data(), static_cast<std::size_t>(got)).ends_with(kLastChunk)) continue;
      --left;
      if (begun < all && ask(connection)) ++begun;
    }
  }
  return 0;
}
