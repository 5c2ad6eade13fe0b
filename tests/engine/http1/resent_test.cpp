// What the kernel had to send again, made to happen on loopback without rights: a queue of new connections that is
// full, and a socket whose filter drops what comes.

#include "tests/engine/http1/http1_client.h"
#include "tests/support/loopback_ports.h"
#include "tests/support/loopback_reply.h"
#include "tests/support/loopback_server.h"

#include <boost/asio/steady_timer.hpp>

#include <gtest/gtest.h>
#include <linux/filter.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <thread>

namespace plimsoll::resent_test {

using namespace std::chrono_literals;

// A listening socket that is served by hand.
class ByHand {
 public:
  ByHand() {
    wait_at_most(listener_);
    listen(listener_, 0);
  }
  ~ByHand() {
    close(filler_);
    for (const int socket : served_) close(socket);
    close(listener_);
  }
  ByHand(const ByHand&) = delete;
  ByHand& operator=(const ByHand&) = delete;

  std::uint16_t port() const { return port_; }

  // One is all that a queue of length 0 holds: what comes after it gets no answer.
  void fill_queue() {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(port_);
    filler_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    ASSERT_EQ(connect(filler_, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
  }
  int take() {
    const int socket = served_.emplace_back(accept(listener_, nullptr, nullptr));
    wait_at_most(socket);
    return socket;
  }

  static void answer(int socket) {
    std::array<char, 4096> request{};
    const auto reply = Reply::json("{}").bytes;
    if (recv(socket, request.data(), request.size(), 0) > 0)
      (void)send(socket, reply.data(), reply.size(), MSG_NOSIGNAL);
  }

 private:
  // A test that fails does not hang.
  static void wait_at_most(int socket) {
    const timeval time{20, 0};
    setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &time, sizeof time);
  }

  std::uint16_t port_ = 0;
  int listener_ = bound_socket(port_);
  int filler_ = -1;
  std::vector<int> served_;
};

// Everything that comes to the socket is dropped, as if it had been lost on the way.
void drop_all(int socket) {
  sock_filter nothing[] = {{BPF_RET | BPF_K, 0, 0, 0}};
  const sock_fprog program{1, nothing};
  ASSERT_EQ(setsockopt(socket, SOL_SOCKET, SO_ATTACH_FILTER, &program, sizeof program), 0);
}
void drop_no_more(int socket) {
  const int unused = 0;
  ASSERT_EQ(setsockopt(socket, SOL_SOCKET, SO_DETACH_FILTER, &unused, sizeof unused), 0);
}

TEST(Resent, a_first_segment_that_a_full_queue_refused_is_seen) {
  ByHand server;
  server.fill_queue();
  Http1Client client(Http1Client::to_port(server.port()));
  const auto channel = client.channel();
  Response response;
  std::thread serving;
  client.send(*channel, make_request(), response, [&] {
    if (serving.joinable()) return;  // the first segment has been sent, and dropped
    serving = std::thread([&] {
      server.take();
      ByHand::answer(server.take());
    });
  });
  serving.join();
  EXPECT_EQ(response.status, 200) << response.failure_message;
  EXPECT_TRUE(response.connect_resent);
  EXPECT_GE(response.connect_time, 900ms);
}

TEST(Resent, a_request_whose_segment_was_lost_is_seen) {
  ByHand server;
  Http1Client client(Http1Client::to_port(server.port()));
  const auto channel = client.channel();
  Response response;
  int socket = -1;
  std::thread serving([&] {
    socket = server.take();
    ByHand::answer(socket);
  });
  client.send(*channel, make_request(), response);
  serving.join();
  EXPECT_FALSE(response.resent);
  EXPECT_FALSE(response.connect_resent);

  drop_all(socket);
  std::thread again([&] { ByHand::answer(socket); });
  bool dropping = true;
  client.send(*channel, make_request(), response, [&] {
    if (!std::exchange(dropping, false)) return;  // the request has been sent, and dropped
    drop_no_more(socket);
  });
  again.join();
  EXPECT_EQ(response.status, 200) << response.failure_message;
  EXPECT_TRUE(response.resent);
}

TEST(Resent, an_answer_that_takes_as_long_is_not) {
  Gate gate;
  LoopbackServer server([&](const ReceivedRequest&) { return Reply::json("{}").after(gate); });
  Http1Client client(Http1Client::to_port(server.port()));
  boost::asio::steady_timer timer(client.context(), 210ms);
  timer.async_wait([&](const boost::system::error_code&) { gate.open(); });
  const auto channel = client.channel();
  Response response;
  client.send(*channel, make_request(), response);
  EXPECT_EQ(response.status, 200);
  EXPECT_GE(response.done - response.sent, 190ms);
  EXPECT_FALSE(response.resent);
}

}  // namespace plimsoll::resent_test
