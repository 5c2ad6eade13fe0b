#include "engine/http1/http1_fault.h"

#include "engine/http1/connect_summary.h"
#include "engine/http1/http1_encoder.h"

#include <algorithm>

namespace plimsoll {

namespace {

constexpr int kSmallReceiveBuffer = 4 << 10;
constexpr std::uint64_t kMovesPerSecond = 10;

constexpr std::string_view kVersion = " HTTP/1.1\r\n";

// A version that does not exist, for servers that look at the first line, and a header without a colon for the others.
// Path, length and body stay, so that a log tells which request it was.
void break_head(std::string& head) {
  head.replace(head.find(kVersion), kVersion.size(), " HTTP/x.y\r\nthis line is malformed on purpose\r\n");
}

}  // namespace

Http1Fault::Http1Fault(ConnectionResources& resources, std::span<char> buffer, std::uint64_t max_response_bytes,
                       AnswerMemory& memory)
    : resources_(resources), connection_(resources), parser_(max_response_bytes, memory), received_(buffer) {}

// Ten moves a second, fewer where a tenth is less than a byte.
Http1Fault::Pace Http1Fault::pace_of(const Fault& fault) {
  if (fault.bytes_per_second == 0) return {};
  const std::uint64_t bytes = std::max<std::uint64_t>(1, fault.bytes_per_second / kMovesPerSecond);
  const double seconds = static_cast<double>(bytes) / static_cast<double>(fault.bytes_per_second);
  return {bytes, std::chrono::duration_cast<Nanos>(std::chrono::duration<double>(seconds))};
}

void Http1Fault::abort() noexcept {
  connection_.interrupt(Connection::Interruption::aborted);
  resources_.clock.wake_sleepers();
}

Awaitable<> Http1Fault::send(const Request& request, Response& response) {
  begin(request, response);
  add_connect(co_await connection_.open(), response);
  if (connection_.is_open()) co_await exchange();
  finish();
}

void Http1Fault::begin(const Request& request, Response& response) {
  request_ = &request;
  response_ = &response;
  response.reset();
  head_ = http1_head(request);
  if (is(FaultKind::malformed)) break_head(head_);
  head_left_ = head_;
  body_left_ = request.body ? std::string_view(*request.body) : std::string_view();
  pace_ = pace_of(*request.fault);
  is_whole_ = has_ended_ = false;
  parser_.begin(request, response);
  connection_.clear_interruption();
  connection_.set_receive_buffer(is(FaultKind::slow_read) ? kSmallReceiveBuffer : 0);
}

Awaitable<> Http1Fault::exchange() {
  connection_.set_deadline(resources_.clock.now(), request_->timeout);
  for (Next next = send_on(); next != Next::over; next = advance()) {
    const auto direction = next == Next::either ? Connection::Direction::either : Connection::Direction::readable;
    if (next == Next::pause) {
      co_await pause();
    } else if (!connection_.is_ready(direction)) {
      co_await connection_.wait(direction);
    }
  }
  connection_.clear_deadline();
}

// A sleep may end early, for reasons of others.
Awaitable<> Http1Fault::pause() {
  resume_at_ += pace_.time;
  while (connection_.interruption() == Connection::Interruption::none && resources_.clock.now() < resume_at_)
    co_await resources_.clock.sleep_until(resume_at_);
}

Http1Fault::Next Http1Fault::advance() {
  if (connection_.interruption() != Connection::Interruption::none) return Next::over;
  const Next next = receive();
  return next == Next::readable && is_unsent() ? send_on() : next;
}

Http1Fault::Next Http1Fault::send_on() {
  const bool slow = is(FaultKind::slow_send);
  while (is_unsent()) {
    const std::size_t most = slow ? pace_.bytes : std::string_view::npos;
    const std::string_view head = head_left_.substr(0, most);
    const std::string_view body = body_left_.substr(0, most - std::min(most, head.size()));
    const IoResult result = connection_.send_some(head, body);
    if (result.state == IoState::wants_write) return Next::either;
    if (result.state == IoState::wants_read) return Next::readable;
    if (result.state != IoState::done) {
      has_ended_ = true;
      return receive() == Next::pause ? Next::pause : Next::over;
    }
    if (response_->sent == Instant{}) note_first_byte();
    response_->bytes_sent += result.bytes;
    const std::size_t of_head = std::min(result.bytes, head_left_.size());
    head_left_.remove_prefix(of_head);
    body_left_.remove_prefix(result.bytes - of_head);
    if (slow && is_unsent()) return Next::pause;
  }
  return Next::readable;
}

// What a fault makes late is late from here on.
void Http1Fault::note_first_byte() {
  response_->sent = resources_.clock.now();
  resume_at_ = response_->sent;
  if (is(FaultKind::abort_after))
    connection_.set_deadline(response_->sent, std::min(request_->fault->abort_after, request_->timeout));
}

Http1Fault::Next Http1Fault::receive() {
  const bool slow = is(FaultKind::slow_read);
  const std::size_t most = slow ? std::min(pace_.bytes, received_.size()) : received_.size();
  for (;;) {
    const IoResult result = connection_.receive_some(received_.data(), most);
    if (result.state == IoState::wants_read) return Next::readable;
    if (result.state == IoState::wants_write) return Next::either;
    if (result.state != IoState::done) {
      has_ended_ = true;
      return Next::over;
    }
    if (slow && response_->bytes_received == 0) resume_at_ = resources_.clock.now();  // not since the server thinks
    response_->bytes_received += result.bytes;
    is_whole_ = parser_.feed({received_.data(), result.bytes}) != ResponseParser::State::incomplete;
    if (is_whole_ || has_tokens_enough()) return Next::over;
    if (slow) return Next::pause;
    if (!result.more) return Next::readable;
  }
}

bool Http1Fault::has_tokens_enough() const {
  if (!is(FaultKind::abort_after_tokens) || !response_->stream) return false;
  const auto& log = response_->stream->log();
  return std::max(log.token_events, log.tokens_out.value_or(0)) >= request_->fault->abort_after_tokens;
}

void Http1Fault::finish() {
  response_->done = resources_.clock.now();
  if (connection_.is_open()) response_->note_end(ConnectionEnd::plan);
  const bool may_leave = is(FaultKind::abort_after) || is(FaultKind::abort_after_tokens);
  const bool has_left = !is_whole_ && !has_ended_ && connection_.interruption() != Connection::Interruption::aborted;
  response_->left = may_leave && has_left && response_->sent != Instant{};
  connection_.close();
  if (connection_.interruption() == Connection::Interruption::aborted) response_->aborted = true;
  if (response_->sent != Instant{}) {
    response_->failure = FailureKind::none;
    response_->failure_message.clear();
  } else if (response_->failure == FailureKind::none && !response_->aborted) {
    response_->failure = FailureKind::closed;
    response_->failure_message = "connection closed before anything was sent";
  }
}

}  // namespace plimsoll
