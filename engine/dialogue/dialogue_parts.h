#pragma once

// What a dialogue works with: a transport a place, where tokens come from, what it draws by. Owned by a shard's
// transport, which its channels refer to; its thread only.

#include "core/clock.h"
#include "engine/auth/auth_sources.h"
#include "engine/exchange/transport.h"
#include "scenarios/url.h"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace plimsoll {

struct DialoguePlace {
  Url url;
  std::unique_ptr<Transport> transport;
};

struct DialogueParts {
  Clock& clock;                               // outlives it
  std::vector<DialoguePlace> places;          // the target first
  const AuthSources* sources = nullptr;       // outlive it; null: nothing changes while it goes on
  std::vector<std::string> secret_headers{};  // besides those that everybody keeps secret
  std::uint64_t seed = 0;                     // of the jitter
};

}  // namespace plimsoll
