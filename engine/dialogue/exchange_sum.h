#pragma once

// What the exchanges of one request came to together: bytes, connections, the first instant; the rest is the last
// one's. A value; one thread.

#include "engine/exchange/request.h"

#include <algorithm>
#include <cstdint>

namespace plimsoll {

class ExchangeSum {
 public:
  void clear() noexcept { *this = ExchangeSum(); }

  // One that is not the last.
  void add(const Response& response) noexcept {
    bytes_sent_ += response.bytes_sent;
    bytes_received_ += response.bytes_received;
    if (sent_ == Instant{}) sent_ = response.sent;
    if (!response.remarkable) return;
    opened_ += response.connections_opened;
    failed_ += response.connections_failed;
    resumed_ += response.sessions_resumed;
    ended_ += response.connections_ended;
    ends_.merge(response.ends);
    connect_resent_ = connect_resent_ || response.connect_resent;
    resent_ = resent_ || response.resent;
    connect_time_ = std::max(connect_time_, response.connect_time);
    handshake_time_ = std::max(handshake_time_, response.handshake_time);
    resolve_time_ = std::max(resolve_time_, response.resolve_time);
  }

  // Into the last one's.
  void put_into(Response& response) const noexcept {
    response.bytes_sent += bytes_sent_;
    response.bytes_received += bytes_received_;
    if (sent_ != Instant{}) response.sent = sent_;
    response.connections_opened += opened_;
    response.connections_failed += failed_;
    response.sessions_resumed += resumed_;
    response.connections_ended += ended_;
    response.ends.merge(ends_);
    response.connect_resent = response.connect_resent || connect_resent_;
    response.resent = response.resent || resent_;
    response.connect_time = std::max(response.connect_time, connect_time_);
    response.handshake_time = std::max(response.handshake_time, handshake_time_);
    response.resolve_time = std::max(response.resolve_time, resolve_time_);
  }

 private:
  std::uint64_t bytes_sent_ = 0;
  std::uint64_t bytes_received_ = 0;
  Instant sent_{};
  std::uint32_t opened_ = 0;
  std::uint32_t failed_ = 0;
  std::uint32_t resumed_ = 0;
  std::uint32_t ended_ = 0;
  ConnectionEnds ends_;
  bool connect_resent_ = false;
  bool resent_ = false;
  Nanos connect_time_{0};
  Nanos handshake_time_{0};
  Nanos resolve_time_{0};
};

}  // namespace plimsoll
