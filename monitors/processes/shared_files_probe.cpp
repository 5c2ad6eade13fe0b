#include "monitors/processes/shared_files_probe.h"

#include "monitors/processes/process_reader.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <fstream>
#include <sstream>
#include <utility>

namespace plimsoll {
namespace {

constexpr Nanos kStay = std::chrono::seconds(10);  // programs pass segments on that live for moments
constexpr std::uint64_t kBlock = 512;              // st_blocks counts these everywhere
constexpr std::size_t kMostPids = 10'000;
constexpr std::size_t kMostMapped = 20'000;
constexpr int kMostLooks = 30;

// The files of shared memory that a process has mapped, by their numbers.
void add_mapped(const std::string& maps, std::unordered_set<ino_t>& inodes) {
  std::ifstream file(maps);
  std::string line;
  for (std::size_t row = 0; row < kMostMapped && std::getline(file, line); ++row) {
    if (line.find("/dev/shm/") == std::string::npos) continue;
    std::istringstream words(line);
    std::string range, rights, offset, device;
    ino_t inode = 0;
    if (words >> range >> rights >> offset >> device >> inode) inodes.insert(inode);
  }
}

}  // namespace

ProbeReading SharedFilesProbe::read(const ProbeMoment& moment) {
  ProbeReading reading;
  if (moment.processes == nullptr || moment.processes->empty()) return reading;
  now_ = moment.now;
  take_opens(*moment.processes);
  if (!walk_ && (!period_.due(moment.now) || !begin(*moment.processes))) return reading;
  if (!walk_->go_on(entries_at_once_)) return reading;
  const bool cut_short = walk_->usage().cut_short;
  walk_.reset();
  if (cut_short) return reading;  // who was not seen would be new the next time
  seen_ = std::move(found_);
  std::erase_if(opened_, [&](ino_t inode) { return seen_.contains(inode); });
  if (opened_.size() > kMaxFiles) opened_.clear();
  walked_ = true;
  if (any_of_nobody()) mark_held(*moment.processes);
  std::uint64_t of_target = 0, of_others = 0;
  for (const auto& [inode, file] : seen_) (file.of_target ? of_target : of_others) += counted(file);
  const bool reads_less = period_.taken(moment);
  reported_ = reported_ || of_target > 0;
  others_reported_ = others_reported_ || of_others > 0;
  if (reported_) reading.values.push_back(probe_value("shm_bytes", static_cast<double>(of_target)));
  if (others_reported_) reading.values.push_back(probe_value("shm_other_bytes", static_cast<double>(of_others)));
  if (reads_less && !reading.values.empty()) reading.events.push_back(backed_off(moment, "files of shared memory are"));
  return reading;
}

// In the file systems of the first process: a container has its own.
bool SharedFilesProbe::begin(const std::vector<ProcessSample>& processes) {
  const auto path = fmt::format("{}/{}/root/dev/shm", proc_, processes.front().pid);
  struct stat info {};
  if (stat(path.c_str(), &info) != 0) return false;
  device_ = info.st_dev;
  if (!std::exchange(asked_for_opens_, true)) opens_ = SharedFileOpens::begin(path);
  found_.clear();
  auto walk = DiskUsageWalk::begin(path, [this](const struct stat& file) {
    look_at(file);
    return false;
  });
  if (walk.has_value()) walk_ = std::move(*walk);
  return walk_.has_value();
}

void SharedFilesProbe::take_opens(const std::vector<ProcessSample>& processes) {
  if (!opens_) return;
  if (pids_.size() > kMostPids) pids_.clear();
  for (const auto& process : processes) pids_.insert(process.pid);
  for (const auto& [pid, inode] : opens_->take())
    if (pids_.contains(pid)) {
      opened_.insert(inode);
      if (const auto at = seen_.find(inode); at != seen_.end()) at->second.of_target = true;
    }
}

void SharedFilesProbe::look_at(const struct stat& info) {
  if (!S_ISREG(info.st_mode) || found_.size() >= kMaxFiles) return;
  const auto bytes = static_cast<std::uint64_t>(info.st_blocks) * kBlock;
  const auto before = seen_.find(info.st_ino);
  auto file = before != seen_.end() ? before->second : walked_ ? File{now_} : File{std::nullopt, bytes};
  file.bytes = bytes;
  file.of_target = file.of_target || opened_.contains(info.st_ino);
  found_.emplace(info.st_ino, file);
}

std::uint64_t SharedFilesProbe::counted(const File& file) const {
  if (file.since) return now_ - *file.since >= kStay ? file.bytes : 0;
  return file.bytes - std::min(file.bytes, file.first_bytes);
}

// Of those that came or grew, and were not looked for often enough. One that is still young may be closed before it
// counts.
bool SharedFilesProbe::any_of_nobody() {
  bool any = false;
  for (auto& [inode, file] : seen_) {
    if (file.of_target || file.looks == kMostLooks || (!file.since && counted(file) == 0)) continue;
    ++file.looks;
    any = true;
  }
  return any;
}

void SharedFilesProbe::mark_held(const std::vector<ProcessSample>& processes) {
  const ProcessReader reader({proc_});
  std::unordered_set<ino_t> held;
  for (const auto& process : processes) {
    if (process.shmem_bytes.value_or(1) > 0) add_mapped(fmt::format("{}/{}/maps", proc_, process.pid), held);
    const auto fds = reader.list_fds(process.pid);
    if (!fds) continue;
    for (const int fd : *fds) {
      struct stat info {};
      if (stat(fmt::format("{}/{}/fd/{}", proc_, process.pid, fd).c_str(), &info) == 0 && info.st_dev == device_)
        held.insert(info.st_ino);
    }
  }
  for (auto& [inode, file] : seen_) file.of_target = file.of_target || held.contains(inode);
}

}  // namespace plimsoll
