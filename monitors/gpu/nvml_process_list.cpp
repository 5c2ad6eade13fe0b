#include "monitors/gpu/nvml_process_list.h"

#include <dlfcn.h>

#include <algorithm>
#include <cstring>

namespace plimsoll {
namespace {

constexpr int kInsufficientSize = 7;
constexpr auto kNotAvailable = ~std::uint64_t{0};
constexpr unsigned kSpare = 16;  // processes that come between two calls
constexpr unsigned kMost = 65536;
constexpr int kMostTries = 8;

// What every version begins with.
struct Entry {
  unsigned pid = 0;
  unsigned long long used_bytes = 0;
};
static_assert(sizeof(Entry) == 16);
constexpr std::size_t kFirst = sizeof(Entry);
constexpr std::size_t kSecond = 24;   // and the two numbers of an instance
constexpr std::size_t kLargest = 32;  // and the protected memory, in drivers 535.43 to 535.98
constexpr unsigned char kUntouched = 0xA5;

// Entries of the largest size would have been written to here.
bool wrote_largest(const std::vector<unsigned char>& entries, std::size_t count) {
  const auto end = entries.begin() + static_cast<std::ptrdiff_t>(count * kLargest);
  return std::any_of(end - (kLargest - kSecond), end, [](unsigned char byte) { return byte != kUntouched; });
}

}  // namespace

NvmlProcessList::NvmlProcessList(void* library, const std::string& list) {
  const auto name = "nvmlDeviceGet" + list + "RunningProcesses";
  for (const auto* version : {"_v3", "_v2", ""}) {
    function_ = reinterpret_cast<Function>(dlsym(library, (name + version).c_str()));
    first_version_ = *version == '\0';
    if (function_ != nullptr) return;
  }
}

NvmlProcessList::Answer NvmlProcessList::ask(void* device) const {
  Answer answer;
  std::vector<unsigned char> entries;
  unsigned count = kSpare;
  for (int i = 0; i < kMostTries; ++i) {
    entries.assign(count * kLargest, kUntouched);
    answer.code = function_(device, &count, entries.data());
    if (answer.code != kInsufficientSize) break;
    count = std::min(count, kMost) + kSpare;
  }
  if (answer.code != 0) return answer;
  count = std::min<unsigned>(count, static_cast<unsigned>(entries.size() / kLargest));
  const auto size = first_version_ ? kFirst : count > 0 && wrote_largest(entries, count) ? kLargest : kSecond;
  for (std::size_t i = 0; i < count; ++i) {
    Entry entry;
    std::memcpy(&entry, entries.data() + i * size, sizeof entry);
    NvmlProcess process;
    process.pid = static_cast<int>(entry.pid);
    if (entry.used_bytes != kNotAvailable) process.bytes = entry.used_bytes;
    answer.processes.push_back(process);
  }
  return answer;
}

}  // namespace plimsoll
