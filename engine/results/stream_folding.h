#pragma once

// What a streamed answer adds to the figures of its request. Pure; any thread.

#include "core/snapshot.h"
#include "engine/exchange/request.h"

namespace plimsoll {

// The time of a token behind the first: what stands between the first event with a fragment and the last, divided by
// the tokens in between; and where their count is from. Absent where there is no token behind the first.
struct TimePerToken {
  StreamTime provenance = StreamTime::token_by_event;
  Nanos time{0};
};
std::optional<TimePerToken> time_per_token(const StreamLog& log);

// Of a good answer, with its log.
void fold_stream(const Outcome& outcome, StreamStats& stats);
// Of one that failed: when its first token came, if one did.
void fold_failed_stream(const Outcome& outcome, StreamStats& stats);

}  // namespace plimsoll
