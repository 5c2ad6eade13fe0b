// A target whose answers are token streams, and which knows when it sent each token: one thread, a stream a connection
// at a time, server-sent events as OpenAI's chat has them. Prints its port when it listens; on SIGTERM or SIGINT one
// line of JSON: how many streams and tokens, and the times between its own instants, which a client's are held against.
// A request begins when the kernel has it (SO_TIMESTAMPNS), so that what it waits for this server is this server's too;
// how long that was is told apart.
//
//   stream_server [--port N] [--tokens 50] [--first 20ms] [--every 20ms] [--together 1] [--warmup 0s]
//
// --together: so many events are written at once; what is written is made before the first request. --warmup: times of
// streams that came sooner after the first one are left out.

#include "core/clock.h"
#include "core/histogram.h"
#include "core/units.h"

#include <fmt/format.h>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include <sys/socket.h>
#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using plimsoll::Histogram;
using plimsoll::Instant;
using plimsoll::Nanos;

struct Plan {
  std::uint16_t port = 0;
  std::uint32_t tokens = 50;
  std::uint32_t together = 1;
  Nanos first = std::chrono::milliseconds(20);
  Nanos every = std::chrono::milliseconds(20);
  Nanos warmup{0};
};

// Between the instants before each write, from when the kernel had the request.
struct Counts {
  std::uint64_t streams = 0;
  std::uint64_t whole = 0;
  std::uint64_t tokens = 0;
  Instant first{};  // request
  Histogram first_token;
  Histogram gap;
  Histogram unread;  // what requests waited in the kernel
};

std::string chunk(std::string_view data) { return fmt::format("{:x}\r\n{}\r\n", data.size(), data); }

std::string event(std::string_view choice) {
  return fmt::format(
      "data: "
      "{{\"id\":\"chatcmpl-5f2a\",\"object\":\"chat.completion.chunk\",\"created\":1767225600,\"model\":\"bench\","
      "\"choices\":[{{\"index\":0,{}}}]}}\n\n",
      choice);
}

const std::string kHead = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n" +
                          chunk(event(R"("delta":{"role":"assistant","content":""},"finish_reason":null)"));

std::string end_of(std::uint32_t tokens) {
  return chunk(event(R"("delta":{},"finish_reason":"stop")")) +
         chunk(fmt::format("data: {{\"choices\":[],\"usage\":{{\"prompt_tokens\":8,\"completion_tokens\":{}}}}}\n\n",
                           tokens)) +
         chunk("data: [DONE]\n\n") + "0\r\n\r\n";
}

std::string some_tokens(std::uint32_t first, std::uint32_t count) {
  std::string text;
  for (std::uint32_t i = first; i < first + count; ++i)
    text += chunk(event(fmt::format(R"("delta":{{"content":" w{}"}},"finish_reason":null)", i)));
  return text;
}

// What is written after each wait: the same of every stream.
struct Texts {
  explicit Texts(const Plan& plan) : end(end_of(plan.tokens)) {
    for (std::uint32_t sent = 0; sent < plan.tokens; sent += plan.together)
      tokens.push_back(some_tokens(sent, std::min(plan.together, plan.tokens - sent)));
  }

  std::vector<std::string> tokens;
  std::string end;
};

// Whole requests only; their bodies are not looked at.
std::size_t body_size(std::string_view head) {
  constexpr std::string_view kLength = "\r\nContent-Length: ";
  const auto at = head.find(kLength);
  std::size_t size = 0;
  if (at != std::string_view::npos) std::from_chars(head.data() + at + kLength.size(), head.data() + head.size(), size);
  return size;
}

// What is there, and when the kernel had it; 0: nothing yet, below it: the end.
ssize_t receive(int socket, std::span<char> room, Instant& came) {
  alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(timespec))> control;
  iovec part{room.data(), room.size()};
  msghdr message{};
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  message.msg_control = control.data();
  message.msg_controllen = control.size();
  const auto bytes = recvmsg(socket, &message, MSG_DONTWAIT);
  if (bytes < 0) return errno == EAGAIN || errno == EINTR ? 0 : -1;
  if (bytes == 0) return -1;
  came = plimsoll::monotonic_now();
  const cmsghdr* said = CMSG_FIRSTHDR(&message);
  if (said == nullptr || said->cmsg_type != SCM_TIMESTAMPNS) return bytes;
  timespec time{};
  std::memcpy(&time, CMSG_DATA(said), sizeof time);
  const auto stamp = plimsoll::WallTime(std::chrono::seconds(time.tv_sec) + Nanos(time.tv_nsec));
  came -= std::max(plimsoll::wall_now() - stamp, Nanos(0));
  return bytes;
}

