#include "monitors/gpu/nvml.h"

#include "monitors/gpu/nvml_process_list.h"

#include <dlfcn.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace plimsoll {
namespace {

constexpr int kNotSupported = 3;
constexpr unsigned kMigEnabled = 1;

struct Memory {
  unsigned long long total = 0, free = 0, used = 0;
};

// Newer: what the driver reserves is no longer in `used`.
struct MemoryV2 {
  unsigned version = sizeof(MemoryV2) | 2U << 24U;
  unsigned long long total = 0, reserved = 0, free = 0, used = 0;
};
static_assert(sizeof(MemoryV2) == 40);

struct Utilisation {
  unsigned gpu = 0, memory = 0;  // percent
};

template <class Function>
void find(void* library, const char* name, Function& function) {
  function = reinterpret_cast<Function>(dlsym(library, name));
}

// A process that computes and draws is in two lists, with the same memory.
void merge(std::vector<NvmlProcess>& all, const std::vector<NvmlProcess>& more) {
  for (const auto& process : more) {
    const auto known = std::find_if(all.begin(), all.end(), [&](auto& one) { return one.pid == process.pid; });
    if (known == all.end())
      all.push_back(process);
    else
      known->bytes = std::max(known->bytes, process.bytes);
  }
}

}  // namespace

struct Nvml::Functions {
  explicit Functions(void* library)
      : lists{NvmlProcessList(library, "Compute"), NvmlProcessList(library, "Graphics"),
              NvmlProcessList(library, "MPSCompute")} {
    find(library, "nvmlInit_v2", init);
    find(library, "nvmlShutdown", shutdown);
    find(library, "nvmlErrorString", error_string);
    find(library, "nvmlDeviceGetCount_v2", count);
    find(library, "nvmlDeviceGetHandleByIndex_v2", handle_by_index);
    find(library, "nvmlDeviceGetName", device_name);
    find(library, "nvmlDeviceGetUUID", uuid);
    find(library, "nvmlDeviceGetMemoryInfo", memory);
    find(library, "nvmlDeviceGetMemoryInfo_v2", memory_v2);
    find(library, "nvmlDeviceGetUtilizationRates", utilisation);
    find(library, "nvmlDeviceGetMigMode", mig_mode);
    find(library, "nvmlDeviceGetMaxMigDeviceCount", mig_count);
    find(library, "nvmlDeviceGetMigDeviceHandleByIndex", mig_handle);
    find(library, "nvmlDeviceGetGpuInstanceId", instance_id);
  }
  bool complete() const { return init && shutdown && count && handle_by_index && lists[0]; }

  int (*init)() = nullptr;
  int (*shutdown)() = nullptr;
  const char* (*error_string)(int code) = nullptr;
  int (*count)(unsigned* boards) = nullptr;
  int (*handle_by_index)(unsigned index, void** device) = nullptr;
  int (*device_name)(void* device, char* text, unsigned size) = nullptr;
  int (*uuid)(void* device, char* text, unsigned size) = nullptr;
  int (*memory)(void* device, Memory* memory) = nullptr;
  int (*memory_v2)(void* device, MemoryV2* memory) = nullptr;
  int (*utilisation)(void* device, Utilisation* rates) = nullptr;
  int (*mig_mode)(void* device, unsigned* current, unsigned* pending) = nullptr;
  int (*mig_count)(void* device, unsigned* count) = nullptr;
  int (*mig_handle)(void* device, unsigned index, void** instance) = nullptr;
  int (*instance_id)(void* instance, unsigned* id) = nullptr;
  std::array<NvmlProcessList, 3> lists;
};

