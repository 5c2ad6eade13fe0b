#pragma once

// NVIDIA's management library, opened at run time: nothing is linked, and where it is absent nothing is missed. Its
// types and functions are declared here by its public documentation. Owned by a GPU probe; one thread; a call may
// block for milliseconds, the opening for seconds.

#include "core/error.h"
#include "monitors/gpu/nvml_process_list.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace plimsoll {

// A board, or one instance of a board that is divided (MIG).
struct NvmlDevice {
  void* handle = nullptr;
  std::string name;   // as in series: "gpu0", "gpu0_mig1"
  std::string model;  // "NVIDIA H200, GPU-8f6a..."
};

struct NvmlMemory {
  std::uint64_t used_bytes = 0;
  std::uint64_t total_bytes = 0;
};

class Nvml {
 public:
  // `library`: a path, or a name that the loader looks for. No object where there is no such library; an error where
  // the library is there and does not work, as without a driver.
  static Result<std::unique_ptr<Nvml>> open(const std::string& library);
  ~Nvml();
  Nvml(const Nvml&) = delete;
  Nvml& operator=(const Nvml&) = delete;

  std::size_t board_count() const noexcept { return board_count_; }
  const std::vector<NvmlDevice>& devices() const noexcept { return devices_; }

  // Whoever computes or draws on the device, each once, pids as this machine's first namespace has them.
  Result<std::vector<NvmlProcess>> processes(const NvmlDevice& device) const;
  std::optional<NvmlMemory> memory(const NvmlDevice& device) const;
  std::optional<double> utilisation(const NvmlDevice& device) const;  // 0 to 1; not reported of an instance

 private:
  struct Functions;

  explicit Nvml(void* library);
  std::optional<Error> start();
  void add_board(unsigned index);
  // Whether the board is divided: then its instances were added.
  bool add_instances(void* board, const std::string& name);
  std::string model_of(void* device) const;
  Error refusal(const char* what, int code) const;

  void* library_;
  std::unique_ptr<Functions> functions_;
  bool started_ = false;
  std::size_t board_count_ = 0;
  std::vector<NvmlDevice> devices_;
};

}  // namespace plimsoll
