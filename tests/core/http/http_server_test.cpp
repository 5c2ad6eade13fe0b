#include "core/http/http_server.h"

#include "tests/support/child_process.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/write.hpp>
#include <chrono>
#include <memory>
#include <string>
#include <thread>
#include <utility>

namespace plimsoll::http_server_test {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;
namespace asio = boost::asio;
using Tcp = asio::ip::tcp;

Awaitable<HttpReply> echo(HttpQuestion question) {
  HttpReply reply;
  reply.content_type = "text/plain";
  reply.body.append(question.method).append(" ").append(question.target).append(" ").append(question.body);
  co_return reply;
}

Awaitable<HttpReply> with_fields(HttpQuestion question) {
  HttpReply reply;
  reply.headers.emplace_back("X-Seen", question.header("x-ONE"));
  reply.body.append("none: ").append(question.header("x-two")).append(".");
  co_return reply;
}

Awaitable<> write_two(HttpStream& stream) {
  std::string one = "one", two = "two";
  const bool first = co_await stream.write(std::move(one));
  if (first) co_await stream.write(std::move(two));
}

Awaitable<HttpReply> streamed(HttpQuestion) {
  HttpReply reply;
  reply.stream = write_two;
  co_return reply;
}

Awaitable<> write_for_ever(HttpStream& stream, std::atomic<bool>& ended) {
  bool read = true;
  while (read) {
    std::string piece(1 << 20, 'x');
    read = co_await stream.write(std::move(piece));
  }
  ended = true;
}

Awaitable<HttpReply> endless(HttpQuestion, std::atomic<bool>& ended) {
  HttpReply reply;
  reply.stream = [&ended](HttpStream& stream) { return write_for_ever(stream, ended); };
  co_return reply;
}

// A server of its own on a thread of its own.
class HttpServerTest : public ::testing::Test {
 public:
  ~HttpServerTest() override {
    loop_.stop();
    if (thread_.joinable()) thread_.join();
  }

 protected:
  void serve(HttpServerOptions options = {}, HttpHandler handler = echo) {
    options.name = "test";
    options.largest_body = 100;
    auto server = HttpServer::begin(loop_, std::move(options), std::move(handler));
    ASSERT_TRUE(server.has_value()) << server.error().message;
    server_ = std::move(*server);
    thread_ = std::thread([this] { loop_.run(); });
  }

  Tcp::socket connection() {
    Tcp::socket socket(client_);
    socket.connect({asio::ip::address_v4::loopback(), server_->port()});
    return socket;
  }

  // All that comes until the server closes.
  std::string answers_to(const std::string& text) {
    auto socket = connection();
    asio::write(socket, asio::buffer(text));
    return rest_of(socket);
  }
  static std::string rest_of(Tcp::socket& socket) {
    std::string got;
    boost::system::error_code end;
    asio::read(socket, asio::dynamic_buffer(got), end);
    return got;
  }

