// A stream's body in chunks of any size, with extensions, read in pieces of any size: the response parser measures what
// the meter measures of the bare body. And any bytes behind the head of a chunked answer: the same in pieces and at
// once. The first three bytes choose pieces, chunks and form.

#include "engine/http1/response_parser.h"
#include "tests/fuzz/stream_cuts.h"

#include <cstdint>
#include <cstdio>
#include <string>
#include <string_view>

namespace {

using plimsoll::demand;
using plimsoll::FailureKind;
using plimsoll::Instant;
using plimsoll::Request;
using plimsoll::Response;
using plimsoll::ResponseParser;
using plimsoll::StreamCuts;
using plimsoll::StreamRules;
using State = plimsoll::ResponseParser::State;

constexpr std::string_view kHead =
    "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n";
constexpr Instant kRead = Instant(std::chrono::hours(1));

StreamRules rules_of(std::uint8_t choice) {
  StreamRules rules;
  rules.form = choice % 3 == 0   ? StreamRules::Form::sse
               : choice % 3 == 1 ? StreamRules::Form::ndjson
                                 : StreamRules::Form::chunks;
  return rules;
}

std::size_t append_chunks(std::string& bytes, std::string_view body, StreamCuts cuts) {
  std::size_t chunks = 0;
  cuts.each(body, [&](std::string_view piece) {
    char size[32];
    const bool is_extended = chunks++ % 3 == 2;
    const auto length = std::snprintf(size, sizeof size, is_extended ? "%zX;a=\"b;c\"\r\n" : "%zx\r\n", piece.size());
    bytes.append(size, static_cast<std::size_t>(length)).append(piece).append("\r\n");
  });
  bytes += "0\r\n\r\n";
  return chunks;
}

class Reading {
 public:
  Reading() : parser_(1 << 20, memory_) {}

  State read(const StreamRules& rules, std::string_view bytes, StreamCuts* cuts) {
    request_.method = plimsoll::Method::post;
    request_.stream = &rules;
    response.reset();
    parser_.begin(request_, response);
    auto state = State::incomplete;
    const auto feed = [&](std::string_view piece) {
      if (state == State::incomplete) state = parser_.feed(piece, kRead);
    };
    if (cuts != nullptr)
      cuts->each(bytes, feed);
    else if (!bytes.empty())
      feed(bytes);
    return state == State::incomplete ? parser_.finish(false) : state;
  }
  const plimsoll::StreamLog& log() const { return response.stream->log(); }

  Response response;

 private:
  plimsoll::AnswerMemory memory_;
  ResponseParser parser_;
  Request request_;
};

void compare_to_meter(const StreamRules& rules, const Reading& reading, std::string_view body, std::size_t chunks) {
  const auto& log = reading.log();
  if (rules.form == StreamRules::Form::chunks) {
    demand(log.events == chunks && log.token_events == chunks, "each chunk is an event");
    return;
  }
  static plimsoll::StreamMeter meter;
  meter.begin(rules);
  meter.take(body, kRead);
  meter.finish(kRead);
  demand(log.events == meter.log().events && log.token_events == meter.log().token_events, "the events");
  demand(log.tokens_out == meter.log().tokens_out && log.finish_reasons == meter.log().finish_reasons, "what they say");
  demand((log.failure == FailureKind::none) == (meter.log().failure == FailureKind::none), "whether it is good");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 3) return 0;
  const std::string_view body(reinterpret_cast<const char*>(data) + 3, size - 3);
  const auto rules = rules_of(data[2]);
  StreamCuts cuts(data[0], data[1]);
  static Reading reading;
  std::string bytes(kHead);
  if (data[2] < 128) {
    const auto chunks = append_chunks(bytes, body, StreamCuts(data[1], data[0]));
    demand(reading.read(rules, bytes, &cuts) == State::complete, "a whole answer is whole");
    compare_to_meter(rules, reading, body, chunks);
    return 0;
  }
  static Reading at_once;
  bytes += body;
  const auto state = reading.read(rules, bytes, &cuts);
  demand(state == at_once.read(rules, bytes, nullptr), "pieces do not matter to the state");
  demand(reading.response.failure == at_once.response.failure, "pieces do not matter to the failure");
  demand(state != State::failed || !reading.response.failure_message.empty(), "a failure has a message");
  demand(told_by(reading.log()) == told_by(at_once.log()), "pieces do not matter to the stream");
  return 0;
}
