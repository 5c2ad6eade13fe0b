#pragma once

// `--inspect`: a managed target stays up after the run, so that a person can look at it. Blocks until a key or a
// signal.

#include "cli/conductor.h"
#include "cli/interrupts.h"

namespace plimsoll {

void inspect(Conductor& conductor, const Interrupts& interrupts);

}  // namespace plimsoll
