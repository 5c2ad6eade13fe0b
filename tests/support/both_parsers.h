#pragma once

// One answer, in the same pieces, read by the parser with its plain path and by the general parser alone, which must
// come to the same after each piece. For tests and fuzzers; one thread.

#include "engine/http1/response_parser.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <tuple>

namespace plimsoll {

class BothParsers {
  static std::tuple<bool, bool> seen(const ResponseParser& parser) {
    return {parser.answer_started(), parser.keeps_connection()};
  }
  static auto told(const Response& response) {
    return std::tie(response.failure, response.failure_message, response.status, response.headers, response.body);
  }

 public:
  // Empty: they agree, about everything that anybody can see of them; also where the same answer comes again.
  static std::string difference(std::string_view bytes, const Request& request, std::size_t piece,
                                std::uint64_t max_body_bytes, bool ends_by_reset = false) {
    AnswerMemory memories[2];  // so that both look for a cache at the same answers
    for (const auto* again : {"", ", when it came again"})
      if (const auto found = difference(memories, bytes, request, piece, max_body_bytes, ends_by_reset); !found.empty())
        return found + again;
    return "";
  }

 private:
  static std::string difference(AnswerMemory (&memories)[2], std::string_view bytes, const Request& request,
                                std::size_t piece, std::uint64_t max_body_bytes, bool ends_by_reset) {
    Response plain;
    Response general;
    ResponseParser first(max_body_bytes, memories[0]);
    ResponseParser second(max_body_bytes, memories[1], ResponseParser::Path::general);
    // As a user's is: used before.
    plain.body = general.body = "of the answer before";
    plain.reset();
    general.reset();
    first.begin(request, plain);
    second.begin(request, general);
    auto state = ResponseParser::State::incomplete;
    for (std::size_t at = 0; at < bytes.size() && state == ResponseParser::State::incomplete;) {
      const auto next = bytes.substr(at, piece);
      at += next.size();
      state = first.feed(next);
      if (state != second.feed(next)) return "the state after " + std::to_string(at) + " bytes";
      if (seen(first) != seen(second)) return "what is seen after " + std::to_string(at) + " bytes";
      if (told(plain) != told(general)) return "the response after " + std::to_string(at) + " bytes";
    }
    if (state != ResponseParser::State::incomplete) return "";
    if (first.finish(ends_by_reset) != second.finish(ends_by_reset)) return "the state at the end";
    if (seen(first) != seen(second)) return "what is seen at the end";
    return told(plain) != told(general) ? "the response at the end" : "";
  }
};

}  // namespace plimsoll
