#pragma once

// How many requests may still be sent: exact over all shards, which share it. Any thread.

#include <atomic>
#include <cstdint>
#include <optional>

namespace plimsoll {

class RequestBudget {
 public:
  explicit RequestBudget(std::optional<std::uint64_t> limit) : limit_(limit) {}

  // False: none is left.
  bool take() noexcept { return !limit_ || taken_.fetch_add(1, std::memory_order_relaxed) < *limit_; }
  bool used_up() const noexcept { return limit_ && taken_.load(std::memory_order_relaxed) >= *limit_; }

 private:
  const std::optional<std::uint64_t> limit_;
  std::atomic<std::uint64_t> taken_{0};
};

}  // namespace plimsoll
