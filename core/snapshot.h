#pragma once

// What became of the requests of one interval, or of a whole run: counters and histograms by request name, of fixed
// size. Mergeable across threads, intervals and machines without loss. A value; moved, not shared.

#include "core/fault_tally.h"
#include "core/histogram.h"

#include <cstdint>
#include <string>
#include <vector>

namespace plimsoll {

struct RequestStats {
  std::uint64_t requests = 0;    // finished, good and failed
  std::uint64_t failures = 0;    // among them
  std::uint64_t unfinished = 0;  // in flight when the load ended
  std::uint64_t dropped = 0;     // never sent: the cap on requests in flight (open model)
  std::uint64_t late = 0;        // sent later after due than the tolerance, by our own fault
  std::uint64_t bytes_sent = 0;
  std::uint64_t bytes_received = 0;
  FaultTally faults;        // attempts that went wrong on purpose: in none of the others
  Histogram response_time;  // done - due; answered or timed out
  Histogram service_time;   // done - sent

  void merge(const RequestStats& other);
  void clear();
};

struct WarmupStats {
  std::uint64_t requests = 0;
  std::uint64_t failures = 0;
  std::uint64_t dropped = 0;
  std::uint64_t faulted = 0;  // on purpose, not among the requests
};

struct ConnectionStats {
  std::uint64_t opened = 0;
  std::uint64_t failed = 0;
  std::uint64_t resumed = 0;  // of those opened: the TLS handshake was shortened by an earlier one
  Histogram connect_time;     // resolve excluded, TCP only
  Histogram handshake_time;   // TLS

  void merge(const ConnectionStats& other);
  void clear();
};

struct Snapshot {
  explicit Snapshot(std::size_t names) : by_request(names) {}

  std::vector<RequestStats> by_request;  // in the order of the scenario's request names
  WarmupStats warmup;
  ConnectionStats connections;

  void merge(const Snapshot& other);
  void clear();
  RequestStats total() const;
};

// Cumulative counts at one instant, warm-up included: what memory growth is set against.
struct LoadReading {
  double active_users = 0;
  std::uint64_t requests_total = 0;
  std::vector<std::uint64_t> requests_by_name{};
  std::uint64_t aborted_total = 0;  // among them: we left before the answer was whole, on purpose or after a timeout
};

}  // namespace plimsoll
