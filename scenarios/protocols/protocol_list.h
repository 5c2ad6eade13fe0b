#pragma once

// Every protocol, by its name. To add one: a function in a source of this room that gives its Protocol, and its line in
// protocol_list.cpp. Immutable; any thread.

#include "scenarios/protocols/protocol.h"

#include <string_view>
#include <vector>

namespace plimsoll {

const std::vector<Protocol>& protocols();

// Null if there is none of that name.
const Protocol* find_protocol(std::string_view name);

}  // namespace plimsoll
