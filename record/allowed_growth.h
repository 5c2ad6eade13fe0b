#pragma once

// Growth of memory that is allowed: leaking below it is clean. Plain values; any thread.

#include <string>

namespace plimsoll {

struct AllowedGrowth {
  double bytes_per_second = 0;
  std::string as_written;  // "1MiB/h"
};

}  // namespace plimsoll
