#include "engine/results/recorder.h"

#include "engine/results/printable.h"
#include "engine/results/stream_folding.h"

#include <fmt/format.h>

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

bool is_redirect(int status) { return static_cast<unsigned>(status - 300) < 100; }

// One look for all that hardly ever is.
bool is_remarkable(const Response& response) {
  return response.remarkable || response.done != response.first_byte || is_redirect(response.status);
}

constexpr std::size_t kLongestHeader = 500;

// It asks a server for 5 s before it asks the next one.
bool is_resolver_timeout(Nanos resolve_time) {
  constexpr Nanos kTimeout = std::chrono::seconds(5);
  constexpr Nanos kAnswer = std::chrono::milliseconds(500);
  return resolve_time >= kTimeout && resolve_time % kTimeout < kAnswer;
}

CaseOutcome case_outcome(const Outcome& outcome) {
  if (outcome.failure == FailureKind::none) return CaseOutcome::right;
  const auto& response = *outcome.response;
  if (response.failure == FailureKind::timeout || response.failure == FailureKind::stalled) return CaseOutcome::hung;
  if (response.failure != FailureKind::none) return CaseOutcome::dropped;
  constexpr int kServerError = 500;
  return response.status >= kServerError ? CaseOutcome::server_error : CaseOutcome::unexpected;
}

bool is_new_each_time(const Insertion& insertion) {
  using Source = Insertion::Source;
  return insertion.source == Source::sequence || insertion.source == Source::uuid ||
         insertion.source == Source::unique_int || insertion.source == Source::unique_number;
}

// Rows of data and what was captured may come again.
bool has_new_payloads(const RequestTemplate* source) {
  if (source == nullptr || !source->varying || source->varying->bodies.empty()) return false;
  const auto& bodies = source->varying->bodies;
  return std::all_of(bodies.begin(), bodies.end(), [](const TemplateText& text) {
    return std::any_of(text.insertions.begin(), text.insertions.end(), is_new_each_time);
  });
}

}  // namespace

Recorder::Recorder(std::size_t names, const Redaction& redaction)
    : current_(names),
      redaction_(redaction),
      failures_(redaction),
      check_pace_(names),
      odd_answers_(names),
      seen_bodies_(names),
      reads_(names),
      counters_(names) {}

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
  if (outcome.request->stream != nullptr) add(counters_.open_streams, -1);
  if (outcome.response->remarkable || !ever_connected_) record_connection(*outcome.response);
  if (outcome.response->aborted)
    ++current_.by_request[outcome.request->name_index].unfinished;
  else if (outcome.request->fault != nullptr && outcome.response->sent != Instant{})
    record_fault(outcome);
  else if (outcome.request->case_number != 0)
    record_case(outcome);
  else
    record_finished(outcome);
}

void Recorder::record_fault(const Outcome& outcome) {
  increase<std::uint64_t>(counters_.requests_by_name[outcome.request->name_index], 1);
  const auto kind = outcome.request->fault->kind;
  const bool has_left = kind == FaultKind::abort_after || outcome.response->left;
  if (has_left) increase<std::uint64_t>(counters_.aborted, 1);
  if (outcome.due < warmup_end_)
    ++current_.warmup.faulted;
  else
    current_.by_request[outcome.request->name_index].faults.add(kind, outcome.response->status, outcome.response->left);
}

// In no figure of the good requests; one that was not answered as expected is a failure of its own kind.
void Recorder::record_case(const Outcome& outcome) {
  increase<std::uint64_t>(counters_.requests_by_name[outcome.request->name_index], 1);
  const bool warmup = outcome.due < warmup_end_;
  auto& cases = warmup ? current_.warmup.cases : current_.by_request[outcome.request->name_index].cases;
  cases.add(case_outcome(outcome));
  if (outcome.failure == FailureKind::none) return;
  const auto message = fmt::format("case \"{}\": {}", outcome.request->source->name, outcome.failure_message);
  Outcome told = outcome;
  told.failure_message = message;
  failures_.add(told, warmup);
}

void Recorder::record_connection(const Response& response) {
  auto& connections = current_.connections;
  connections.opened += response.connections_opened;
  connections.failed += response.connections_failed;
  connections.resumed += response.sessions_resumed;
  if (response.connections_ended > 0) connections.ends.merge(response.ends);
  if (response.connect_resent) ++current_.pauses.connections_resent;
  if (is_resolver_timeout(response.resolve_time)) ++current_.pauses.resolver_timeouts;
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
  if (failed) record_failure(outcome, warmup);
  if (response.stream) response.stream->release();
  if (is_remarkable(response)) remark(outcome, warmup);
  if (warmup) {
    ++current_.warmup.requests;
    if (failed) ++current_.warmup.failures;
    return;
  }
  auto& stats = current_.by_request[outcome.request->name_index];
  ++stats.requests;
  if (failed) {
    ++stats.failures;
    stats.failures_by_kind.add(outcome.failure);
  }
  if (outcome.late) ++stats.late;
  stats.statuses.add(response.status);
  stats.bytes_sent += response.bytes_sent;
  stats.bytes_received += response.bytes_received;
  if (outcome.request->stream != nullptr && outcome.request->stream->limits.any()) ++stats.streams.limited;
  if (outcome.rows != nullptr) stats.quality.add(*outcome.rows);
  if (outcome.rows_unread) ++stats.quality.unread;
  if (!has_time(response)) return;
  if (outcome.request->stream != nullptr) note_stream(outcome, failed);
  stats.response_time.record(response.done - outcome.due);
  stats.service_time.record(response.done - response.sent);
}