asio::awaitable<void> stream(tcp::socket& socket, const Plan& plan, const Texts& texts, Counts& counts, Instant came,
                             boost::system::error_code& failed) {
  const auto token = [&failed] { return asio::redirect_error(asio::use_awaitable, failed); };
  asio::steady_timer timer(socket.get_executor());
  const auto begun = plimsoll::monotonic_now();
  if (counts.first == Instant{}) counts.first = came;
  const bool is_timed = came - counts.first >= plan.warmup;
  if (is_timed) counts.unread.record(std::max(begun - came, Histogram::kLowest));
  ++counts.streams;
  co_await asio::async_write(socket, asio::buffer(kHead), token());
  Instant before{};
  auto due = begun + plan.first;
  for (std::uint32_t sent = 0; sent < plan.tokens && !failed; sent += plan.together, due += plan.every) {
    const auto& text = texts.tokens[sent / plan.together];
    if (due > plimsoll::monotonic_now()) {
      timer.expires_at(std::chrono::steady_clock::time_point(due.time_since_epoch()));
      co_await timer.async_wait(token());
    }
    const auto now = plimsoll::monotonic_now();
    if (is_timed && before == Instant{})
      counts.first_token.record(now - came);
    else if (is_timed)
      counts.gap.record(std::max(now - before, Histogram::kLowest));
    before = now;
    co_await asio::async_write(socket, asio::buffer(text), token());
    counts.tokens += std::min(plan.together, plan.tokens - sent);
  }
  if (failed) co_return;
  co_await asio::async_write(socket, asio::buffer(texts.end), token());
  if (!failed) ++counts.whole;
}

asio::awaitable<void> serve(tcp::socket socket, const Plan& plan, const Texts& texts, Counts& counts) {
  boost::system::error_code failed;
  const auto token = [&failed] { return asio::redirect_error(asio::use_awaitable, failed); };
  socket.set_option(tcp::no_delay(true));
  const int on = 1;
  setsockopt(socket.native_handle(), SOL_SOCKET, SO_TIMESTAMPNS, &on, sizeof on);
  std::string received;
  std::array<char, 16 << 10> piece;
  Instant came{};
  while (!failed) {
    const auto end = received.find("\r\n\r\n");
    const auto head = end == std::string::npos ? 0 : end + 4;
    const auto whole = head + body_size(std::string_view(received).substr(0, head));
    if (head > 0 && received.size() >= whole) {
      received.erase(0, whole);
      co_await stream(socket, plan, texts, counts, came, failed);
      continue;
    }
    const auto bytes = receive(socket.native_handle(), piece, came);
    if (bytes < 0) break;
    if (bytes == 0)
      co_await socket.async_wait(tcp::socket::wait_read, token());
    else
      received.append(piece.data(), static_cast<std::size_t>(bytes));
  }
}

asio::awaitable<void> listen(tcp::acceptor& acceptor, const Plan& plan, const Texts& texts, Counts& counts) {
  for (;;) {
    auto socket = co_await acceptor.async_accept(asio::use_awaitable);
    co_spawn(acceptor.get_executor(), serve(std::move(socket), plan, texts, counts), [](std::exception_ptr) {});
  }
}

double milliseconds(Nanos time) { return std::chrono::duration<double, std::milli>(time).count(); }

std::string times(const Histogram& histogram) {
  return fmt::format(R"({{"count": {}, "p50": {:.4f}, "p99": {:.4f}, "max": {:.4f}}})", histogram.count(),
                     milliseconds(histogram.quantile(0.5)), milliseconds(histogram.quantile(0.99)),
                     milliseconds(histogram.maximum()));
}

bool read_plan(int count, char** words, Plan& plan) {
  for (int i = 1; i + 1 < count; i += 2) {
    const std::string_view name = words[i];
    const std::string_view value = words[i + 1];
    std::uint32_t number = 0;
    std::from_chars(value.data(), value.data() + value.size(), number);
    const auto time = plimsoll::parse_duration(value);
    if (name == "--port")
      plan.port = static_cast<std::uint16_t>(number);
    else if (name == "--tokens" && number > 0)
      plan.tokens = number;
    else if (name == "--together" && number > 0)
      plan.together = number;
    else if (name == "--first" && time)
      plan.first = *time;
    else if (name == "--every" && time)
      plan.every = *time;
    else if (name == "--warmup" && time)
      plan.warmup = *time;
    else
      return false;
  }
  return count % 2 == 1;
}

}  // namespace

int main(int count, char** words) {
  Plan plan;
  if (!read_plan(count, words, plan)) {
    std::fputs(
        "usage: stream_server [--port N] [--tokens N] [--first TIME] [--every TIME] [--together N] "
        "[--warmup TIME]\n",
        stderr);
    return 64;
  }
  asio::io_context context(1);
  tcp::acceptor acceptor(context, {asio::ip::address_v4::loopback(), plan.port});
  acceptor.listen(16384);
  std::printf("%d\n", acceptor.local_endpoint().port());
  std::fflush(stdout);
  const Texts texts(plan);
  Counts counts;
  asio::signal_set signals(context, SIGINT, SIGTERM);
  signals.async_wait([&](auto, int) { context.stop(); });
  co_spawn(context, listen(acceptor, plan, texts, counts), [](std::exception_ptr) {});
  context.run();
  fmt::print(R"({{"streams": {}, "whole": {}, "tokens": {}, "first_token_ms": {}, "gap_ms": {}, "unread_ms": {}}})"
             "\n",
             counts.streams, counts.whole, counts.tokens, times(counts.first_token), times(counts.gap),
             times(counts.unread));
  return 0;
}
