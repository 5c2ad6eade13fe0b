#pragma once

// What became of the requests of one interval, or of a whole run: counters and histograms by request name, of fixed
// size. Mergeable across threads, intervals and machines without loss. A value; moved, not shared.

#include "core/histogram.h"
#include "core/quality/quality_stats.h"
#include "core/tallies/attempt_tally.h"
#include "core/tallies/case_tally.h"
#include "core/tallies/failure_tally.h"
#include "core/tallies/fault_tally.h"
#include "core/tallies/status_tally.h"
#include "core/time.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace plimsoll {

// Answers that came in several pieces, by the time from the first byte to the last.
struct PieceTimes {
  std::uint64_t quick = 0;    // below 10 ms
  std::uint64_t below = 0;    // to 38 ms
  std::uint64_t delayed = 0;  // to 65 ms: as long as Linux delays an acknowledgement, and wakes late
  std::uint64_t above = 0;

  void add(Nanos time);
  void merge(const PieceTimes& other);
  std::uint64_t all() const { return quick + below + delayed + above; }
  bool empty() const { return all() == 0; }
};

// Of requests that may take several attempts; of all others it stays empty and small.
struct AttemptStats {
  AttemptTally tally;
  std::optional<Histogram> time;  // of each, from sent to done

  void add(AttemptCause cause, int status, std::optional<Nanos> took);
  void merge(const AttemptStats& other);
  void clear();
  bool empty() const { return tally.empty(); }
};

// The times of a streamed answer. Those up to the first of something run from when the request was due.
enum class StreamTime {
  first_byte,
  first_event,          // of any kind
  first_token,          // that has a fragment of text, of a thought or of a tool call
  first_text,           // that has text which is seen
  first_token_service,  // first_token, from sent
  gap,                  // between two events with a fragment, of every stream, whole or not
  // A token behind the first, by where its count is from: last event with a fragment - first, divided by the tokens in
  // between. Of one stream only one of them.
  token_by_usage_of_each,  // the server counts in each event
  token_by_usage,          // it counts at the end; one is taken to be in the first event
  token_by_event,          // it does not count: one an event is assumed
  first_token_failed,      // first_token of streams that failed behind it: with it, those of all that had one
  read_delay,              // what bytes of a stream waited in the kernel for us to read them, which no other time holds
};
inline constexpr std::size_t kStreamTimes = 11;

// The times of a token, the best known first.
inline constexpr std::array kTokenTimes = {StreamTime::token_by_usage_of_each, StreamTime::token_by_usage,
                                           StreamTime::token_by_event};

// As run.json names it.
inline std::string_view to_string(StreamTime time) {
  constexpr std::array<std::string_view, kStreamTimes> kNames = {"first_byte",
                                                                 "first_event",
                                                                 "first_token",
                                                                 "first_text",
                                                                 "first_token_service",
                                                                 "gap",
                                                                 "token_by_usage_of_each",
                                                                 "token_by_usage",
                                                                 "token_by_event",
                                                                 "first_token_failed",
                                                                 "read_delay"};
  return kNames[static_cast<std::size_t>(time)];
}

// What streams answered, each choice of one by itself, by the reason that the server gave for its end.
using FinishReasons = std::map<std::string, std::uint64_t, std::less<>>;

// Of requests whose answers come as streams; of all others it stays empty and small. Times are of good answers, where
// nothing else is said.
struct StreamStats {
  std::uint64_t streams = 0;  // good ones
  std::uint64_t events = 0;
  std::uint64_t token_events = 0;  // with a fragment
  std::uint64_t counted = 0;       // streams whose tokens the server counted
  std::uint64_t tokens_out = 0;    // of these
  std::uint64_t tokens_in = 0;
  std::uint64_t distrusted = 0;  // streams whose count contradicts itself: not in `counted`
  std::uint64_t unstamped_reads =
      0;                         // for which the kernel did not tell when their bytes came: the time of the read stands
  std::uint64_t limited = 0;     // requests that ended, good and failed, of those that have an `slo`
  std::uint64_t held = 0;        // among them: good ones that met every limit of it
  FinishReasons finish_reasons;  // at most kMostReasons
  std::array<std::optional<Histogram>, kStreamTimes> times;

