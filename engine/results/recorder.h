#pragma once

// Folds the outcomes of one shard into the snapshot of the current second, and counts what the monitors ask for at any
// instant. Owned by a shard; used on its thread, only the counters are read from any.

#include "core/snapshot.h"
#include "engine/exchange/request.h"
#include "engine/results/check_pace.h"
#include "engine/results/failure_log.h"
#include "record/run_record.h"

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace plimsoll {

// Cumulative, warm-up included; written by one thread, read by any.
struct LiveCounters {
  explicit LiveCounters(std::size_t names) : requests_by_name(names) {}
  std::atomic<std::uint32_t> active_users{0};
  std::atomic<std::uint32_t> in_flight{0};
  std::atomic<std::uint32_t> open_streams{0};  // of these: their answers come as streams
  std::atomic<std::uint64_t> aborted{0};
  std::vector<std::atomic<std::uint64_t>> requests_by_name;
};

class Recorder {
 public:
  Recorder(std::size_t names, const Redaction& redaction);

  // Requests due before it are counted apart.
  void set_warmup_end(Instant end) { warmup_end_ = end; }

  void user_came() { add(counters_.active_users, 1); }
  void user_left() { add(counters_.active_users, -1); }

  // Each request: once begun, then once recorded; one that the run itself ended (response.aborted) is unfinished, one
  // that went wrong on purpose is counted apart.
  void begin(Instant due, Nanos lateness);
  // The same for one whose answer comes as a stream: its meter is the response's.
  void begin_stream(const Request& request, Instant due, Response& response);
  void record(const Outcome& outcome);
  // One that was due and is never sent.
  void drop(std::size_t name_index, Instant due);
  // A user's pause, from the end of its task.
  void waited(Instant from, Nanos pause);

  // Which answers are looked into; and whether one due then is of the warm-up.
  CheckPace& check_pace() noexcept { return check_pace_; }
  const CheckPace& check_pace() const noexcept { return check_pace_; }
  bool is_warmup(Instant due) const noexcept { return due < warmup_end_; }

  // A flow: once begun, then once ended. False: it is of the warm-up, and not counted.
  bool begin_flow(std::size_t flow, Instant due);
  void complete_flow(std::size_t flow, Nanos duration);
  void fail_flow(std::size_t flow, std::size_t step);
  void cut_flow(std::size_t flow);

  // The second so far is swapped into the given one, whose memory serves the next second.
  void take(Snapshot& into);

  const LiveCounters& counters() const noexcept { return counters_; }
  const std::vector<FailureCount>& failures() const noexcept { return failures_.counts(); }
  std::vector<FailureCount> take_failures() { return failures_.take(); }
  // By the index of their requests' names, which are not in them.
  const std::vector<OddAnswer>& odd_answers() const noexcept { return odd_answers_; }
  // By their places, which have no names in them: as many as were begun.
  const std::vector<FlowRecord>& flows() const noexcept { return flows_; }
  bool ever_connected() const noexcept { return ever_connected_; }
  const std::string& first_connect_failure() const noexcept { return first_connect_failure_; }
  // Outside the warm-up.
  const Histogram& lateness() const noexcept { return lateness_; }
  double waited_seconds() const noexcept { return to_seconds(waited_); }

 private:
  static void add(std::atomic<std::uint32_t>& counter, int n);
  void record_connection(const Response& response);
  void record_finished(const Outcome& outcome);
  void record_fault(const Outcome& outcome);
  void record_case(const Outcome& outcome);
  void record_failure(const Outcome& outcome, bool warmup);
  void remark(const Outcome& outcome, bool warmup);
  void note_pieces(const Outcome& outcome, bool warmup);
  void note_attempts(const Outcome& outcome);
  void note_odd_answer(const Outcome& outcome);
  void note_look(const Outcome& outcome);
  void note_stream(const Outcome& outcome, bool failed);

  Snapshot current_;
  const Redaction& redaction_;
  FailureLog failures_;
  CheckPace check_pace_;
  std::vector<OddAnswer> odd_answers_;  // by name
  std::vector<FlowRecord> flows_;
  struct SeenBodies {
    std::vector<std::uint64_t> hashes;  // the last of them, in a ring
    std::size_t next = 0;
  };
  std::vector<SeenBodies> seen_bodies_;              // by name; filled where payloads are new each time
  std::vector<std::unique_ptr<StreamReads>> reads_;  // of streams, by name: meters refer to them
  LiveCounters counters_;
  Histogram lateness_;
  Nanos waited_{0};
  Instant warmup_end_{};
  bool ever_connected_ = false;
  std::string first_connect_failure_;
};

}  // namespace plimsoll
