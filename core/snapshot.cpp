#include "core/snapshot.h"

#include <algorithm>

namespace plimsoll {

namespace {

Histogram& made(std::optional<Histogram>& histogram) { return histogram ? *histogram : histogram.emplace(); }

}  // namespace

void PieceTimes::add(Nanos time) {
  using std::chrono::milliseconds;
  auto& count = time < milliseconds(10)   ? quick
                : time < milliseconds(38) ? below
                : time < milliseconds(65) ? delayed
                                          : above;
  ++count;
}

void PieceTimes::merge(const PieceTimes& other) {
  quick += other.quick;
  below += other.below;
  delayed += other.delayed;
  above += other.above;
}

void AttemptStats::add(AttemptCause cause, int status, std::optional<Nanos> took) {
  tally.add(cause, status);
  if (!took) return;
  made(time).record(*took);
}

void AttemptStats::merge(const AttemptStats& other) {
  tally.merge(other.tally);
  if (!other.time || other.time->empty()) return;
  made(time).merge(*other.time);
}

// The memory stays for the next interval.
void AttemptStats::clear() {
  tally = {};
  if (time) time->clear();
}

void StreamStats::record(StreamTime time, Nanos value) {
  made(times[static_cast<std::size_t>(time)]).record(std::max(value, Histogram::kLowest));
}

void StreamStats::merge_time(StreamTime time, const Histogram& values) {
  if (values.empty()) return;
  made(times[static_cast<std::size_t>(time)]).merge(values);
}

const Histogram* StreamStats::of(StreamTime time) const {
  const auto& histogram = times[static_cast<std::size_t>(time)];
  return histogram && !histogram->empty() ? &*histogram : nullptr;
}

Histogram StreamStats::first_token_of_all() const {
  Histogram all;
  for (const auto time : {StreamTime::first_token, StreamTime::first_token_failed})
    if (const auto* one = of(time)) all.merge(*one);
  return all;
}

std::optional<StreamTime> StreamStats::token_time() const {
  std::optional<StreamTime> most;
  for (const auto time : kTokenTimes)
    if (const auto* one = of(time); one != nullptr && (!most || one->count() > of(*most)->count())) most = time;
  return most;
}

void StreamStats::add_reason(std::string_view reason, std::uint64_t count) {
  const auto found = finish_reasons.find(reason);
  if (found != finish_reasons.end())
    found->second += count;
  else
    finish_reasons[finish_reasons.size() < kMostReasons - 1 ? std::string(reason) : "other"] += count;
}

void StreamStats::merge(const StreamStats& other) {
  streams += other.streams;
  events += other.events;
  token_events += other.token_events;
  counted += other.counted;
  tokens_out += other.tokens_out;
  tokens_in += other.tokens_in;
  distrusted += other.distrusted;
  unstamped_reads += other.unstamped_reads;
  limited += other.limited;
  held += other.held;
  for (const auto& [reason, count] : other.finish_reasons) add_reason(reason, count);
  for (std::size_t i = 0; i < kStreamTimes; ++i)
    if (other.times[i]) merge_time(static_cast<StreamTime>(i), *other.times[i]);
}

// The memory stays for the next interval.
void StreamStats::clear() {
  streams = events = token_events = counted = tokens_out = tokens_in = limited = held = 0;
  distrusted = unstamped_reads = 0;
  finish_reasons.clear();
  for (auto& time : times)
    if (time) time->clear();
}

bool StreamStats::empty() const {
  return streams == 0 && limited == 0 &&
         std::all_of(times.begin(), times.end(), [](const auto& time) { return !time || time->empty(); });
}

void RequestStats::merge(const RequestStats& other) {
  requests += other.requests;
  failures += other.failures;
  unfinished += other.unfinished;
  dropped += other.dropped;
  late += other.late;
  bytes_sent += other.bytes_sent;
  bytes_received += other.bytes_received;
  failures_by_kind.merge(other.failures_by_kind);
  statuses.merge(other.statuses);
  later_pieces.merge(other.later_pieces);
  first_pieces.merge(other.first_pieces);
  faults.merge(other.faults);
  cases.merge(other.cases);
  attempts.merge(other.attempts);
  streams.merge(other.streams);
  quality.merge(other.quality);
  response_time.merge(other.response_time);
  service_time.merge(other.service_time);
}

void RequestStats::clear() {
  requests = failures = unfinished = dropped = late = bytes_sent = bytes_received = 0;
  failures_by_kind = {};
  statuses.clear();
  later_pieces = first_pieces = {};
  faults = {};
  cases = {};
  attempts.clear();
  streams.clear();
  quality.clear();
  response_time.clear();
  service_time.clear();
}

void ConnectionStats::merge(const ConnectionStats& other) {
  opened += other.opened;
  failed += other.failed;
  resumed += other.resumed;
  connect_time.merge(other.connect_time);
  handshake_time.merge(other.handshake_time);
  ends.merge(other.ends);
}

void ConnectionStats::clear() {
  opened = failed = resumed = 0;
  connect_time.clear();
  handshake_time.clear();
  ends = {};
}

void PauseStats::merge(const PauseStats& other) {
  resent += other.resent;
  connections_resent += other.connections_resent;
  resolver_timeouts += other.resolver_timeouts;
}

bool PauseStats::empty() const { return resent + connections_resent + resolver_timeouts == 0; }

void Snapshot::merge(const Snapshot& other) {
  if (by_request.size() < other.by_request.size()) by_request.resize(other.by_request.size());
  for (std::size_t i = 0; i < other.by_request.size(); ++i) by_request[i].merge(other.by_request[i]);
  warmup.requests += other.warmup.requests;
  warmup.failures += other.warmup.failures;
  warmup.dropped += other.warmup.dropped;
  warmup.faulted += other.warmup.faulted;
  warmup.cases.merge(other.warmup.cases);
  connections.merge(other.connections);
  pauses.merge(other.pauses);
}

void Snapshot::clear() {
  for (auto& stats : by_request) stats.clear();
  warmup = {};
  connections.clear();
  pauses = {};
}

RequestStats Snapshot::total() const {
  RequestStats sum;
  for (const auto& stats : by_request) sum.merge(stats);
  return sum;
}

}  // namespace plimsoll
