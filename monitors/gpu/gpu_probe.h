#pragma once

// GPU memory of the processes that the probes before it found, and of the boards that these use. Of processes that
// use no GPU it reports nothing; from the first use on, none is zero. Owned by a sampler; used on its thread only.

#include "monitors/gpu/drm_board.h"
#include "monitors/gpu/drm_fdinfo.h"
#include "monitors/gpu/nvml.h"
#include "monitors/probe.h"

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace plimsoll {

// Where GPUs are looked for. Tests put libraries and trees of their own there.
struct GpuSources {
  std::string nvml_library = "libnvidia-ml.so.1";
  ProcRoot proc = {};
  std::filesystem::path sys = "/sys";
  std::filesystem::path render_nodes = "/dev/dri";
};

class GpuProbe : public Probe {
 public:
  GpuProbe(std::unique_ptr<Nvml> nvml, std::optional<DrmFdinfo> drm, std::filesystem::path sys = "/sys");

  ProbeReading read(const ProbeMoment& moment) override;
  std::string description() const override { return "GPU memory"; }

 private:
  // What the processes have of one device that one of them used, now or before.
  struct Use {
    std::string name;             // "gpu0"
    std::optional<double> bytes;  // absent: not reported
    std::map<int, std::uint64_t> by_pid;
    GpuBoard board;
  };

  // Whether one of ours uses the device; its memory is known where the driver knows that of each of them.
  static bool add_processes(const std::vector<NvmlProcess>& processes, const std::set<int>& pids, Use& use);
  void read_nvml(Instant now, const std::set<int>& pids, std::vector<Use>& uses);
  void read_drm(Instant now, const std::set<int>& pids, std::vector<Use>& uses);
  // Whether the device is in use now, or was before.
  bool in_use(bool used, const std::string& name, const std::string& model);
  void report_once(const std::string& key, std::string message);

  struct DrmDevice {
    std::string name, model;
    DrmEngines engines;
  };

  std::unique_ptr<Nvml> nvml_;
  std::optional<DrmFdinfo> drm_;
  std::filesystem::path sys_;
  Instant next_look_;
  std::map<std::string, DrmDevice> drm_devices_;  // by place on the bus
  std::set<std::string> used_, reported_;
  std::vector<ProcessEvent> events_;
};

struct GpuProbeSetup {
  std::unique_ptr<Probe> probe;  // none where there is no GPU that reports anything
  std::string note;              // to the person; mostly empty
};

// May take seconds where the driver sleeps: before the load.
GpuProbeSetup open_gpu_probe(const GpuSources& sources);

}  // namespace plimsoll
