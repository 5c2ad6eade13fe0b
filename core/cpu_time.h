#pragma once

// What the calling thread has used of the processor. No state; any thread.

#include "core/time.h"

namespace plimsoll {

// User and system time since the thread began.
Nanos thread_cpu_time() noexcept;

}  // namespace plimsoll
