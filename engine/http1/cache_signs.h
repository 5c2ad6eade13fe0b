#pragma once

// What the headers of an answer tell of a cache that gave it: CDNs, proxies, and services that cache predictions. A
// pure function, any thread; and which answers are looked at, for one thread.

#include <cstdint>
#include <string_view>

namespace plimsoll {

// The line that says so ("X-Cache: HIT from edge"), within the headers: lines with their ends, names in any case.
// Empty: none does. A hit, a stale or revalidated answer count; that a cache stands there and had to ask does not.
std::string_view sign_of_cache(std::string_view headers);

// By which a body is known again: of its beginning and its length; never 0.
std::uint64_t hash_of_body(std::string_view body);

// A few of many answers are looked at: the first ones nearly all, then in steps that grow to 509 and fit no turn of
// bodies. Of the first 1,000 these are 57, of the first 10,000 125.
class CacheLooks {
 public:
  // Asked once an answer.
  bool is_due() noexcept { return --until_ == 0; }
  // That one was looked at.
  void looked() noexcept {
    constexpr std::uint32_t kLongestStep = 508;
    constexpr std::uint32_t kGrowingLooks = 180;
    until_ = (looks_ < kGrowingLooks ? 1 + looks_ * looks_ / 64 : kLongestStep) + looks_ % 2;
    ++looks_;
  }

 private:
  std::uint32_t until_ = 2;
  std::uint32_t looks_ = 0;
};

}  // namespace plimsoll
