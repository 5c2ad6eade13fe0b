#pragma once

// Events of servers that answer in a shape of their own: which of them bear something of an answer, and which only say
// that the server lives. Pure functions; any thread.

#include <simdjson.h>
#include <string_view>

namespace plimsoll {

// "ping", "heartbeat", "keep-alive" ...
bool is_heartbeat(std::string_view name);

// A number, true, false, a text that is not empty, or a list or an object that holds one of these, members that
// describe the event (id, created, status ...) left out; and no heartbeat by its type, object or event.
bool bears_something(const simdjson::dom::element& event);

}  // namespace plimsoll