  asio::io_context loop_{1};
  asio::io_context client_{1};
  std::unique_ptr<HttpServer> server_;
  std::thread thread_;
};

TEST_F(HttpServerTest, answers_one_request_after_the_other_on_a_connection) {
  serve();
  EXPECT_EQ(
      answers_to("GET /a?b=1 HTTP/1.1\r\n\r\nPOST /c HTTP/1.1\r\nContent-Length: 2\r\nConnection: close\r\n\r\nhi"),
      "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nServer: test\r\nContent-Length: 11\r\n\r\nGET /a?b=1 "
      "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nServer: test\r\nConnection: close\r\nContent-Length: 10\r\n\r\n"
      "POST /c hi");
}

TEST_F(HttpServerTest, puts_together_what_comes_in_pieces) {
  serve();
  auto socket = connection();
  for (const std::string piece : {"PUT /x HT", "TP/1.1\r\nContent-Le", "ngth: 4\r\n\r\nab"})
    asio::write(socket, asio::buffer(piece));
  asio::write(socket, asio::buffer("cdGET /y HTTP/1.0\r\n\r\n", 21));
  const auto answers = rest_of(socket);
  EXPECT_THAT(answers, HasSubstr("PUT /x abcd"));
  EXPECT_THAT(answers, HasSubstr("HTTP/1.0 200 OK"));
  EXPECT_THAT(answers, EndsWith("GET /y "));
}

TEST_F(HttpServerTest, says_what_is_wrong_with_what_is_too_large_or_no_http_and_closes) {
  serve();
  EXPECT_THAT(answers_to("POST / HTTP/1.1\r\nContent-Length: 101\r\n\r\n"), StartsWith("HTTP/1.1 413 "));
  EXPECT_THAT(answers_to("GET /" + std::string(20'000, 'a')), StartsWith("HTTP/1.1 431 "));
  EXPECT_THAT(answers_to("hello\r\n\r\n"), StartsWith("HTTP/1.1 400 "));
  EXPECT_THAT(answers_to("GET / HTTP/1.0\r\n\r\n"), StartsWith("HTTP/1.0 200 OK"));
}

TEST_F(HttpServerTest, hands_on_the_fields_of_a_question_and_of_its_answer) {
  serve({}, [](const HttpQuestion& question) { return with_fields(question); });
  const auto answer = answers_to("GET / HTTP/1.1\r\nX-One: 1\r\nx-one: 2\r\nConnection: close\r\n\r\n");
  EXPECT_THAT(answer, HasSubstr("\r\nX-Seen: 1\r\n"));
  EXPECT_THAT(answer, EndsWith("none: ."));
}

TEST_F(HttpServerTest, sends_a_stream_piece_by_piece_and_closes_behind_it) {
  serve({}, [](const HttpQuestion& question) { return streamed(question); });
  const auto answer = answers_to("GET / HTTP/1.1\r\n\r\n");
  EXPECT_THAT(answer, HasSubstr("Connection: close\r\n\r\nonetwo"));
  EXPECT_THAT(answer, Not(HasSubstr("Content-Length")));
}

TEST_F(HttpServerTest, ends_a_stream_whose_reader_is_gone) {
  std::atomic<bool> ended{false};
  serve({}, [&](const HttpQuestion& question) { return endless(question, ended); });
  {
    auto reader = connection();
    asio::write(reader, asio::buffer("GET / HTTP/1.1\r\n\r\n", 18));
    std::string begun;
    asio::read_until(reader, asio::dynamic_buffer(begun), "xxx");
  }
  EXPECT_TRUE(test::eventually([&] { return ended.load(); }));
}

// It waits for this one piece; the others are served meanwhile.
TEST_F(HttpServerTest, gives_up_a_stream_that_is_not_read) {
  std::atomic<bool> ended{false};
  HttpServerOptions options;
  options.silence = std::chrono::seconds(2);
  serve(std::move(options), [&](const HttpQuestion& question) {
    return question.target == "/endless" ? endless(question, ended) : echo(question);
  });
  auto reader = connection();
  asio::write(reader, asio::buffer("GET /endless HTTP/1.1\r\n\r\n", 25));
  EXPECT_THAT(answers_to("GET /b HTTP/1.1\r\nConnection: close\r\n\r\n"), EndsWith("GET /b "));
  EXPECT_TRUE(test::eventually([&] { return ended.load(); }));
}

TEST_F(HttpServerTest, answers_head_without_a_body) {
  serve();
  EXPECT_THAT(answers_to("HEAD /a HTTP/1.1\r\nConnection: close\r\n\r\n"), EndsWith("Content-Length: 8\r\n\r\n"));
}

TEST_F(HttpServerTest, takes_no_more_connections_than_it_may) {
  HttpServerOptions options;
  options.most_connections = 1;
  serve(std::move(options));
  auto first = connection();
  asio::write(first, asio::buffer("GET / HTTP/1.1\r\n\r\n", 18));
  std::string answer;
  asio::read_until(first, asio::dynamic_buffer(answer), "GET / ");
  auto second = connection();
  EXPECT_EQ(rest_of(second), "");
}

TEST_F(HttpServerTest, closes_a_connection_on_which_nothing_comes) {
  HttpServerOptions options;
  options.silence = std::chrono::milliseconds(1);
  serve(std::move(options));
  auto socket = connection();
  EXPECT_EQ(rest_of(socket), "");
}

TEST_F(HttpServerTest, says_why_it_cannot_listen) {
  serve();
  asio::io_context other;
  const auto error_of = [&](HttpServerOptions options) {
    const auto server =
        HttpServer::begin(other, std::move(options), [](const auto& question) { return echo(question); });
    return server.has_error() ? server.error() : Error{};
  };
  HttpServerOptions options;
  options.port = server_->port();
  EXPECT_THAT(error_of(options).message, StartsWith("cannot listen on 127.0.0.1:"));
  EXPECT_EQ(error_of(options).kind, ErrorKind::unavailable);
  options.address = "nowhere";
  EXPECT_EQ(error_of(options).message, "expected an IP address, got \"nowhere\"");
  options.address = "127.0.0.1";
  options.certificate_file = "/nowhere.pem";
  EXPECT_THAT(error_of(options).message, StartsWith("--cert: /nowhere.pem: "));
  EXPECT_EQ(error_of(options).kind, ErrorKind::usage);
}

}  // namespace
}  // namespace plimsoll::http_server_test
