#include "monitors/shared_files_probe.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <utility>

namespace plimsoll {
namespace {

constexpr Nanos kTolerance = std::chrono::milliseconds(100);  // the sampler's grid is not exact

}  // namespace

ProbeReading SharedFilesProbe::read(const ProbeMoment& moment) {
  ProbeReading reading;
  if (moment.processes == nullptr || moment.processes->empty()) return reading;
  if (!walk_ && (!period_.due(moment.now + kTolerance) || !begin(*moment.processes))) return reading;
  if (!walk_->go_on(entries_at_once_)) return reading;
  const auto bytes = walk_->usage().bytes;
  walk_.reset();
  const bool backed_off = period_.taken(moment);
  // What never changes is not the service's, most often: such a series would say nothing.
  changed_ = changed_ || bytes != first_bytes_.value_or(bytes);
  if (!first_bytes_) first_bytes_ = bytes;
  if (!changed_) return reading;
  reading.values.push_back({"shm_bytes", "bytes", static_cast<double>(bytes), true});
  if (backed_off)
    reading.events.push_back({ProcessEvent::Kind::backed_off, 0,
                              fmt::format("monitoring takes {:.2g} % of a core; files of shared memory are read less "
                                          "often from now on",
                                          moment.monitoring_share * 100)});
  return reading;
}

// In the file systems of the first process: a container has its own.
bool SharedFilesProbe::begin(const std::vector<ProcessSample>& processes) {
  std::set<uid_t> owners;
  for (const auto& process : processes) {
    struct stat info {};
    if (stat(fmt::format("{}/{}", proc_, process.pid).c_str(), &info) == 0) owners.insert(info.st_uid);
  }
  if (owners.empty()) return false;
  const auto path = fmt::format("{}/{}/root/dev/shm", proc_, processes.front().pid);
  if (auto walk = DiskUsageWalk::begin(path, std::move(owners)); walk.has_value()) walk_ = std::move(*walk);
  return walk_.has_value();
}

}  // namespace plimsoll
