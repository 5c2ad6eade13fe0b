#pragma once

// One request, whatever protocol sends it, and everything that came of it. Most requests are made before the run and
// only referred to afterwards (requests/rendered_request.h); a Response is a user's own and reused for each attempt, so
// that the steady state allocates nothing. Used on one shard's thread.

#include "core/quality/quality_stats.h"
#include "core/snapshot.h"
#include "core/tallies/failure_tally.h"
#include "core/time.h"
#include "engine/exchange/attempt_log.h"
#include "engine/streams/stream_meter.h"
#include "scenarios/header_list.h"
#include "scenarios/request_template.h"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace plimsoll {

struct Request {
  std::uint32_t number = 0;                 // among a run's requests that never change, from 1; 0: it may change
  std::size_t name_index = 0;               // in Scenario::request_names()
  std::size_t body_number = 0;              // which of its template's bodies it has
  const RequestTemplate* source = nullptr;  // the scenario outlives the run
  Method method = Method::get;
  std::string path;                         // base path and query included
  std::vector<Header> headers;              // all of them, Host and Content-Length too
  std::shared_ptr<const std::string> body;  // may be null
  std::string body_label;                   // "data/1.json", for failure messages
  bool keeps_body = false;                  // a check needs the answer's body
  bool keeps_headers = false;               // a check needs the answer's headers
  const StreamRules* stream = nullptr;      // its answer comes as a stream, which is measured; null: it does not
  const StatusCheck* expects = nullptr;     // its source's; null: any status below 400
  Nanos timeout{0};                         // sent to the last byte
  const Fault* fault = nullptr;             // what it does wrong on purpose; null: nothing
  std::uint32_t case_number = 0;            // among the bad requests of its step, from 1; 0: it is a good one

  // Head and the start of the body of an answer of that status are worth keeping: it fails, or leads elsewhere.
  bool wants_example_of(int status) const {
    return expects == nullptr ? status >= 300 : status >= 400 || !expects->holds(status);
  }
};

struct Response {
  // Filled by the transport.
  FailureKind failure = FailureKind::none;
  std::string failure_message;   // a sentence without the request's name, so that equal failures count together
  bool aborted = false;          // the run ended it: neither success nor failure, counts as unfinished
  bool left = false;             // it went away on purpose, before the answer was whole
  int status = 0;                // 0: none came
  std::string headers;           // "name: value\r\n" lines, names in lower case; kept at most 64 KiB
  std::string body;              // decoded where it was compressed; empty unless kept or needed for an example
  std::uint64_t bytes_sent = 0;  // on the wire, HTTP head included
  std::uint64_t bytes_received = 0;
  Instant sent{};  // first byte given to the kernel; unset (zero) if it never was
  Instant first_byte{};
  Instant done{};  // last byte, or the failure
  // Of a user whose answers come as streams; null: none has come.
  std::unique_ptr<StreamMeter> stream{};
  // Whoever sets one of what follows sets this too: of nearly every answer it is all that is looked at.
  bool remarkable = false;
  // Connections opened for this attempt.
  std::uint32_t connections_opened = 0;
  std::uint32_t connections_failed = 0;
  std::uint32_t sessions_resumed = 0;  // of those opened: TLS handshakes shortened by an earlier one
  Nanos connect_time{0};               // of the last one opened; zero: none was
  Nanos handshake_time{0};
  const AttemptLog* attempts = nullptr;  // of a request that may take several: they outlive the look at the answer
  Nanos resolve_time{0};                 // of the name service's answer; zero: this attempt did not wait for it
  bool connect_resent = false;           // the kernel sent the connection's first segment again
  bool resent = false;                   // or one of a slow request
  bool charset_as_coding = false;        // Content-Encoding names a character set: the body was taken as it is
  bool looked_at = false;                // one of the few that are looked at for signs of a cache
  std::uint64_t body_hash = 0;           // of such a one, where its body is known whole
  std::string cache_sign;                // of such a one, the line of its headers; empty: none
  std::uint32_t connections_ended = 0;   // that this attempt found ended or ended itself
  ConnectionEnds ends;                   // of these

  void reset();  // ready for the next attempt; keeps capacity
  void note_end(ConnectionEnd end) {
    remarkable = true;
    ++connections_ended;
    ends.add(end);
  }
  // Value of the first header of that (lower-case) name, trimmed; nullopt if absent.
  std::optional<std::string_view> header(std::string_view lower_case_name) const;
};

// What became of one request: what the recorder folds.
struct Outcome {
  const Request* request = nullptr;
  Instant due{};
  const Response* response = nullptr;
  FailureKind failure = FailureKind::none;  // the checks' verdict included
  std::string_view failure_message;         // equal for equal failures
  std::string_view failure_detail;          // what was found this time, for the example; may be empty
  bool late = false;                        // started later than due by our own fault
  const JudgedRows* rows = nullptr;         // of labelled rows what was predicted for them; null: of none
  bool rows_unread = false;                 // they are labelled, and the answer has nothing for them
};

}  // namespace plimsoll
