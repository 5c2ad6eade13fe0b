// What can go wrong only where answers of the kernel come after the question is forgotten. Over epoll as well: what a
// user sees is the same.

#include "core/task_group.h"
#include "engine/wire/connection_ring.h"
#include "engine/wire/ring_socket.h"
#include "tests/engine/each_io.h"
#include "tests/engine/http1/http1_client.h"
#include "tests/support/loopback_server.h"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace plimsoll::ring_hazards_test {

struct RingHazards : EachIo {
  boost::asio::io_context context{1};
  std::unique_ptr<Clock> clock = make_steady_clock(context);
  TaskGroup tasks{context};

  std::unique_ptr<Transport> transport_to(const LoopbackServer& server) {
    return std::move(make_http1_transport(context, *clock, to_port(server.port()))).value();
  }
};
INSTANTIATE_TEST_SUITE_P(, RingHazards, each_io(), name_of_io);

Request asking_for(const std::string& text) {
  auto request = make_request("/", text);
  request.keeps_body = true;
  return request;
}

LoopbackServer::Handler echo() {
  return [](const ReceivedRequest& request) { return Reply::json(request.body); };
}

struct Course {
  int users = 0;
  int aborted = 0;
  int answered = 0;
  int wrong = 0;
};

// Every other send is given up at once, or when the loop has turned: its answer is on its way.
Awaitable<> abort_and_ask(Channel& channel, int number, Course& course) {
  constexpr int kRounds = 40;
  Response response;
  for (int round = 0; round < kRounds; ++round) {
    const Request request = asking_for(fmt::format("user {} round {}", number, round));
    co_await channel.send(request, response);
    if (response.aborted) {
      ++course.aborted;
    } else if (response.failure == FailureKind::none && response.body == *request.body) {
      ++course.answered;
    } else {
      ++course.wrong;
    }
  }
  --course.users;
}

TEST_P(RingHazards, an_answer_after_the_end_of_its_connection_reaches_no_other) {
  constexpr int kUsers = 20;
  LoopbackServer server(echo());
  const auto transport = transport_to(server);
  std::vector<std::unique_ptr<Channel>> channels;
  Course course;
  course.users = kUsers;
  for (int i = 0; i < kUsers; ++i) {
    channels.push_back(transport->make_channel());
    tasks.spawn(abort_and_ask(*channels.back(), i, course));
  }
  for (std::size_t turn = 0; course.users > 0; ++turn) {
    context.run_one();
    if (turn % 7 == 0) channels[turn / 7 % kUsers]->abort();
  }
  EXPECT_EQ(course.wrong, 0);
  EXPECT_GT(course.aborted, 0);
  EXPECT_GT(course.answered, 0);
}

TEST_P(RingHazards, the_next_connection_with_the_same_descriptor_is_another) {
  LoopbackServer server(echo());
  Http1Client client(to_port(server.port()));
  const auto channel = client.channel();
  for (int i = 0; i < 50; ++i) {
    Response response;
    client.send(*channel, asking_for("given up"), response, [&] {
      if (response.sent != Instant{}) channel->abort();
    });
    EXPECT_TRUE(response.aborted || response.body == "given up");
    const auto text = fmt::format("round {}", i);
    EXPECT_EQ(client.send(*channel, asking_for(text)).body, text);
  }
}

Awaitable<> ask_once(Channel& channel, const Request& request, Response& response) {
  co_await channel.send(request, response);
}

