#include "core/machine/boot_id.h"

#include <fstream>

namespace plimsoll {

std::string boot_id() {
  std::string id;
  std::ifstream("/proc/sys/kernel/random/boot_id") >> id;
  return id;
}

}  // namespace plimsoll
