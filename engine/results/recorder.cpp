#include "engine/results/recorder.h"

#include <algorithm>
#include <utility>

namespace plimsoll {
namespace {

// There is one writer: no read-modify-write is needed.
template <class Integer>
void increase(std::atomic<Integer>& counter, Integer n) {
  counter.store(counter.load(std::memory_order_relaxed) + n, std::memory_order_relaxed);
}

// Only an answer, whole or not, or the wait for one has a time to tell.
bool has_time(const Response& response) {
  return response.sent != Instant{} && (response.first_byte != Instant{} || response.failure == FailureKind::timeout);
}

}  // namespace

Recorder::Recorder(std::size_t names, const Redaction& redaction)
    : current_(names), failures_(redaction), counters_(names) {}

void Recorder::add(std::atomic<std::uint32_t>& counter, int n) { increase(counter, static_cast<std::uint32_t>(n)); }

void Recorder::begin(Instant due, Nanos lateness) {
  add(counters_.in_flight, 1);
  if (due >= warmup_end_) lateness_.record(std::max(lateness, Histogram::kLowest));
}

void Recorder::drop(std::size_t name_index, Instant due) {
  if (due < warmup_end_)
    ++current_.warmup.dropped;
  else
    ++current_.by_request[name_index].dropped;
}

void Recorder::waited(Instant from, Nanos pause) {
  if (from >= warmup_end_) waited_ += pause;
}

void Recorder::record(const Outcome& outcome) {
  add(counters_.in_flight, -1);
  record_connection(*outcome.response);
  if (outcome.response->aborted)
    ++current_.by_request[outcome.request->name_index].unfinished;
  else if (outcome.request->fault != nullptr && outcome.response->sent != Instant{})
    record_fault(outcome);
  else
    record_finished(outcome);
}

void Recorder::record_fault(const Outcome& outcome) {
  increase<std::uint64_t>(counters_.requests_by_name[outcome.request->name_index], 1);
  if (outcome.request->fault->kind == FaultKind::abort_after) increase<std::uint64_t>(counters_.aborted, 1);
  if (outcome.due < warmup_end_)
    ++current_.warmup.faulted;
  else
    current_.by_request[outcome.request->name_index].faults.add(outcome.request->fault->kind, outcome.response->status);
}

void Recorder::record_connection(const Response& response) {
  if (response.connections_opened == 0 && response.connections_failed == 0 && ever_connected_) return;
  auto& connections = current_.connections;
  connections.opened += response.connections_opened;
  connections.failed += response.connections_failed;
  connections.resumed += response.sessions_resumed;
  if (response.connections_opened > 0) {
    ever_connected_ = true;
    connections.connect_time.record(response.connect_time);
    if (response.handshake_time > Nanos(0)) connections.handshake_time.record(response.handshake_time);
  } else if (!ever_connected_ && first_connect_failure_.empty()) {
    first_connect_failure_ = response.failure_message;
  }
}

void Recorder::record_finished(const Outcome& outcome) {
  const auto& response = *outcome.response;
  const bool failed = outcome.failure != FailureKind::none;
  const bool warmup = outcome.due < warmup_end_;
  increase<std::uint64_t>(counters_.requests_by_name[outcome.request->name_index], 1);
  if (failed) failures_.add(outcome, warmup);
  if (outcome.failure == FailureKind::timeout) increase<std::uint64_t>(counters_.aborted, 1);
  if (warmup) {
    ++current_.warmup.requests;
    if (failed) ++current_.warmup.failures;
    return;
  }
  auto& stats = current_.by_request[outcome.request->name_index];
  ++stats.requests;
  if (failed) ++stats.failures;
  if (outcome.late) ++stats.late;
  stats.bytes_sent += response.bytes_sent;
  stats.bytes_received += response.bytes_received;
  if (!has_time(response)) return;
  stats.response_time.record(response.done - outcome.due);
  stats.service_time.record(response.done - response.sent);
}

void Recorder::take(Snapshot& into) {
  into.clear();
  std::swap(current_, into);
}

}  // namespace plimsoll
