#include "monitors/groups/cgroup_reader.h"

#include "monitors/processes/process_reader.h"

#include <sys/stat.h>

#include <algorithm>
#include <charconv>
#include <map>
#include <sstream>
#include <string>

namespace plimsoll {
namespace {

namespace fs = std::filesystem;

using Number = std::optional<std::uint64_t>;

// A file of lines "key number".
class KeyedNumbers {
 public:
  explicit KeyedNumbers(const std::string& text) {
    std::istringstream lines(text);
    std::string key;
    for (std::uint64_t value = 0; lines >> key >> value;) numbers_[key] = value;
  }

  Number operator[](const std::string& key) const {
    const auto at = numbers_.find(key);
    return at == numbers_.end() ? std::nullopt : Number(at->second);
  }

 private:
  std::map<std::string, std::uint64_t> numbers_;
};

// The files of a group. A figure that is made of several is none where one of them could not be looked at.
class GroupFiles {
 public:
  Number number(const fs::path& file) { return note(number_in(file)); }
  std::string text(const fs::path& file) { return note(read_small_file(file.string(), 65536)).value_or(""); }
  KeyedNumbers numbers(const fs::path& file) { return KeyedNumbers(text(file)); }
  bool busy() const { return busy_; }

 private:
  template <class T>
  std::optional<T> note(Reading<T> reading) {
    busy_ = busy_ || (!reading && reading.why == Unread::busy);
    return std::move(reading.value);
  }

  bool busy_ = false;
};

std::optional<double> seconds(Number count, double per_second) {
  return count ? std::optional(static_cast<double>(*count) / per_second) : std::nullopt;
}

std::uint64_t without(std::uint64_t whole, std::uint64_t part) { return whole - std::min(whole, part); }

// "some avg10=1.25 avg60=0.00 avg300=0.00 total=0"
std::optional<double> average(const std::string& text, const std::string& who) {
  const auto line = text.find(who + " avg10=");
  if (line == std::string::npos) return std::nullopt;
  const auto* begin = text.data() + line + who.size() + 7;
  double value = 0;
  const auto [end, error] = std::from_chars(begin, text.data() + text.size(), value);
  return error == std::errc() ? std::optional(value) : std::nullopt;
}

std::optional<CgroupFigures> read_version_2(const ControlGroup& group, GroupFiles& files) {
  const auto folder = group.folder();
  CgroupFigures figures;
  figures.current_bytes = files.number(folder / "memory.current");
  if (!figures.current_bytes) return std::nullopt;
  figures.peak_bytes = files.number(folder / "memory.peak");
  figures.swap_bytes = files.number(folder / "memory.swap.current");
  const auto stat = files.numbers(folder / "memory.stat");
  figures.anon_bytes = stat["anon"];
  figures.file_bytes = stat["file"];
  figures.shmem_bytes = stat["shmem"];
  figures.sock_bytes = stat["sock"];
  figures.slab_bytes = stat["slab"];
  const auto page_cache = stat["inactive_file"].value_or(0) + stat["active_file"].value_or(0);
  figures.held_bytes = without(*figures.current_bytes, page_cache) + figures.swap_bytes.value_or(0);

  const auto events = files.numbers(folder / "memory.events");
  figures.ooms = events["oom"];
  figures.oom_kills = events["oom_kill"];
  const auto pressure = files.text(folder / "memory.pressure");
  figures.pressure_some = average(pressure, "some");
  figures.pressure_full = average(pressure, "full");
  const auto cpu = files.numbers(folder / "cpu.stat");
  figures.cpu_seconds = seconds(cpu["usage_usec"], 1e6);
  figures.cpu_throttled_seconds = seconds(cpu["throttled_usec"], 1e6);
  return figures;
}

std::optional<CgroupFigures> read_version_1(const ControlGroup& group, GroupFiles& files) {
  const auto folder = group.folder();
  CgroupFigures figures;
  figures.current_bytes = files.number(folder / "memory.usage_in_bytes");
  if (!figures.current_bytes) return std::nullopt;
  figures.peak_bytes = files.number(folder / "memory.max_usage_in_bytes");
  const auto stat = files.numbers(folder / "memory.stat");
  figures.anon_bytes = stat["total_rss"];
  figures.file_bytes = stat["total_cache"];
  figures.shmem_bytes = stat["total_shmem"];
  figures.swap_bytes = stat["total_swap"];
  figures.sock_bytes = files.number(folder / "memory.kmem.tcp.usage_in_bytes");
  figures.slab_bytes = files.number(folder / "memory.kmem.usage_in_bytes");
  figures.held_bytes =
      figures.anon_bytes.value_or(0) + figures.shmem_bytes.value_or(0) + figures.swap_bytes.value_or(0);

  figures.oom_kills = files.numbers(folder / "memory.oom_control")["oom_kill"];
  if (!group.cpu_usage_folder.empty())
    figures.cpu_seconds = seconds(files.number(group.cpu_usage_folder / "cpuacct.usage"), 1e9);
  if (!group.cpu_limit_folder.empty())
    figures.cpu_throttled_seconds = seconds(files.numbers(group.cpu_limit_folder / "cpu.stat")["throttled_time"], 1e9);
  return figures;
}

}  // namespace

Reading<CgroupFigures> read_cgroup(const ControlGroup& group) {
  GroupFiles files;
  auto figures = group.version == 2 ? read_version_2(group, files) : read_version_1(group, files);
  if (files.busy()) return Unread::busy;
  if (!figures) return Unread::gone;
  struct stat facts {};
  if (stat(group.folder().c_str(), &facts) == 0) figures->identity = facts.st_ino;
  return *figures;
}

}  // namespace plimsoll
