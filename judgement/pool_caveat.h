#pragma once

// Memory of a board that is constant to the byte: a framework may have taken it as a pool, and hands out parts of it
// that nobody sees from outside. A pure function; any thread.

#include "record/leak_verdict.h"

#include <string>

namespace plimsoll {

struct Trace;

// One sentence; empty where anything is accused, or where no process holds 2 GiB or more that never changed.
std::string pool_caveat(const Trace& trace, const LeakVerdict& verdict);

}  // namespace plimsoll
