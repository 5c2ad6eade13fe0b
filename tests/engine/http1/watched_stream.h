#pragma once

// A stream that a server of the test sends part by part, and what the client knew of it after each: so a test says
// which part an instant belongs to without a clock. One thread, beside the server's.

#include "tests/engine/http1/http1_client.h"
#include "tests/support/loopback_server.h"

#include <algorithm>
#include <string>
#include <vector>

namespace plimsoll {

struct WatchedStream {
  std::vector<StreamLog> after;  // each part, the head of the answer not counted
  Response response;
  StreamReads reads;
  StreamLog log() const { return response.stream ? response.stream->log() : StreamLog(); }

  // The part (from 0) after which it was known; -1: never.
  int part_of(Instant StreamLog::*instant) const {
    const auto known = [&](const StreamLog& log) { return log.*instant != Instant{}; };
    const auto first = std::find_if(after.begin(), after.end(), known);
    return first == after.end() ? -1 : static_cast<int>(first - after.begin());
  }
};

inline constexpr std::string_view kStreamHead =
    "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n";

// Each part is sent when the client has read the one before it; then the connection ends. `options`: of a client of any
// port.
inline WatchedStream watch_stream(const std::vector<std::string>& parts, Http1Options options, StreamRules rules = {},
                                  LoopbackOptions server_options = {}, std::string_view head = kStreamHead) {
  std::vector<Gate> gates(parts.size());
  LoopbackServer server(
      [&](const ReceivedRequest&) {
        auto reply = Reply::raw(std::string(head));
        for (std::size_t i = 0; i < parts.size(); ++i) reply = std::move(reply).and_then(gates[i], parts[i]);
        return std::move(reply).then_close();
      },
      std::move(server_options));
  options.url.port = server.port();
  WatchedStream watched;
  Http1Client client(options);
  auto request = make_request("/v1/chat/completions", "{}");
  request.stream = &rules;
  watched.response.stream = std::make_unique<StreamMeter>();
  watched.response.stream->count_into(&watched.reads);
  std::size_t sent = 0;
  std::uint64_t awaited = head.size();
  const auto channel = client.channel();
  const auto look = [&] {
    if (watched.response.bytes_received < awaited) return;
    if (sent > 0 && watched.after.size() < sent) watched.after.push_back(watched.log());
    if (sent == parts.size()) return;
    awaited += parts[sent].size();
    gates[sent++].open();
  };
  client.send(*channel, request, watched.response, look);
  while (watched.after.size() < parts.size()) watched.after.push_back(watched.log());
  return watched;
}

}  // namespace plimsoll
