#pragma once

// Bad requests that were sent on purpose (`cases`), by what came of them. A value of fixed size; mergeable without
// loss.

#include <cstdint>

namespace plimsoll {

enum class CaseOutcome {
  right,         // answered as expected
  unexpected,    // answered below 500, with another status than expected
  server_error,  // 500 and above, where that is not expected
  hung,          // no whole answer in time
  dropped,       // the connection ended before the answer was whole
};

struct CaseTally {
  std::uint64_t sent = 0;
  std::uint64_t unexpected = 0;
  std::uint64_t server_errors = 0;
  std::uint64_t hung = 0;
  std::uint64_t dropped = 0;

  void add(CaseOutcome outcome) {
    ++sent;
    if (outcome == CaseOutcome::unexpected) ++unexpected;
    if (outcome == CaseOutcome::server_error) ++server_errors;
    if (outcome == CaseOutcome::hung) ++hung;
    if (outcome == CaseOutcome::dropped) ++dropped;
  }
  void merge(const CaseTally& other) {
    sent += other.sent;
    unexpected += other.unexpected;
    server_errors += other.server_errors;
    hung += other.hung;
    dropped += other.dropped;
  }
  std::uint64_t failed() const { return unexpected + server_errors + hung + dropped; }
  bool empty() const { return sent == 0; }
};

}  // namespace plimsoll
