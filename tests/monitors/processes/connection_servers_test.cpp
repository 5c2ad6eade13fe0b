#include "monitors/processes/connection_servers.h"

#include "tests/support/child_process.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cstdint>
#include <cstdio>
#include <string>
#include <vector>

namespace plimsoll::connection_servers_test {

using Sight = ConnectionServers::Sight;
// Two processes that accept from one socket, each one connection; the one that began says so.
constexpr const char* kTwoWorkers = R"(
import os, socket
listener = socket.socket(FAMILY)
listener.bind((HOST, 0))
listener.listen(8)
print("port", listener.getsockname()[1], "parent", os.getpid(), flush=True)
child = os.fork()
kept = []
while True:
    kept.append(listener.accept()[0])
    print("by", os.getpid(), flush=True)
    kept[-1].recv(1)
    kept.pop().close()
)";

int connected(const char* host, int family, int port) {
  const int socket = ::socket(family, SOCK_STREAM, 0);
  sockaddr_storage address{};
  socklen_t size = sizeof(sockaddr_in);
  if (family == AF_INET) {
    auto& v4 = reinterpret_cast<sockaddr_in&>(address);
    v4.sin_family = AF_INET;
    v4.sin_port = htons(static_cast<std::uint16_t>(port));
    inet_pton(AF_INET, host, &v4.sin_addr);
  } else {
    auto& v6 = reinterpret_cast<sockaddr_in6&>(address);
    v6.sin6_family = AF_INET6;
    v6.sin6_port = htons(static_cast<std::uint16_t>(port));
    inet_pton(AF_INET6, host, &v6.sin6_addr);
    size = sizeof(sockaddr_in6);
  }
  EXPECT_EQ(connect(socket, reinterpret_cast<sockaddr*>(&address), size), 0);
  return socket;
}

void expect_seen(const std::string& family, const std::string& listens_on, const char* host, int own_family) {
  std::string program = kTwoWorkers;
  program.replace(program.find("FAMILY"), 6, "socket." + family);
  program.replace(program.find("HOST"), 4, "'" + listens_on + "'");
  test::ChildProcess server({"python3", "-c", program});
  ASSERT_TRUE(server.wait_for_output("\n")) << server.err();
  int port = 0, parent = 0;
  ASSERT_EQ(std::sscanf(server.out().c_str(), "port %d parent %d", &port, &parent), 2) << server.out();
  const std::array sockets = {connected(host, own_family, port), connected(host, own_family, port),
                              connected(host, own_family, port)};
  ConnectionServers servers;
  std::vector<ConnectionServers::Server> found;
  EXPECT_TRUE(test::eventually([&] {
    found = servers.find(sockets);
    return found[0].sight == Sight::seen && found[1].sight == Sight::seen;
  }));
  EXPECT_EQ(found[2].sight, Sight::waiting) << "both are busy";
  EXPECT_NE(found[0].pid, found[1].pid);
  EXPECT_TRUE(found[0].pid == parent || found[1].pid == parent);
  for (const std::size_t of : {0U, 1U}) EXPECT_TRUE(server.wait_for_output(fmt::format("by {}\n", found[of].pid)));
  EXPECT_EQ(servers.name_of(parent), fmt::format("process {} (python3)", parent));
  for (const int socket : sockets) close(socket);
  EXPECT_EQ(servers.find(sockets)[0].sight, Sight::unseen);
}

TEST(ConnectionServers, tell_who_has_accepted_a_connection) {
  expect_seen("AF_INET", "127.0.0.1", "127.0.0.1", AF_INET);
}

TEST(ConnectionServers, tell_it_of_a_server_that_listens_on_ipv6_for_both) {
  expect_seen("AF_INET6", "::", "127.0.0.1", AF_INET);
}

TEST(ConnectionServers, see_nothing_where_there_is_nothing) {
  ConnectionServers servers;
  const std::array none = {-1, 0};
  for (const auto& server : servers.find(none)) EXPECT_EQ(server.sight, Sight::unseen);
  EXPECT_EQ(servers.name_of(1 << 22), fmt::format("process {}", 1 << 22));
}

}  // namespace plimsoll::connection_servers_test
