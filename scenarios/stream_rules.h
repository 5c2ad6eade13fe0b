#pragma once

// What a request's answer is where it comes as a stream: how its events are told apart, and how long it may be silent.
// Plain data; any thread.

#include "core/time.h"

#include <optional>

namespace plimsoll {

struct StreamRules {
  enum class Form {
    sse,     // Server-Sent Events
    ndjson,  // a line each
    chunks,  // each chunk of the transfer coding; where there are none, what one read gives
  };
  // Whether an answer has to say that it is whole: [DONE], a finish reason, an event of its protocol.
  enum class End {
    automatic,  // where its events are of a protocol that says so
    needed,
    not_needed,
  };

  // What a good answer has to meet to count for goodput; absent: no limit.
  struct Limits {
    std::optional<Nanos> first_token{};     // from due
    std::optional<Nanos> time_per_token{};  // behind the first
    std::optional<Nanos> response_time{};

    bool any() const { return first_token || time_per_token || response_time; }
  };

  Form form = Form::sse;
  End end = End::automatic;
  Limits limits{};
  bool has_known_shape = false;  // a protocol says what its events look like: others are none of its fragments
  bool keeps_text = false;       // the text that is seen is asked for, by a capture or the next turn of a conversation
  Nanos stall_timeout{0};        // the longest silence within an answer; 0: as long as the request's timeout
};

}  // namespace plimsoll
