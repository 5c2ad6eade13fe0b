#pragma once

// What one streamed answer came to: its instants, each taken when its bytes were read, and what it said of itself. A
// plain value, part of a response.

#include "core/tallies/failure_tally.h"
#include "core/time.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace plimsoll {

struct StreamLog {
  Instant first_event{};  // of any kind; unset: none came
  Instant first_token{};  // the first that has a fragment, of text, thought or tool call
  Instant first_text{};   // the first that has text which is seen
  Instant last_token{};
  std::uint64_t events = 0;
  std::uint64_t token_events = 0;             // that have a fragment
  std::optional<std::uint64_t> tokens_out{};  // by the server's own count
  std::optional<std::uint64_t> tokens_in{};
  std::optional<std::uint64_t> tokens_in_first{};  // in the first event with a fragment, by that count
  bool distrusted = false;                         // that count contradicts itself, and is left out
  std::vector<std::string> finish_reasons{};       // of each choice that has said one, as they came
  bool done = false;                               // it said that it was whole
  bool of_known_protocol = false;                  // which says at its end that it is whole
  FailureKind failure = FailureKind::none;         // what is wrong with a 200
  std::string failure_message{};
};

}  // namespace plimsoll
