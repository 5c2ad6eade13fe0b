#pragma once

// Exchanges that go wrong on purpose: each on a connection of its own, which is closed afterwards, so that what is
// measured is left alone. Made by a channel with the first of its requests that has a fault; the shard's thread only.
//
// Going away is close(): the kernel sends a FIN, or a reset where bytes of the answer had come and were not read.

#include "engine/http1/response_parser.h"
#include "engine/wire/connection.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace plimsoll {

class Http1Fault {
 public:
  // Resources, buffer and memory outlive it; the buffer is used between two waits only.
  Http1Fault(ConnectionResources& resources, std::span<char> buffer, std::uint64_t max_response_bytes,
             AnswerMemory& memory);

  // As Channel's. What became of it is no failure, except where nothing could be sent: then there was no fault.
  Awaitable<> send(const Request& request, Response& response);
  void abort() noexcept;

 private:
  // Bytes that may be moved at once, and how long they then take.
  struct Pace {
    std::size_t bytes = 0;  // 0: as many as there are
    Nanos time{0};
  };
  enum class Next { readable, either, pause, over };

  static Pace pace_of(const Fault& fault);
  void begin(const Request& request, Response& response);
  Awaitable<> exchange();
  Awaitable<> pause();
  Next advance();
  Next receive();
  Next send_on();
  void note_first_byte();
  bool has_tokens_enough() const;
  void finish();
  bool is_unsent() const noexcept { return !head_left_.empty() || !body_left_.empty(); }
  bool is(FaultKind kind) const noexcept { return request_->fault->kind == kind; }

  ConnectionResources& resources_;
  Connection connection_;
  ResponseParser parser_;
  std::span<char> received_;

  // Of the send in progress.
  const Request* request_ = nullptr;
  Response* response_ = nullptr;
  std::string head_;
  std::string_view head_left_;
  std::string_view body_left_;
  Pace pace_;
  Instant resume_at_{};
  bool is_whole_ = false;   // the answer, or it is known to fail
  bool has_ended_ = false;  // by the target
};

}  // namespace plimsoll
