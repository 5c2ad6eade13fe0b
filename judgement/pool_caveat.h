#pragma once

// Memory of a board that is constant to the byte: a framework may have taken it as a pool, and hands out parts of it
// that nobody sees from outside. A pure function; any thread.

#include "record/leak_verdict.h"

#include <optional>
#include <string>

namespace plimsoll {

struct Trace;

// The most that one process holds without a change; absent where anything is accused, or below 2 GiB.
std::optional<double> pool_bytes(const Trace& trace, const LeakVerdict& verdict);

// What that hides, and what tells.
std::string pool_caveat(double pool_bytes);

}  // namespace plimsoll