  static constexpr std::size_t kMostReasons = 16;  // further ones count as "other"

  void record(StreamTime time, Nanos value);
  void merge_time(StreamTime time, const Histogram& values);
  const Histogram* of(StreamTime time) const;  // null: there is none
  Histogram first_token_of_all() const;        // of the good ones and of those that failed behind it
  // Of the times of a token the one that most streams have; those of others are not mixed in. Nothing of none.
  std::optional<StreamTime> token_time() const;
  void add_reason(std::string_view reason, std::uint64_t count = 1);
  void merge(const StreamStats& other);
  void clear();
  bool empty() const;
};

struct RequestStats {
  std::uint64_t requests = 0;    // finished, good and failed
  std::uint64_t failures = 0;    // among them
  std::uint64_t unfinished = 0;  // in flight when the load ended
  std::uint64_t dropped = 0;     // never sent: the cap on requests in flight (open model)
  std::uint64_t late = 0;        // sent later after due than the tolerance, by our own fault
  std::uint64_t bytes_sent = 0;
  std::uint64_t bytes_received = 0;
  FailureTally failures_by_kind;
  StatusTally statuses;     // of the requests that an answer came to, whole or not
  PieceTimes later_pieces;  // of answers on a connection that had served before
  PieceTimes first_pieces;  // of first answers of connections, in one piece and of the warm-up too
  FaultTally faults;        // attempts that went wrong on purpose: in none of the others
  CaseTally cases;          // bad requests that were sent on purpose: in none of the others
  AttemptStats attempts;    // of those that may take several
  StreamStats streams;      // of those whose answers come as streams
  QualityStats quality;     // of those whose rows have labels
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
  CaseTally cases;            // bad requests, not among them either
};

// Who ended a connection after it had been opened, and why. Those that are open at the end are of none of these.
enum class ConnectionEnd {
  target,   // it closed, or said that it would
  plan,     // we: connections were not to be kept, or went wrong on purpose
  failure,  // we: after a failure nobody knows what would come next
  surplus,  // we: more came than was asked for
  unread,   // we: it answered before it had the whole request
};
inline constexpr std::size_t kConnectionEnds = 5;

// As run.json names it.
inline std::string_view to_string(ConnectionEnd end) {
  constexpr std::array<std::string_view, kConnectionEnds> kNames = {"target", "plan", "failure", "surplus", "unread"};
  return kNames[static_cast<std::size_t>(end)];
}

struct ConnectionEnds {
  std::array<std::uint32_t, kConnectionEnds> by_end{};

  std::uint32_t& operator[](ConnectionEnd end) { return by_end[static_cast<std::size_t>(end)]; }
  std::uint32_t operator[](ConnectionEnd end) const { return by_end[static_cast<std::size_t>(end)]; }
  void add(ConnectionEnd end) { ++(*this)[end]; }
  void merge(const ConnectionEnds& other) {
    for (std::size_t i = 0; i < kConnectionEnds; ++i) by_end[i] += other.by_end[i];
  }
  bool empty() const { return by_end == decltype(by_end){}; }
};

struct ConnectionStats {
  std::uint64_t opened = 0;
  std::uint64_t failed = 0;
  std::uint64_t resumed = 0;  // of those opened: the TLS handshake was shortened by an earlier one
  Histogram connect_time;     // resolve excluded, TCP only
  Histogram handshake_time;   // TLS
  ConnectionEnds ends;

  void merge(const ConnectionStats& other);
  void clear();
};

// Waits whose length and company tell where they come from.
struct PauseStats {
  std::uint64_t resent = 0;              // requests of 190 ms and more in which the kernel sent something again
  std::uint64_t connections_resent = 0;  // opened after their first segment had been sent again
  std::uint64_t resolver_timeouts = 0;   // attempts that waited for a name as long as a resolver waits for a server

  void merge(const PauseStats& other);
  bool empty() const;
};

struct Snapshot {
  explicit Snapshot(std::size_t names) : by_request(names) {}

  std::vector<RequestStats> by_request;  // in the order of the scenario's request names
  WarmupStats warmup;
  ConnectionStats connections;
  PauseStats pauses;

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
