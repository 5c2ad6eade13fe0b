#include "core/cpu_time.h"

#include <ctime>

namespace plimsoll {

Nanos thread_cpu_time() noexcept {
  timespec spent{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &spent);
  return std::chrono::seconds(spent.tv_sec) + Nanos(spent.tv_nsec);
}

}  // namespace plimsoll
