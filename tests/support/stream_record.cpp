#include "tests/support/stream_record.h"

#include <chrono>

namespace plimsoll {
namespace {

using namespace std::chrono_literals;

void add_stream(RequestStats& stats, Nanos first_token, StreamTime provenance) {
  ++stats.requests;
  stats.statuses.add(200);
  stats.response_time.record(first_token + 60ms);
  stats.service_time.record(first_token + 60ms);
  auto& streams = stats.streams;
  ++streams.streams;
  streams.events += 4;
  streams.token_events += 3;
  for (const auto time : {StreamTime::first_byte, StreamTime::first_event, StreamTime::first_token,
                          StreamTime::first_text, StreamTime::first_token_service})
    streams.record(time, first_token);
  for (int gap = 0; gap < 2; ++gap) streams.record(StreamTime::gap, 20ms);
  streams.record(provenance, 20ms);
  if (provenance == StreamTime::token_by_event) return;
  ++streams.counted;
  streams.tokens_out += 3;
  streams.tokens_in += 12;
  streams.add_reason("stop");
}

RunRecord begun(std::vector<std::string> names, double seconds) {
  RunRecord record;
  record.id = "20260301-100000-c0de";
  record.name = "chat";
  record.target = "http://127.0.0.1:8000";
  record.duration_s = seconds;
  record.request_names = std::move(names);
  record.stats = Snapshot(record.request_names.size());
  record.verdict.reasons = {"No threshold was set."};
  return record;
}

}  // namespace

RunRecord one_stream_record() {
  auto record = begun({"chat"}, 1);
  record.streamed = {{"chat"}};
  add_stream(record.stats.by_request[0], 100ms, StreamTime::token_by_usage);
  record.stream_steps.add({0, 1, 1, 1, 1, record.stats.by_request[0]});
  return record;
}

RunRecord stream_record() {
  auto record = begun({"chat", "title"}, 10);
  record.streamed = {{"chat", 300}, {"title"}};
  for (int t = 0; t < 10; ++t) {
    Snapshot second(2);
    auto& chat = second.by_request[0];
    for (int i = 0; i < 40; ++i) add_stream(chat, i < 30 ? 100ms : 400ms, StreamTime::token_by_usage);
    chat.streams.held = 30;
    chat.streams.limited = 40;
    if (t % 2 == 0) {
      ++chat.requests;
      ++chat.streams.limited;
      ++chat.failures;
      chat.failures_by_kind.add(FailureKind::stream_cut);
      chat.streams.record(StreamTime::first_token_failed, 2s);
      chat.response_time.record(3s);
      chat.service_time.record(3s);
    }
    add_stream(second.by_request[1], 50ms, StreamTime::token_by_event);
    record.stats.merge(second);
    const auto total = second.total();
    record.steps.add(t + 0.5, second, total);
    record.stream_steps.add({static_cast<double>(t), 1, 8, 7, 42, total});
    TimelineRow row;
    row.t_s = t;
    row.active_users = 8;
    row.requests = total.requests;
    row.failures = total.failures;
    record.timeline.push_back(row);
  }
  return record;
}

RunRecord no_stream_record() {
  auto record = begun({"predict"}, 1);
  auto& stats = record.stats.by_request[0];
  ++stats.requests;
  stats.statuses.add(200);
  stats.response_time.record(5ms);
  stats.service_time.record(5ms);
  return record;
}

}  // namespace plimsoll
