#include "engine/http1/http1_channel.h"

#include "core/units.h"
#include "engine/http1/connect_summary.h"
#include "engine/http1/plain_answer.h"

#include <fmt/format.h>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <cerrno>

#include <algorithm>

namespace plimsoll {

namespace {

namespace asio = boost::asio;

// After so many full buffers in a row the other users, and the deadlines, get their turn.
constexpr int kReadsPerTurn = 16;

// A body that grew larger than this is not kept in memory for the user's next answer.
constexpr std::size_t kKeptBodyCapacity = 1 << 20;

// Idle for less, an ended connection does not look like a keep-alive timeout.
constexpr Nanos kShortestKeepAlive = std::chrono::milliseconds(500);

// What the kernel sends again it sends no sooner, after 200 ms at the least.
constexpr Nanos kSoonestResent = std::chrono::milliseconds(190);

// Unused for longer, a connection is looked at before it is used again.
constexpr Nanos kIdle = std::chrono::microseconds(50);

}  // namespace

Http1Channel::Http1Channel(std::shared_ptr<Http1Resources> resources)
    : resources_(std::move(resources)),
      connection_(resources_->connections),
      parser_(resources_->max_response_bytes, resources_->memory) {}

void Http1Channel::abort() noexcept {
  if (sending_faulty_) fault_->abort();
  if (sending_) {
    connection_.interrupt(Connection::Interruption::aborted);
  } else {
    connection_.close();
  }
}

Awaitable<> Http1Channel::connect() {
  if (connection_.is_open()) co_return;
  sending_ = true;
  connection_.clear_interruption();
  const auto outcome = co_await connection_.open();
  sending_ = false;
  if (!outcome.is_open()) co_return;
  answers_on_connection_ = 0;
  idle_since_ = resources_->connections.clock.now();
  connection_.go_over_the_ring();
}

Awaitable<> Http1Channel::send_faulty(const Request& request, Response& response) {
  if (!fault_)
    fault_ = std::make_unique<Http1Fault>(resources_->connections, resources_->received, resources_->max_response_bytes,
                                          resources_->memory);
  sending_faulty_ = true;
  co_await fault_->send(request, response);
  sending_faulty_ = false;
}

Awaitable<> Http1Channel::send(const Request& request, Response& response) {
  if (request.fault != nullptr) co_return co_await send_faulty(request, response);
  begin(request, response);
  Step step = start();
  while (step != Step::finished) {
    if (step == Step::opening) {
      add_connect(co_await connection_.open(), response);
      step = opened();
      continue;
    }
    if (step == Step::next_turn) {
      co_await asio::post(resources_->connections.context, asio::use_awaitable_t<LoopExecutor>());
    } else if (const auto direction = direction_of(step); !connection_.is_ready(direction)) {
      co_await connection_.wait(direction);
    }
    step = advance();
  }
  connection_.clear_deadline();
  sending_ = false;
}

Connection::Direction Http1Channel::direction_of(Step step) {
  if (step == Step::readable) return Connection::Direction::readable;
  return step == Step::writable ? Connection::Direction::writable : Connection::Direction::either;
}

void Http1Channel::begin(const Request& request, Response& response) {
  sending_ = true;
  request_ = &request;
  response_ = &response;
  response.reset();
  silent_since_ = last_came_ = {};
  head_ = resources_->encoder.head_of(request, own_head_);
  if (response.body.capacity() > kKeptBodyCapacity) std::string().swap(response.body);
  leave_all_unsent();
  write_ended_.reset();
  connection_.clear_interruption();
  parser_.begin(request, response);
}

void Http1Channel::leave_all_unsent() {
  head_left_ = head_;
  body_left_ = request_->body ? std::string_view(*request_->body) : std::string_view();
  response_->bytes_sent = 0;
}

void Http1Channel::note_sent(std::size_t bytes) {
  response_->bytes_sent += bytes;
  const std::size_t of_head = std::min(bytes, head_left_.size());
  head_left_.remove_prefix(of_head);
  body_left_.remove_prefix(bytes - of_head);
}

Http1Channel::Step Http1Channel::start() {
  const Instant now = resources_->connections.clock.now();
  if (connection_.is_open() && !(is_to_be_looked_at(now) && is_ended())) {
    if (request_->stream != nullptr) connection_.stamp_received();
    return write(now);
  }
  connection_.close();
  return Step::opening;
}

// A look costs a system call. Right after an answer the loop itself would have told of an end, except to a server that
// closes each connection as soon as it has answered: that one is found out by the first look.
bool Http1Channel::is_to_be_looked_at(Instant now) const {
  return answers_on_connection_ == 1 || resources_->ends_unannounced ||
         connection_.is_ready(Connection::Direction::readable) || now - idle_since_ >= kIdle;
}

// Between two answers nothing may come: bytes, or the end, mean that the server has done with this connection.
bool Http1Channel::is_ended() noexcept {
  auto& buffer = resources_->received;
  IoResult result = connection_.look(buffer.data(), buffer.size());
  if (result.state == IoState::wants_read) return false;
  // A look over a ring takes nothing.
  if (result.state == IoState::done && result.bytes == 0)
    result = connection_.receive_some(buffer.data(), buffer.size());
  const bool came = result.state == IoState::done;
  if (came && !result.more && std::string_view(buffer.data(), result.bytes) == kStrayLineEnd) return false;
  response_->note_end(came ? ConnectionEnd::surplus : ConnectionEnd::target);
  resources_->ends_unannounced = true;
  return true;
}

Http1Channel::Step Http1Channel::opened() {
  answers_on_connection_ = 0;
  if (!connection_.is_open()) return give_up();
  connection_.go_over_the_ring();
  if (request_->stream != nullptr) connection_.stamp_received();
  return write(resources_->connections.clock.now());
}

Http1Channel::Step Http1Channel::write(Instant now) {
  while (is_unsent()) {
    if (response_->bytes_sent == 0) {
      response_->sent = now;
      connection_.set_deadline(now, request_->timeout);
    }
    const IoResult result = connection_.send_some(head_left_, body_left_);
    if (result.state == IoState::wants_write) return Step::either;
    if (result.state == IoState::wants_read) return Step::readable;
    if (result.state != IoState::done) return write_failed(result);
    note_sent(result.bytes);
  }
  return Step::readable;
}

Http1Channel::Step Http1Channel::write_failed(const IoResult& result) {
  if (response_->bytes_sent == 0) {
    response_->sent = {};
    if (is_on_kept_connection()) {  // it ended after the look: nothing was sent, so nothing is resent
      response_->note_end(ConnectionEnd::target);
      connection_.close();
      return Step::opening;
    }
  }
  // The answer may have come before the whole request was read.
  write_ended_ = result;
  const Step step = read();
  const bool is_cut = result.error == EPIPE || result.error == ECONNRESET;
  if (step == Step::finished || (is_cut && connection_.is_receiving())) return step;
  return connection_ended(result);
}

// The last send, which began with the first byte of the request, was believed done.
Http1Channel::Step Http1Channel::write_corrected(const IoResult& result) {
  leave_all_unsent();
  note_sent(result.bytes);
  return result.state == IoState::failed ? write_failed(result) : Step::next_turn;
}

Http1Channel::Step Http1Channel::advance() {
  if (connection_.interruption() != Connection::Interruption::none) return interrupted();
  if (const auto result = connection_.take_send_result()) return write_corrected(*result);
  const Step step = read();
  const bool writes_on = step == Step::readable && is_unsent() && !write_ended_;
  return writes_on ? write(resources_->connections.clock.now()) : step;
}

Http1Channel::Step Http1Channel::read() {
  for (int i = 0; i < kReadsPerTurn; ++i) {
    const IoResult result = connection_.receive_some(resources_->received.data(), resources_->received.size());
    if (result.state == IoState::wants_read) return Step::readable;
    if (result.state == IoState::wants_write) return Step::writable;
    if (result.state != IoState::done) return connection_ended(result);
    const Step step = take(result);
    if (step == Step::finished || !result.more) return step;
  }
  return Step::next_turn;
}

Http1Channel::Step Http1Channel::take(const IoResult& received) {
  const Instant now = resources_->connections.clock.now();
  const Instant came = request_->stream != nullptr ? came_at(received, now) : now;
  response_->bytes_received += received.bytes;
  const auto state = parser_.feed({resources_->received.data(), received.bytes}, came);
  if (response_->first_byte == Instant{} && parser_.answer_started()) response_->first_byte = came;
  switch (state) {
    case ResponseParser::State::incomplete:
      if (request_->stream != nullptr) wait_for_more(now);
      return Step::readable;
    case ResponseParser::State::complete:
      return complete(now, came);
    case ResponseParser::State::failed:
      break;
  }
  return give_up();
}

// Of a stream: when the kernel had the bytes, so that what they waited for us is in none of its times; where it does
// not tell, when they were read. Never before what came before them.
Instant Http1Channel::came_at(const IoResult& received, Instant now) {
  const bool is_known = received.came != WallTime{};
  const Nanos waited = is_known ? resources_->connections.clock.wall_now() - received.came : Nanos(0);
  last_came_ = std::clamp(now - waited, std::min(now, std::max(last_came_, response_->sent)), now);
  if (response_->stream) response_->stream->note_read(is_known ? std::optional(now - last_came_) : std::nullopt);
  return last_came_;
}

// An answer that has begun may be silent for so long, within the request's timeout.
void Http1Channel::wait_for_more(Instant now) {
  const auto stall = request_->stream->stall_timeout;
  if (stall == Nanos(0) || !parser_.answer_started()) return;
  silent_since_ = now;
  connection_.set_deadline(now, std::min(stall, response_->sent + request_->timeout - now));
}

// The deadline came of its silence.
bool Http1Channel::is_stalled() const {
  return silent_since_ != Instant{} &&
         response_->sent + request_->timeout - silent_since_ > request_->stream->stall_timeout;
}

Http1Channel::Step Http1Channel::complete(Instant now, Instant came) {
  response_->done = came;
  idle_since_ = now;
  if (now - response_->sent >= kSoonestResent) look_for_resent();
  ++answers_on_connection_;
  resources_->has_answered = true;
  if (is_unsent() || !parser_.keeps_connection() || !resources_->keeps_alive) end_connection();
  return Step::finished;
}

void Http1Channel::look_for_resent() {
  if (connection_.has_resent()) response_->remarkable = response_->resent = true;
}

// After a whole answer: what we closed is told from what the server closes.
void Http1Channel::end_connection() {
  const bool by_plan = !resources_->keeps_alive;
  response_->note_end(by_plan                 ? ConnectionEnd::plan
                      : is_unsent()           ? ConnectionEnd::unread
                      : parser_.has_surplus() ? ConnectionEnd::surplus
                                              : ConnectionEnd::target);
  connection_.close();
}

Http1Channel::Step Http1Channel::connection_ended(const IoResult& result) {
  if (result.state == IoState::failed && result.error == 0) return fail(FailureKind::tls, connection_.tls_failure());
  const IoResult& cause = write_ended_ ? *write_ended_ : result;
  const bool by_reset = cause.state == IoState::failed && cause.error != EPIPE;
  if (parser_.finish(by_reset) == ResponseParser::State::complete) {
    const Instant now = resources_->connections.clock.now();
    complete(now, now);
    connection_.close();
    return Step::finished;
  }
  if (!parser_.answer_started()) response_->failure_message += why_ended();
  return give_up(ConnectionEnd::target);
}

// What a person may look at first when a connection ends without an answer.
std::string_view Http1Channel::why_ended() const {
  if (is_unsent()) return "; the request was not wholly sent: the server may refuse its size";
  if (!is_on_kept_connection()) return resources_->connections.tls || resources_->has_answered ? "" : kTlsAdvice;
  if (response_->sent - idle_since_ >= kShortestKeepAlive) {
    return "; it was kept and idle: this looks like a keep-alive timeout of the server, shorter than the wait";
  }
  return "; it was kept from the request before: the server may close without saying so (Connection: close)";
}

Http1Channel::Step Http1Channel::interrupted() {
  if (connection_.interruption() == Connection::Interruption::aborted) {
    response_->aborted = true;
    return give_up(ConnectionEnd::plan);
  }
  const std::string limit = format_duration(request_->timeout);
  if (is_stalled())
    return fail(FailureKind::stalled,
                fmt::format("silent within the answer for {}", format_duration(request_->stream->stall_timeout)));
  if (parser_.answer_started()) return fail(FailureKind::timeout, fmt::format("answer not whole within {}", limit));
  if (is_unsent()) return fail(FailureKind::timeout, fmt::format("request not taken within {}", limit));
  return fail(FailureKind::timeout, fmt::format("no answer within {}", limit));
}

Http1Channel::Step Http1Channel::fail(FailureKind kind, std::string message) {
  response_->failure = kind;
  response_->failure_message = std::move(message);
  return give_up();
}

// The response says why.
Http1Channel::Step Http1Channel::give_up(ConnectionEnd end) {
  response_->done = resources_->connections.clock.now();
  if (connection_.is_open()) {
    if (response_->done - response_->sent >= kSoonestResent) look_for_resent();
    response_->note_end(end);
  }
  connection_.close();
  return Step::finished;
}

}  // namespace plimsoll
