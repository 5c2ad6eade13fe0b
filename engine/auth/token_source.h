#pragma once

// A token, or keys, that have to be had again and again: by a thread of its own, never by the load's. Owned by the
// engine; read by any thread.

#include "core/error.h"
#include "core/time.h"

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <utility>

namespace plimsoll {

struct Token {
  std::string text;
  std::optional<Nanos> lifetime;  // as who gave it says
};

class TokenSource {
 public:
  using IsUnwanted = std::function<bool()>;

  struct Plan {
    std::function<Result<Token>(const IsUnwanted&)> fetch;  // may block; it ends soon once it is unwanted
    Nanos every = std::chrono::minutes(45);                 // no token is used for longer
    std::function<void(const std::string&)> on_token;       // each, before anybody can use it
  };

  // Blocks until the first is there, or nobody wants it any more. Error: why there is none.
  static Result<std::unique_ptr<TokenSource>> start(Plan plan, const IsUnwanted& is_unwanted = nullptr);
  ~TokenSource();
  TokenSource(const TokenSource&) = delete;
  TokenSource& operator=(const TokenSource&) = delete;

  // Which token there is now, from 1: another number, another token.
  std::uint64_t version() const noexcept { return version_.load(std::memory_order_acquire); }
  // How often another could not be had.
  std::uint64_t failures() const noexcept { return failures_.load(std::memory_order_acquire); }
  // The token and its version.
  std::uint64_t read(std::string& into) const;
  // Why the last could not be had.
  std::string trouble() const;

  // That one is refused, though it should be good: another is asked for, unless there is one already. False: one was
  // asked for so a moment ago, and it is no use.
  bool renew(std::uint64_t refused);

 private:
  explicit TokenSource(Plan plan) : plan_(std::move(plan)) {}
  void run();
  bool wait_until_due(std::unique_lock<std::mutex>& lock);
  Nanos time_to_renewal(const Token& token) const;
  void take(Token token);

  const Plan plan_;
  std::atomic<std::uint64_t> version_{0};
  std::atomic<std::uint64_t> failures_{0};
  std::atomic<bool> ended_{false};
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::string token_;
  std::string trouble_;
  bool wanted_ = false;
  Instant due_{};
  Instant last_refused_{};
  Nanos back_off_{0};
  std::thread thread_;
};

}  // namespace plimsoll
