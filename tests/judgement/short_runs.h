#pragma once

// Traces as a run of one to three minutes records them, two samples a second: healthy services and leaking ones. The
// same seed gives the same trace everywhere. Owned by the tests; one thread.

#include "judgement/traces/trace.h"

#include <cstdint>
#include <string>
#include <vector>

namespace plimsoll {

struct ShortRunFamily {
  std::string name;
  bool leaks = false;
};

const std::vector<ShortRunFamily>& short_run_families();

Trace short_run(const std::string& family, int seconds, std::uint64_t seed);

}  // namespace plimsoll