TEST_P(RingHazards, many_large_answers_at_once_are_more_than_the_buffers_hold) {
  constexpr std::size_t kUsers = 100;
  constexpr std::size_t kBody = 300'000;
  const Gate gate;
  LoopbackServer server([gate](const ReceivedRequest& request) {
    return Reply::json(request.body + std::string(kBody, 'x')).after(gate);
  });
  const auto transport = transport_to(server);
  std::vector<std::unique_ptr<Channel>> channels;
  std::vector<Request> requests;
  std::vector<Response> responses(kUsers);
  for (std::size_t i = 0; i < kUsers; ++i) requests.push_back(asking_for(fmt::format("{:03}", i)));
  for (std::size_t i = 0; i < kUsers; ++i) {
    channels.push_back(transport->make_channel());
    tasks.spawn(ask_once(*channels.back(), requests[i], responses[i]));
  }
  while (server.requests() < kUsers) context.run_one();
  Gate(gate).open();
  context.run();
  for (std::size_t i = 0; i < kUsers; ++i) {
    EXPECT_EQ(responses[i].failure, FailureKind::none) << responses[i].failure_message;
    EXPECT_EQ(responses[i].body.size(), kBody + 3);
    EXPECT_EQ(responses[i].body.substr(0, 3), *requests[i].body);
  }
}

TEST_P(RingHazards, connections_flooded_while_they_are_idle_starve_no_other) {
  constexpr std::size_t kFlooded = 20;
  LoopbackServer server([](const ReceivedRequest& request) {
    if (request.body != "flood") return Reply::json(request.body);
    return Reply::raw(Reply::json("{}").bytes + std::string(1 << 20, 'x'));
  });
  Http1Client client(to_port(server.port()));
  std::vector<std::unique_ptr<Channel>> flooded;
  for (std::size_t i = 0; i < kFlooded; ++i) {
    flooded.push_back(client.channel());
    EXPECT_EQ(client.send(*flooded.back(), asking_for("flood")).body, "{}");
  }
  const auto other = client.channel();
  for (int i = 0; i < 50; ++i) EXPECT_EQ(client.send(*other, asking_for("in between")).body, "in between");
  for (const auto& channel : flooded) EXPECT_EQ(client.send(*channel, asking_for("anew")).body, "anew");
  EXPECT_EQ(server.connections(), 2 * kFlooded + 1);
}

TEST_P(RingHazards, a_large_request_can_be_given_up_in_the_middle) {
  LoopbackServer server(
      [](const ReceivedRequest& request) { return request.target == "/" ? Reply::json("{}") : Reply::never(); },
      {.tls = {}, .answers_before_body = true, .keeps_requests = false, .greeting = {}});
  Http1Client client(to_port(server.port()));
  const auto channel = client.channel();
  Response response;
  client.send(*channel, make_request("/never", std::string(50 << 20, 'b')), response, [&] {
    if (response.bytes_sent > 0) channel->abort();
  });
  EXPECT_TRUE(response.aborted);
  EXPECT_LT(response.bytes_sent, 50u << 20);
  EXPECT_EQ(client.send(*channel, make_request()).status, 200);
}

// Straight on the socket: a request that fits is never short on a connection whose server reads.
TEST_P(RingHazards, a_send_that_falls_short_is_told_with_what_it_came_to) {
  if (!uses_ring()) return;
  auto ring = std::move(ConnectionRing::make(context)).value();
  std::array<int, 2> ends{};
  ASSERT_EQ(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends.data()), 0);
  const std::string text(ConnectionRing::kLongestSend, 't');
  std::size_t sent = 0;
  {
    RingSocket socket(*ring);
    socket.watch(ends[0]);
    for (std::optional<IoResult> told; !told;) {
      const auto result = socket.send_some(text, "");
      ASSERT_EQ(result.state, IoState::done);
      context.restart();
      context.run();  // hands it over
      sent += result.bytes;
      told = socket.take_send_result();
      if (told) {
        EXPECT_EQ(told->state, IoState::done);
        EXPECT_LT(told->bytes, text.size());
        sent -= text.size() - told->bytes;
      }
    }
    EXPECT_EQ(socket.send_some(text, "").state, IoState::wants_write);
  }
  close(ends[0]);
  std::string received(sent + 1, ' ');
  std::size_t total = 0;
  for (ssize_t bytes = 1; bytes > 0 && total < received.size(); total += static_cast<std::size_t>(bytes)) {
    bytes = recv(ends[1], received.data(), received.size() - total, 0);
    ASSERT_GE(bytes, 0);
  }
  EXPECT_EQ(total, sent);
  close(ends[1]);
}

}  // namespace plimsoll::ring_hazards_test
