#pragma once

// What one event that is a JSON object says, by its members, in the shapes that token_reader.h names. Part of a token
// reader; a pure function but for what it fills in.

#include "engine/streams/streamed_tokens.h"

#include <simdjson.h>
#include <string>
#include <string_view>

namespace plimsoll {

struct EventFacts {
  std::string_view only_fragment{};  // empty: there was none, or several
  bool is_known = false;             // its shape, or at least that it is an end or an error
  bool is_recognised = false;        // as StreamedTokens has it
  bool is_recognised_without_text = false;
  bool says_its_end = false;  // it is of those whose answers say at their end that they are whole
};

// `visible`: takes the text that is seen; null: nobody asks for it.
EventFacts read_event(const simdjson::dom::object& event, StreamedTokens& said, std::string* visible);

}  // namespace plimsoll
