#pragma once

// One user's HTTP/1.1 exchanges, one after the other, on a connection that is kept as long as the server keeps it.
// Owned by the user; its shard's thread only.

#include "engine/exchange/transport.h"
#include "engine/http1/http1_encoder.h"
#include "engine/http1/http1_fault.h"
#include "engine/http1/response_parser.h"
#include "engine/wire/connection.h"

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace plimsoll {

// What all channels of a transport share. An answer is read and parsed without a wait in between, so that one buffer
// serves all of them.
struct Http1Resources {
  ConnectionResources connections;
  std::uint64_t max_response_bytes;
  bool keeps_alive;  // false: a connection serves one request
  Http1Encoder encoder{};
  std::array<char, 64 << 10> received;
  AnswerMemory memory{};
  bool has_answered = false;      // the target has: it speaks this protocol
  bool ends_unannounced = false;  // a kept connection ended without the server having said so
};

// Told of a connection that ended without an answer, while none has come yet.
inline constexpr std::string_view kTlsAdvice = "; does this port speak TLS (https://)?";

class Http1Channel final : public Channel {
 public:
  explicit Http1Channel(std::shared_ptr<Http1Resources> resources);

  Awaitable<> send(const Request& request, Response& response) override;
  Awaitable<> connect() override;
  int socket() const noexcept override { return connection_.socket(); }
  void abort() noexcept override;

 private:
  // What the exchange waits for next.
  enum class Step { readable, writable, either, next_turn, opening, finished };

  static Connection::Direction direction_of(Step step);
  Awaitable<> send_faulty(const Request& request, Response& response);
  void begin(const Request& request, Response& response);
  void leave_all_unsent();
  void note_sent(std::size_t bytes);
  Step start();
  bool is_to_be_looked_at(Instant now) const;
  bool is_ended() noexcept;
  Step opened();
  Step write(Instant now);
  Step write_failed(const IoResult& result);
  Step write_corrected(const IoResult& result);
  Step advance();
  Step read();
  Step take(const IoResult& received);
  Instant came_at(const IoResult& received, Instant now);
  void wait_for_more(Instant now);
  bool is_stalled() const;
  Step connection_ended(const IoResult& result);
  Step interrupted();
  Step complete(Instant now, Instant came);
  Step fail(FailureKind kind, std::string message);
  Step give_up(ConnectionEnd end = ConnectionEnd::failure);
  [[gnu::cold]] void end_connection();
  [[gnu::cold]] void look_for_resent();
  std::string_view why_ended() const;
  bool is_on_kept_connection() const noexcept { return answers_on_connection_ > 0; }
  bool is_unsent() const noexcept { return !head_left_.empty() || !body_left_.empty(); }

  std::shared_ptr<Http1Resources> resources_;
  Connection connection_;
  ResponseParser parser_;

  // Of the send in progress.
  const Request* request_ = nullptr;
  Response* response_ = nullptr;
  std::string_view head_;
  std::string_view head_left_;
  std::string_view body_left_;
  std::optional<IoResult> write_ended_;  // why no more of the request can be sent
  bool sending_ = false;
  std::uint64_t answers_on_connection_ = 0;

  Instant idle_since_{};
  Instant last_came_{};     // of a stream
  Instant silent_since_{};  // within an answer whose silence is bounded
  std::string own_head_;    // of a request that may change

  std::unique_ptr<Http1Fault> fault_;  // made with the first request that has a fault
  bool sending_faulty_ = false;
};

}  // namespace plimsoll
