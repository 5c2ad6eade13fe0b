#pragma once

// A target without a network: each request is answered as the test's script says, after the time it says, on the
// clock given. Keeps connections, times out and aborts as the real transport does. Owned by the test; one thread.

#include "core/clock.h"
#include "engine/exchange/transport.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace plimsoll {

struct FakeAnswer {
  Nanos latency = std::chrono::milliseconds(1);  // from sent to done
  int status = 200;
  std::string headers;  // "name: value\r\n" lines
  std::string body;
  FailureKind failure = FailureKind::none;  // resolve, connect, tls, local: nothing was sent
  std::string failure_message;
};

// One request as it came, whatever became of it.
struct FakeArrival {
  std::size_t channel = 0;  // in the order they were made
  const Request* request = nullptr;
  Instant at{};  // when the channel was asked to send
};

class FakeTransport final : public Transport {
 public:
  using Script = std::function<FakeAnswer(const FakeArrival&)>;

  FakeTransport(Clock& clock, Script script) : clock_(clock), script_(std::move(script)) {}

  std::unique_ptr<Channel> make_channel() override;

  void set_connect_time(Nanos connect_time) { connect_time_ = connect_time; }
  // For tests that run too long to keep every arrival.
  void keep_no_arrivals() { keeps_arrivals_ = false; }
  const std::vector<FakeArrival>& arrivals() const noexcept { return arrivals_; }
  std::uint64_t sent() const noexcept { return sent_; }

 private:
  class FakeChannel;

  Clock& clock_;
  Script script_;
  Nanos connect_time_{0};
  bool keeps_arrivals_ = true;
  std::size_t channels_ = 0;
  std::uint64_t sent_ = 0;
  std::vector<FakeArrival> arrivals_;
};

}  // namespace plimsoll