Result<std::unique_ptr<Nvml>> Nvml::open(const std::string& library) {
  void* handle = dlopen(library.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (handle == nullptr) return std::unique_ptr<Nvml>();
  std::unique_ptr<Nvml> nvml(new Nvml(handle));
  if (auto error = nvml->start()) return std::move(*error);
  return nvml;
}

Nvml::Nvml(void* library) : library_(library), functions_(std::make_unique<Functions>(library)) {}

Nvml::~Nvml() {
  if (started_) functions_->shutdown();
  dlclose(library_);
}

std::optional<Error> Nvml::start() {
  if (!functions_->complete())
    return Error{ErrorKind::unavailable, "NVIDIA's library lacks functions that are needed: it is too old"};
  if (const int code = functions_->init(); code != 0) return refusal("it does not start", code);
  started_ = true;
  unsigned boards = 0;
  if (const int code = functions_->count(&boards); code != 0) return refusal("it does not tell its devices", code);
  board_count_ = boards;
  for (unsigned i = 0; i < boards; ++i) add_board(i);
  return std::nullopt;
}

void Nvml::add_board(unsigned index) {
  NvmlDevice board;
  // One that has fallen off the bus, or that we have no right to, is as if it were not there.
  if (functions_->handle_by_index(index, &board.handle) != 0) return;
  board.name = fmt::format("gpu{}", index);
  if (add_instances(board.handle, board.name)) return;
  board.model = model_of(board.handle);
  devices_.push_back(std::move(board));
}

bool Nvml::add_instances(void* board, const std::string& name) {
  const auto& ask = *functions_;
  if (!ask.mig_mode || !ask.mig_count || !ask.mig_handle || !ask.instance_id) return false;
  unsigned current = 0;
  unsigned pending = 0;
  unsigned most = 0;
  if (ask.mig_mode(board, &current, &pending) != 0 || current != kMigEnabled) return false;
  if (ask.mig_count(board, &most) != 0) return false;
  const auto before = devices_.size();
  for (unsigned i = 0; i < most; ++i) {
    NvmlDevice instance;
    unsigned id = 0;
    if (ask.mig_handle(board, i, &instance.handle) != 0) continue;  // a place that nobody took
    instance.name = ask.instance_id(instance.handle, &id) == 0 ? fmt::format("{}_mig{}", name, id)
                                                               : fmt::format("{}_migdevice{}", name, i);
    // Instances of computation share the memory of one GPU instance, but not their processes.
    const auto taken = std::count_if(devices_.begin(), devices_.end(), [&](auto& one) {
      return one.name == instance.name || one.name.starts_with(instance.name + "_");
    });
    if (taken > 0) instance.name += fmt::format("_{}", taken);
    instance.model = model_of(instance.handle);
    devices_.push_back(std::move(instance));
  }
  return devices_.size() > before;
}

std::string Nvml::model_of(void* device) const {
  std::array<char, 96> text{};
  const auto size = static_cast<unsigned>(text.size() - 1);
  std::string model = "an NVIDIA device";
  if (functions_->device_name && functions_->device_name(device, text.data(), size) == 0) model = text.data();
  if (functions_->uuid && functions_->uuid(device, text.data(), size) == 0) model += fmt::format(", {}", text.data());
  return model;
}

Result<std::vector<NvmlProcess>> Nvml::processes(const NvmlDevice& device) const {
  std::vector<NvmlProcess> all;
  for (const auto& list : functions_->lists) {
    if (!list) continue;
    const auto answer = list.ask(device.handle);
    const bool first = &list == functions_->lists.data();
    if (answer.code == kNotSupported && !first) continue;
    if (answer.code != 0) return refusal("it does not tell who uses the device", answer.code);
    merge(all, answer.processes);
  }
  return all;
}

std::optional<NvmlMemory> Nvml::memory(const NvmlDevice& device) const {
  MemoryV2 newer;
  if (functions_->memory_v2 && functions_->memory_v2(device.handle, &newer) == 0)
    return NvmlMemory{newer.used, newer.total};
  Memory older;
  if (functions_->memory && functions_->memory(device.handle, &older) == 0) return NvmlMemory{older.used, older.total};
  return std::nullopt;
}

std::optional<double> Nvml::utilisation(const NvmlDevice& device) const {
  Utilisation rates;
  if (!functions_->utilisation || functions_->utilisation(device.handle, &rates) != 0) return std::nullopt;
  return rates.gpu / 100.0;
}

Error Nvml::refusal(const char* what, int code) const {
  const char* text = functions_->error_string ? functions_->error_string(code) : nullptr;
  return {ErrorKind::unavailable,
          fmt::format("NVIDIA's library: {}: {}", what, text ? text : fmt::format("error {}", code).c_str())};
}

}  // namespace plimsoll
