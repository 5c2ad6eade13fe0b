#pragma once

// For fuzzers of streams: a text in pieces whose sizes follow from two bytes of the input, and what a meter came to.

#include "engine/streams/stream_meter.h"

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string_view>
#include <tuple>

namespace plimsoll {

class StreamCuts {
 public:
  StreamCuts(std::uint8_t first, std::uint8_t second)
      : state_(first * 256U + second + 1),
        most_(first % 4 == 0   ? 1
              : first % 4 == 1 ? 8
                               : 64) {}

  std::size_t next() {
    state_ ^= state_ << 13;
    state_ ^= state_ >> 17;
    state_ ^= state_ << 5;
    return 1 + state_ % most_;
  }

  template <class Take>
  void each(std::string_view text, Take take) {
    while (!text.empty()) {
      const auto piece = text.substr(0, next());
      take(piece);
      text.remove_prefix(piece.size());
    }
  }

 private:
  std::uint32_t state_;
  std::uint32_t most_;
};

inline void demand(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "does not hold: %s\n", what);
  std::abort();
}

// All that does not depend on when it came.
inline auto told_by(const StreamLog& log) {
  return std::tie(log.events, log.token_events, log.tokens_out, log.tokens_in, log.tokens_in_first, log.distrusted,
                  log.finish_reasons, log.done, log.of_known_protocol, log.failure, log.failure_message);
}

inline void demand_sense(const StreamLog& log) {
  demand((log.events > 0) == (log.first_event != Instant{}), "an event has an instant");
  demand((log.token_events > 0) == (log.first_token != Instant{}), "a fragment has an instant");
  demand(log.first_event <= log.first_token || log.token_events == 0, "no fragment comes before the first event");
  demand(log.first_token <= log.last_token, "no fragment comes before the first");
  demand(log.first_text == Instant{} || (log.first_token <= log.first_text && log.first_text <= log.last_token),
         "the first text is a fragment");
  demand(log.token_events <= log.events, "each fragment is an event");
  demand((log.failure == FailureKind::none) == log.failure_message.empty(), "a failure has words");
  demand(log.finish_reasons.size() <= StreamedTokens::kMostChoices, "a choice has one reason");
  for (const auto& reason : log.finish_reasons)
    demand(!reason.empty() && reason.size() <= StreamedTokens::kLongestReason, "a reason is bounded");
  demand(log.failure_message.size() <= StreamedTokens::kLongestError + 100, "the words of an error are bounded");
}

// The same in pieces and at once. False: it differs.
inline void demand_same(const StreamRules& rules, std::string_view text, StreamCuts cuts) {
  static StreamMeter whole;
  static StreamMeter pieces;
  static StreamReads reads;
  auto now = Instant(std::chrono::hours(1));
  whole.begin(rules);
  whole.take(text, now);
  whole.finish(now);
  pieces.count_into(&reads);
  pieces.begin(rules);
  cuts.each(text, [&](std::string_view piece) { pieces.take(piece, now += std::chrono::microseconds(1)); });
  pieces.finish(now);
  demand_sense(whole.log());
  demand_sense(pieces.log());
  demand(told_by(whole.log()) == told_by(pieces.log()), "pieces do not matter");
  const auto gaps = pieces.log().token_events > 0 ? pieces.log().token_events - 1 : 0;
  demand(reads.gaps.count() == gaps, "a gap stands between two fragments");
  reads.clear();
}

}  // namespace plimsoll
