#pragma once

// Which transport a scenario asks for, with all that the target's part of it says: the one place that knows the
// protocols. Called once a shard, before the run.

#include "core/clock.h"
#include "core/error.h"
#include "engine/exchange/transport.h"
#include "scenarios/scenario.h"

#include <boost/asio/io_context.hpp>
#include <memory>

namespace plimsoll {

// The loop and the clock outlive it. Error: what the target needs cannot be had: a certificate, an address, a ring.
Result<std::unique_ptr<Transport>> make_transport(boost::asio::io_context& context, Clock& clock,
                                                  const Scenario& scenario, bool uses_ring);

// Whether the files that an https target is trusted by, and that say who we are to it, can be used. Error: which not.
Result<void> check_trust(const Scenario& scenario);

}  // namespace plimsoll
