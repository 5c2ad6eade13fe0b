#pragma once

// `--inspect`: a managed target stays up after the run, so that a person can look at it. Blocks until a key or a
// signal.

#include "conduct/conductor.h"
#include "conduct/interrupts.h"

namespace plimsoll {

void inspect(Conductor& conductor, const Interrupts& interrupts);

}  // namespace plimsoll
