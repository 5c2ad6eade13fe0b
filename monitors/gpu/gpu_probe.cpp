#include "monitors/gpu/gpu_probe.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace plimsoll {
namespace {

using namespace std::chrono_literals;

constexpr Nanos kBetweenLooksAtAll = 5s;  // at devices that nobody used yet: each call to a driver costs

std::set<int> pids_of(const ProbeMoment& moment) {
  std::set<int> pids;
  if (moment.processes != nullptr)
    for (const auto& process : *moment.processes) pids.insert(process.pid);
  return pids;
}

void add(ProbeReading& reading, const std::string& name, const std::optional<double>& value) {
  if (value) reading.values.push_back(probe_value(name, *value));
}

}  // namespace

GpuProbe::GpuProbe(std::unique_ptr<Nvml> nvml, std::optional<DrmFdinfo> drm, std::filesystem::path sys)
    : nvml_(std::move(nvml)), drm_(std::move(drm)), sys_(std::move(sys)) {}

ProbeReading GpuProbe::read(const ProbeMoment& moment) {
  ProbeReading reading;
  const auto pids = pids_of(moment);
  if (pids.empty()) return reading;
  std::vector<Use> uses;
  if (nvml_) read_nvml(moment.now, pids, uses);
  if (drm_) read_drm(moment.now, pids, uses);
  reading.events = std::exchange(events_, {});
  if (uses.empty()) return reading;

  if (std::all_of(uses.begin(), uses.end(), [](auto& use) { return use.bytes.has_value(); })) {
    std::map<int, std::uint64_t> sums;
    for (const int pid : pids) sums[pid] = 0;
    for (const auto& use : uses)
      for (const auto& [pid, bytes] : use.by_pid) sums[pid] += bytes;
    for (const auto& [pid, bytes] : sums) reading.of_processes.push_back({pid, &ProcessSample::gpu_bytes, bytes});
  }
  for (const auto& use : uses) {
    if (uses.size() > 1) add(reading, use.name + "_bytes", use.bytes);
    add(reading, use.name + "_used_bytes", use.board.used_bytes);
    add(reading, use.name + "_total_bytes", use.board.total_bytes);
    add(reading, use.name + "_utilisation", use.board.utilisation);
  }
  return reading;
}

bool GpuProbe::add_processes(const std::vector<NvmlProcess>& processes, const std::set<int>& pids, Use& use) {
  bool used = false;
  for (const auto& process : processes) {
    if (!pids.contains(process.pid)) continue;
    used = true;
    if (process.bytes) use.by_pid[process.pid] += *process.bytes;
    if (use.bytes && process.bytes)
      *use.bytes += static_cast<double>(*process.bytes);
    else
      use.bytes.reset();
  }
  return used;
}

void GpuProbe::read_nvml(Instant now, const std::set<int>& pids, std::vector<Use>& uses) {
  const bool looks_at_all = now >= next_look_;
  if (looks_at_all) next_look_ = now + kBetweenLooksAtAll;
  for (const auto& device : nvml_->devices()) {
    if (!looks_at_all && !used_.contains(device.name)) continue;
    const auto processes = nvml_->processes(device);
    if (processes.has_error()) report_once(device.name, device.name + ": " + processes.error().message);
    Use use;
    use.name = device.name;
    if (processes.has_value()) use.bytes = 0;
    const bool used = processes.has_value() && add_processes(*processes, pids, use);
    if (!in_use(used, device.name, device.model)) continue;
    if (used && !use.bytes)
      report_once(device.name + " bytes",
                  device.name + ": the driver does not tell how much memory each process uses, so GPU memory has gaps");
    if (const auto memory = nvml_->memory(device)) {
      use.board.used_bytes = static_cast<double>(memory->used_bytes);
      use.board.total_bytes = static_cast<double>(memory->total_bytes);
    }
    use.board.utilisation = nvml_->utilisation(device);
    uses.push_back(std::move(use));
  }
}

void GpuProbe::read_drm(Instant now, const std::set<int>& pids, std::vector<Use>& uses) {
  std::map<std::string, std::vector<DrmClient>> clients;
  for (auto& client : drm_->clients(now, {pids.begin(), pids.end()})) {
    // NVIDIA's own driver tells by its library.
    if (nvml_ && client.driver.starts_with("nvidia")) continue;
    auto& device = drm_devices_[client.device];
    if (device.name.empty()) {
      device.name = fmt::format("gpu{}", (nvml_ ? nvml_->board_count() : 0) + drm_devices_.size() - 1);
      device.model = client.driver == client.device ? client.driver : client.driver + " " + client.device;
    }
    clients[client.device].push_back(std::move(client));
  }
  for (auto& [place, device] : drm_devices_) {
    const auto& here = clients[place];
    if (!in_use(!here.empty(), device.name, device.model)) continue;
    Use use;
    use.name = device.name;
    use.bytes = 0;
    for (const auto& client : here) {
      *use.bytes += static_cast<double>(client.bytes);
      use.by_pid[client.pid] += client.bytes;
    }
    use.board = read_drm_board(sys_, place);
    if (!use.board.utilisation) use.board.utilisation = device.engines.share(now, here);
    uses.push_back(std::move(use));
  }
}

bool GpuProbe::in_use(bool used, const std::string& name, const std::string& model) {
  if (used && used_.insert(name).second) report_once(name + " used", fmt::format("{} is {}", name, model));
  return used_.contains(name);
}

void GpuProbe::report_once(const std::string& key, std::string message) {
  if (reported_.insert(key).second) events_.push_back({ProcessEvent::Kind::gpu, 0, std::move(message)});
}

GpuProbeSetup open_gpu_probe(const GpuSources& sources) {
  GpuProbeSetup setup;
  std::unique_ptr<Nvml> nvml;
  auto opened = Nvml::open(sources.nvml_library);
  if (opened.has_error()) {
    setup.note = "GPU memory is not watched: " + opened.error().message;
  } else {
    nvml = std::move(*opened);
    if (!nvml && sources.nvml_library != GpuSources().nvml_library)
      setup.note = fmt::format("GPU memory is not watched: {}: expected NVIDIA's library", sources.nvml_library);
  }
  if (nvml && nvml->devices().empty()) nvml.reset();
  std::optional<DrmFdinfo> drm;
  std::error_code ignored;
  if (std::filesystem::exists(sources.render_nodes, ignored)) drm.emplace(sources.proc);
  if (nvml || drm) setup.probe = std::make_unique<GpuProbe>(std::move(nvml), std::move(drm), sources.sys);
  return setup;
}

}  // namespace plimsoll
