#pragma once

// Failures of requests by their kind, named in results as docs/measuring.md has them. A value of fixed size; mergeable
// without loss.

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace plimsoll {

// `none` is success so far as the transport knows.
enum class FailureKind {
  none,
  resolve,
  connect,
  tls,
  timeout,
  reset,
  closed,
  truncated,
  malformed,
  too_large,
  status,
  check,
  capture,  // what later requests need of the answer is not in it
  until,    // what was waited for did not come
  login,    // 401 again after a new login
  local,
  redirect,
  auth,
  stream_error,  // an error within a streamed 200
  stream_cut,    // it ended before it said that it was whole
  stream_empty,  // and nothing came in it
  stalled,       // silent within an answer for longer than stall_timeout
};
inline constexpr std::size_t kFailureKinds = 22;

inline std::string_view to_string(FailureKind kind) {
  constexpr std::array<std::string_view, kFailureKinds> kNames = {
      "none",      "resolve",   "connect",      "tls",        "timeout",      "reset",  "closed", "truncated",
      "malformed", "too_large", "status",       "check",      "capture",      "until",  "login",  "local",
      "redirect",  "auth",      "stream_error", "stream_cut", "stream_empty", "stalled"};
  return kNames[static_cast<std::size_t>(kind)];
}

struct FailureTally {
  std::array<std::uint64_t, kFailureKinds> by_kind{};

  void add(FailureKind kind, std::uint64_t failures = 1) { by_kind[static_cast<std::size_t>(kind)] += failures; }
  void merge(const FailureTally& other) {
    for (std::size_t i = 0; i < kFailureKinds; ++i) by_kind[i] += other.by_kind[i];
  }
  std::uint64_t of(FailureKind kind) const { return by_kind[static_cast<std::size_t>(kind)]; }
  bool empty() const { return by_kind == decltype(by_kind){}; }
  bool operator==(const FailureTally&) const = default;
};

}  // namespace plimsoll
