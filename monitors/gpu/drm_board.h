#pragma once

// What the kernel reports of a graphics board that is not NVIDIA's, as a whole: its memory and how busy it is. Owned by
// a GPU probe; one thread.

#include "core/time.h"
#include "monitors/gpu/drm_fdinfo.h"

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace plimsoll {

struct GpuBoard {
  std::optional<double> used_bytes, total_bytes;
  std::optional<double> utilisation;  // 0 to 1
};

// Of a device on the PCI bus. All absent where its driver does not report it.
GpuBoard read_drm_board(const std::filesystem::path& sys, const std::string& device);

// How busy the busiest engine of a device was with some clients, between two readings: for boards that do not report
// it.
class DrmEngines {
 public:
  std::optional<double> share(Instant now, const std::vector<DrmClient>& clients);

 private:
  using Engine = std::pair<std::uint64_t, std::string>;  // of a client

  std::optional<Instant> before_;
  std::map<Engine, std::uint64_t> busy_ns_;
};

}  // namespace plimsoll
