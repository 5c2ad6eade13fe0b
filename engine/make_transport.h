#pragma once

// Which transport a scenario asks for, with all that the target's part of it says: the one place that knows the
// protocols. Called once a shard, before the run.

#include "core/clock.h"
#include "core/error.h"
#include "engine/auth/auth_sources.h"
#include "engine/exchange/transport.h"
#include "scenarios/scenario.h"

#include <boost/asio/io_context.hpp>
#include <cstdint>
#include <memory>

namespace plimsoll {

struct TransportChoice {
  bool uses_ring = false;
  const AuthSources* sources = nullptr;  // of tokens that change; null: there are none
  std::uint64_t seed = 0;                // of what it draws
};

// The loop, the clock and the sources outlive it. Error: what the target needs cannot be had: a certificate, an
// address, a ring.
Result<std::unique_ptr<Transport>> make_transport(boost::asio::io_context& context, Clock& clock,
                                                  const Scenario& scenario, const TransportChoice& choice);

// Whether the files that an https target is trusted by, and that say who we are to it, can be used. Error: which not.
Result<void> check_trust(const Scenario& scenario);

}  // namespace plimsoll
