#include "monitors/processes/socket_counter.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace plimsoll::socket_counter_test {

// A connection over loopback: ours is `accepted`, the other side `client`.
struct Connection {
  Connection() {
    listener = socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    EXPECT_EQ(bind(listener, reinterpret_cast<sockaddr*>(&address), size), 0);
    EXPECT_EQ(listen(listener, 1), 0);
    EXPECT_EQ(getsockname(listener, reinterpret_cast<sockaddr*>(&address), &size), 0);
    client = socket(AF_INET, SOCK_STREAM, 0);
    EXPECT_EQ(connect(client, reinterpret_cast<sockaddr*>(&address), size), 0);
    accepted = accept(listener, nullptr, nullptr);
  }
  ~Connection() {
    for (const int descriptor : {listener, client, accepted}) close(descriptor);
  }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  int listener = -1, client = -1, accepted = -1;
};

TEST(SocketCounter, counts_sockets_and_those_whose_other_side_has_gone) {
  const ProcessReader reader;
  const auto before = count_sockets(reader, {getpid()});
  ASSERT_TRUE(before);
  const Connection connection;
  const auto open = count_sockets(reader, {getpid(), getpid()});  // held twice, counted once
  ASSERT_TRUE(open);
  EXPECT_EQ(open->sockets, before->sockets + 3);
  EXPECT_EQ(open->close_wait, before->close_wait);
  shutdown(connection.client, SHUT_WR);
  pollfd gone{connection.accepted, POLLRDHUP, 0};
  ASSERT_EQ(poll(&gone, 1, 10'000), 1);
  EXPECT_EQ(count_sockets(reader, {getpid()})->close_wait, before->close_wait + 1);
}

TEST(SocketCounter, has_nothing_to_count_without_processes) {
  EXPECT_FALSE(count_sockets(ProcessReader(), {}));
  EXPECT_EQ(count_sockets(ProcessReader(), {1 << 22})->sockets, 0U);  // gone
}

}  // namespace plimsoll::socket_counter_test
