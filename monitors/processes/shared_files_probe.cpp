#include "monitors/processes/shared_files_probe.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <utility>

namespace plimsoll {
namespace {

constexpr Nanos kStay = std::chrono::seconds(10);  // programs pass segments on that live for moments
constexpr std::uint64_t kBlock = 512;              // st_blocks counts these everywhere

}  // namespace

ProbeReading SharedFilesProbe::read(const ProbeMoment& moment) {
  ProbeReading reading;
  if (moment.processes == nullptr || moment.processes->empty()) return reading;
  now_ = moment.now;
  if (!walk_ && (!period_.due(moment.now) || !begin(*moment.processes))) return reading;
  if (!walk_->go_on(entries_at_once_)) return reading;
  const auto bytes = walk_->usage().bytes + grown_bytes_;
  const bool cut_short = walk_->usage().cut_short;
  walk_.reset();
  if (cut_short) return reading;  // who was not seen would be new the next time
  seen_ = std::move(found_);
  walked_ = true;
  const bool reads_less = period_.taken(moment);
  reported_ = reported_ || bytes > 0;
  if (!reported_) return reading;
  reading.values.push_back(probe_value("shm_bytes", static_cast<double>(bytes)));
  if (reads_less) reading.events.push_back(backed_off(moment, "files of shared memory are"));
  return reading;
}

// In the file systems of the first process: a container has its own.
bool SharedFilesProbe::begin(const std::vector<ProcessSample>& processes) {
  owners_.clear();
  for (const auto& process : processes) {
    struct stat info {};
    if (stat(fmt::format("{}/{}", proc_, process.pid).c_str(), &info) == 0) owners_.insert(info.st_uid);
  }
  if (owners_.empty()) return false;
  found_.clear();
  grown_bytes_ = 0;
  const auto path = fmt::format("{}/{}/root/dev/shm", proc_, processes.front().pid);
  auto walk = DiskUsageWalk::begin(path, [this](const struct stat& info) { return has_stayed(info); });
  if (walk.has_value()) walk_ = std::move(*walk);
  return walk_.has_value();
}

bool SharedFilesProbe::has_stayed(const struct stat& info) {
  if (!S_ISREG(info.st_mode) || found_.size() >= kMaxFiles) return false;
  const auto bytes = static_cast<std::uint64_t>(info.st_blocks) * kBlock;
  const auto before = seen_.find(info.st_ino);
  const auto file = before != seen_.end() ? before->second : walked_ ? File{now_, 0} : File{std::nullopt, bytes};
  found_.emplace(info.st_ino, file);
  if (!owners_.contains(info.st_uid)) return false;
  if (!file.since) grown_bytes_ += bytes - std::min(bytes, file.first_bytes);
  return file.since && now_ - *file.since >= kStay;
}

}  // namespace plimsoll
