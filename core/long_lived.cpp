#include "core/long_lived.h"

#include <memory_resource>
#include <mutex>

namespace plimsoll {
namespace {

struct Pool {
  std::mutex mutex;
  std::pmr::unsynchronized_pool_resource blocks;
};

// Never destroyed: what is static may still give back after it.
Pool& pool() {
  static auto* the_pool = new Pool;
  return *the_pool;
}

}  // namespace

void* take_long_lived(std::size_t bytes) {
  const std::scoped_lock lock(pool().mutex);
  return pool().blocks.allocate(bytes);
}

void give_back_long_lived(void* memory, std::size_t bytes) noexcept {
  const std::scoped_lock lock(pool().mutex);
  pool().blocks.deallocate(memory, bytes);
}

}  // namespace plimsoll
