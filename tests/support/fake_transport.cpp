#include "tests/support/fake_transport.h"

#include <algorithm>
#include <utility>

namespace plimsoll {
namespace {

bool is_before_sending(FailureKind failure) {
  return failure == FailureKind::resolve || failure == FailureKind::connect || failure == FailureKind::tls ||
         failure == FailureKind::local;
}

bool is_without_answer(FailureKind failure) {
  return failure == FailureKind::timeout || failure == FailureKind::closed || failure == FailureKind::reset;
}

}  // namespace

class FakeTransport::FakeChannel final : public Channel {
 public:
  FakeChannel(FakeTransport& transport, std::size_t number) : transport_(transport), number_(number) {}

  Awaitable<> send(const Request& request, Response& response) override;
  void abort() noexcept override;

 private:
  Awaitable<> wait_until(Instant due);
  void answer(const Request& request, const FakeAnswer& answer, Response& response);
  void fail(Response& response, FailureKind kind, std::string message);

  FakeTransport& transport_;
  std::size_t number_;
  bool connected_ = false;
  bool sending_ = false;
  bool aborted_ = false;
};

std::unique_ptr<Channel> FakeTransport::make_channel() { return std::make_unique<FakeChannel>(*this, channels_++); }

Awaitable<> FakeTransport::FakeChannel::send(const Request& request, Response& response) {
  auto& clock = transport_.clock_;
  response.reset();
  sending_ = true;
  aborted_ = false;
  const FakeArrival arrival{number_, &request, clock.now()};
  if (transport_.keeps_arrivals_) transport_.arrivals_.push_back(arrival);
  const auto script = transport_.script_(arrival);
  if (!connected_) co_await wait_until(clock.now() + transport_.connect_time_);
  if (is_before_sending(script.failure)) {
    response.remarkable = true;
    ++response.connections_failed;
    co_await wait_until(clock.now() + script.latency);
  } else if (!aborted_) {
    if (!std::exchange(connected_, true)) {
      response.remarkable = true;
      ++response.connections_opened;
      response.connect_time = transport_.connect_time_;
    }
    response.sent = clock.now();
    response.bytes_sent = request.path.size() + (request.body ? request.body->size() : 0);
    ++transport_.sent_;
    co_await wait_until(response.sent + std::min(script.latency, request.timeout));
  }
  answer(request, script, response);
  sending_ = false;
}

Awaitable<> FakeTransport::FakeChannel::wait_until(Instant due) {
  while (!aborted_ && transport_.clock_.now() < due) co_await transport_.clock_.sleep_until(due);
}

void FakeTransport::FakeChannel::answer(const Request& request, const FakeAnswer& answer, Response& response) {
  response.done = transport_.clock_.now();
  response.aborted = aborted_;
  if (aborted_) {
    connected_ = false;
  } else if (answer.failure == FailureKind::none && answer.latency > request.timeout) {
    fail(response, FailureKind::timeout, "no answer within the timeout");
  } else {
    if (answer.failure != FailureKind::none) fail(response, answer.failure, answer.failure_message);
    if (is_before_sending(answer.failure) || is_without_answer(answer.failure)) return;
    response.first_byte = response.done;
    response.status = answer.status;
    response.headers = answer.headers;
    response.body = answer.body;
    response.bytes_received = answer.headers.size() + answer.body.size();
  }
}

void FakeTransport::FakeChannel::fail(Response& response, FailureKind kind, std::string message) {
  connected_ = false;
  response.failure = kind;
  response.failure_message = std::move(message);
}

void FakeTransport::FakeChannel::abort() noexcept {
  connected_ = false;
  if (!sending_) return;
  aborted_ = true;
  transport_.clock_.wake_sleepers();
}

}  // namespace plimsoll
