#pragma once

// A head that gives its Content-Length more than once, in several lines or in a list. The same length again counts as
// one (RFC 9112, 6.3), lengths that differ are a fault. Pure functions; any thread.

#include <string>
#include <string_view>

namespace plimsoll {

struct RepeatedLength {
  enum class State {
    unknown,      // the head goes on where it is cut off
    not_lengths,  // what stands there is no list of lengths, or only one
    differ,
    joined,
  };
  State state = State::not_lengths;
  std::string text{};  // joined: what was given, with one line of each head's length
};

// `received` begins with the head; interim answers may come before it, and anything may follow.
RepeatedLength join_repeated_lengths(std::string_view received);

}  // namespace plimsoll
