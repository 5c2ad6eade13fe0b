#pragma once

// Who uses an NVIDIA device, by the newest of the list functions that the library has. They differ in the size of an
// entry, which they do not report: 16 bytes at first, 24 later, 32 in one series of drivers. No state but the function;
// one thread.

#include "core/error.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace plimsoll {

struct NvmlProcess {
  int pid = 0;
  std::optional<std::uint64_t> bytes;  // absent where the driver does not report it
};

class NvmlProcessList {
 public:
  // `list`: "Compute", "Graphics" or "MPSCompute". Empty where the library has none of its functions.
  NvmlProcessList(void* library, const std::string& list);

  explicit operator bool() const noexcept { return function_ != nullptr; }

  struct Answer {
    int code = 0;  // of the library; 0: all went well
    std::vector<NvmlProcess> processes;
  };
  Answer ask(void* device) const;

 private:
  using Function = int (*)(void* device, unsigned* count, void* entries);

  Function function_ = nullptr;
  bool first_version_ = false;
};

}  // namespace plimsoll