void Recorder::record_failure(const Outcome& outcome, bool warmup) {
  failures_.add(outcome, warmup);
  if (outcome.failure == FailureKind::timeout) increase<std::uint64_t>(counters_.aborted, 1);
}

// What few answers have.
void Recorder::remark(const Outcome& outcome, bool warmup) {
  const auto& response = *outcome.response;
  note_pieces(outcome, warmup);
  if (response.attempts != nullptr && !warmup) note_attempts(outcome);
  if (response.charset_as_coding || is_redirect(response.status)) note_odd_answer(outcome);
  if (response.resent && !warmup) ++current_.pauses.resent;
  if (response.looked_at && !warmup) note_look(outcome);
}

void Recorder::note_look(const Outcome& outcome) {
  constexpr std::size_t kMostSeen = 256;
  const auto& response = *outcome.response;
  auto& cache = odd_answers_[outcome.request->name_index].cache;
  if (!cache) cache.emplace();
  ++cache->looked_at;
  if (!response.cache_sign.empty()) {
    ++cache->cached;
    if (cache->sign.empty()) cache->sign = printable(redaction_.start_of(response.cache_sign, kLongestHeader));
  }
  if (response.body_hash == 0 || !has_new_payloads(outcome.request->source)) return;
  ++cache->compared;
  auto& seen = seen_bodies_[outcome.request->name_index];
  if (std::find(seen.hashes.begin(), seen.hashes.end(), response.body_hash) != seen.hashes.end()) {
    ++cache->repeated;
  } else if (seen.hashes.size() < kMostSeen) {
    seen.hashes.push_back(response.body_hash);
  } else {
    seen.hashes[seen.next++ % kMostSeen] = response.body_hash;
  }
}

void Recorder::note_pieces(const Outcome& outcome, bool warmup) {
  const auto& response = *outcome.response;
  if (response.first_byte == Instant{} || response.failure != FailureKind::none) return;
  const auto time = response.done - response.first_byte;
  if (time == Nanos(0) && response.connections_opened == 0) return;  // in one piece: it waited for nobody
  auto& stats = current_.by_request[outcome.request->name_index];
  if (response.connections_opened > 0)
    stats.first_pieces.add(time);
  else if (!warmup)
    stats.later_pieces.add(time);
}

void Recorder::note_attempts(const Outcome& outcome) {
  const auto& log = *outcome.response->attempts;
  auto& stats = current_.by_request[outcome.request->name_index].attempts;
  for (const auto& attempt : log.attempts) stats.add(attempt.cause, attempt.status, attempt.time);
  stats.tally.refused_cookies += log.refused_cookies;
  stats.tally.paused_seconds += to_seconds(log.paused);
}

// Once a request: where its first answer that nobody expected to lead elsewhere leads.
void Recorder::note_odd_answer(const Outcome& outcome) {
  const auto& response = *outcome.response;
  auto& odd = odd_answers_[outcome.request->name_index];
  const auto text = [&](std::string_view header) {
    return printable(redaction_.start_of(response.header(header).value_or(""), kLongestHeader));
  };
  if (response.charset_as_coding && odd.coding.empty()) odd.coding = text("content-encoding");
  const bool is_told = outcome.failure == FailureKind::redirect;
  if (is_told || !is_redirect(response.status) || !odd.location.empty() ||
      !outcome.request->wants_example_of(response.status))
    return;
  odd.status = response.status;
  odd.location = text("location");
}

bool Recorder::begin_flow(std::size_t flow, Instant due) {
  if (due < warmup_end_) return false;
  if (flow >= flows_.size()) flows_.resize(flow + 1);
  ++flows_[flow].begun;
  return true;
}

void Recorder::complete_flow(std::size_t flow, Nanos duration) {
  ++flows_[flow].completed;
  flows_[flow].duration.record(duration);
}

void Recorder::fail_flow(std::size_t flow, std::size_t step) {
  auto& failed = flows_[flow].failed_at;
  if (step >= failed.size()) failed.resize(step + 1);
  ++failed[step];
}

void Recorder::cut_flow(std::size_t flow) { ++flows_[flow].unfinished; }

void Recorder::begin_stream(const Request& request, Instant due, Response& response) {
  add(counters_.open_streams, 1);
  if (!response.stream) response.stream = std::make_unique<StreamMeter>();
  auto& reads = reads_[request.name_index];
  if (!reads) reads = std::make_unique<StreamReads>();
  const bool is_counted = due >= warmup_end_ && request.fault == nullptr;
  response.stream->count_into(is_counted ? reads.get() : nullptr);
  response.stream->begin(*request.stream);
}

void Recorder::note_stream(const Outcome& outcome, bool failed) {
  if (!outcome.response->stream || outcome.response->stream->log().events == 0) return;
  auto& streams = current_.by_request[outcome.request->name_index].streams;
  if (failed)
    fold_failed_stream(outcome, streams);
  else
    fold_stream(outcome, streams);
}

void Recorder::take(Snapshot& into) {
  for (std::size_t i = 0; i < reads_.size(); ++i) {
    if (!reads_[i] || reads_[i]->empty()) continue;
    auto& streams = current_.by_request[i].streams;
    streams.merge_time(StreamTime::gap, reads_[i]->gaps);
    streams.merge_time(StreamTime::read_delay, reads_[i]->delays);
    streams.unstamped_reads += reads_[i]->unstamped;
    reads_[i]->clear();
  }
  into.clear();
  std::swap(current_, into);
}

}  // namespace plimsoll
