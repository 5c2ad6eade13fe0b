#pragma once

// Memory that stands at its limit: what stopped it may be the limit. A pure function; any thread.

#include "record/leak_verdict.h"

#include <string>

namespace plimsoll {

struct Trace;

// One sentence; empty where there is no limit, where memory still grows, or where it ends further than 3 % from it.
std::string limit_caveat(const Trace& trace, const LeakVerdict& verdict);

}  // namespace plimsoll
