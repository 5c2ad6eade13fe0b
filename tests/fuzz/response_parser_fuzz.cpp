// Any bytes as an answer: what the parser makes of them is bounded, and the same whether they come at once or in
// pieces. The first byte chooses what the request wants, the second the size of the pieces.

#include "engine/http1/response_parser.h"

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string_view>

namespace {

using plimsoll::FailureKind;
using plimsoll::Request;
using plimsoll::Response;
using plimsoll::ResponseParser;

constexpr std::uint64_t kLimit = 64 << 10;

struct Parsed {
  ResponseParser::State state = ResponseParser::State::incomplete;
  Response response;
};

Parsed parse(std::string_view bytes, const Request& request, std::size_t piece) {
  Parsed parsed;
  plimsoll::AnswerMemory memory;
  ResponseParser parser(kLimit, memory);
  parser.begin(request, parsed.response);
  while (!bytes.empty() && parsed.state == ResponseParser::State::incomplete) {
    const auto next = bytes.substr(0, piece);
    parsed.state = parser.feed(next);
    bytes.remove_prefix(next.size());
  }
  if (parsed.state == ResponseParser::State::incomplete) parsed.state = parser.finish(false);
  return parsed;
}

void demand(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "does not hold: %s\n", what);
  std::abort();
}

void demand_bounds(const Parsed& parsed) {
  const bool failed = parsed.response.failure != FailureKind::none;
  demand(parsed.state != ResponseParser::State::incomplete, "an ended answer is complete or failed");
  demand(failed == (parsed.state == ResponseParser::State::failed), "a failure has a kind");
  demand(failed == !parsed.response.failure_message.empty(), "a failure has a message");
  demand(parsed.response.body.size() <= kLimit, "the body is bounded");
  demand(parsed.response.headers.size() <= ResponseParser::kMaxHeadBytes, "the headers are bounded");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2) return 0;
  Request request;
  request.keeps_body = (data[0] & 1) != 0;
  request.keeps_headers = (data[0] & 2) != 0;
  if ((data[0] & 4) != 0) request.method = plimsoll::Method::head;
  const std::string_view bytes(reinterpret_cast<const char*>(data) + 2, size - 2);
  const Parsed whole = parse(bytes, request, std::string_view::npos);
  const Parsed pieces = parse(bytes, request, data[1] + 1u);
  demand_bounds(whole);
  demand_bounds(pieces);
  if (bytes.size() >= ResponseParser::kMaxHeadBytes) return 0;  // where a flood is noticed depends on the pieces
  demand(whole.state == pieces.state, "pieces do not matter to the state");
  demand(whole.response.failure == pieces.response.failure, "pieces do not matter to the failure");
  demand(whole.response.status == pieces.response.status, "pieces do not matter to the status");
  if (whole.state != ResponseParser::State::complete) return 0;
  demand(whole.response.headers == pieces.response.headers, "pieces do not matter to the headers");
  // What is kept of a broken compressed error page as an example may differ.
  demand(!request.keeps_body || whole.response.body == pieces.response.body, "pieces do not matter to the body");
  return 0;
}
