#pragma once

// The time after the load in which nothing is sent and memory is still watched. No state; the conductor's thread.

#include "conduct/interrupts.h"
#include "core/time.h"
#include "core/waiting_clock.h"

#include <functional>

namespace plimsoll {

// Waits so long, or until the next interrupt, or until `on_second` says no; it is called once a second with the time
// that has passed. Returns how long it was.
Nanos cool_down(Nanos length, Interrupts& interrupts, WaitingClock& clock,
                const std::function<bool(Nanos passed)>& on_second);

}  // namespace plimsoll
