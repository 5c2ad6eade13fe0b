#pragma once

// When a user's next task is due. Pure; any thread.

#include "core/random.h"
#include "core/time.h"
#include "scenarios/load.h"

#include <cstdint>

namespace plimsoll {

// `due`: when the task before was due; `ended`: when it was over. A pause counts from the end; pacing and throughput
// count from the planned instant, kept even when it was overrun, so that the delay is in the response time.
Instant next_due(const Wait& wait, Instant due, Instant ended, Random& random);

// When user `number` (from 0) is spawned, after the start: evenly, one each 1/rate.
Nanos spawn_delay(std::uint32_t number, double users_per_second);

}  // namespace plimsoll
