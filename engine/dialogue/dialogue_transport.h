#pragma once

// A Transport for requests that may take several exchanges until they have their answer: hops to where redirects lead,
// attempts that are made again, a user's cookies, what says who we are. It speaks over other transports, one a place,
// and makes of all exchanges one Response. Requests without rules go straight on. Owned by a shard; its thread only.

#include "engine/dialogue/dialogue_parts.h"
#include "engine/exchange/transport.h"
#include "scenarios/scenario.h"

#include <memory>

namespace plimsoll {

// Whether any of its requests needs one.
bool needs_dialogue(const Scenario& scenario);

std::unique_ptr<Transport> make_dialogue_transport(DialogueParts parts);

}  // namespace plimsoll
