#pragma once

// What an executor works with: the things of its shard, which outlive it. A value; the shard's thread.

#include "core/clock.h"
#include "engine/exchange/transport.h"
#include "engine/load/timekeeper.h"
#include "engine/requests/request_source.h"
#include "engine/results/recorder.h"

#include <boost/asio/io_context.hpp>
#include <cstdint>

namespace plimsoll {

struct ShardParts {
  boost::asio::io_context& context;
  Clock& clock;
  Transport& transport;
  const Scenario& scenario;
  RequestSource& source;
  Recorder& recorder;
  Timekeeper& timekeeper;
};

// Which part of the plan is a shard's own, of the plan that all of them draw alike.
struct ShardShare {
  unsigned index = 0;
  unsigned count = 1;
  std::uint64_t seed = 0;
};

}  // namespace plimsoll
