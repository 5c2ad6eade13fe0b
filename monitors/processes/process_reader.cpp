#include "monitors/processes/process_reader.h"

#include "core/clock.h"
#include "core/machine/words.h"

#include <dirent.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <linux/magic.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <fstream>
#include <memory>
#include <string_view>

namespace plimsoll {
namespace {

constexpr std::size_t kCommandLineBytes = 2048;
constexpr std::size_t kChildrenBytes = 65536;

struct CloseFolder {
  void operator()(DIR* folder) const { closedir(folder); }
};
using Folder = std::unique_ptr<DIR, CloseFolder>;

// Calls `use(key, first word of the value)` for each "Key:  123 kB".
template <class Use>
void for_each_key(std::string_view text, Use&& use) {
  while (!text.empty()) {
    const auto end = std::min(text.find('\n'), text.size());
    const auto line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (const auto colon = line.find(':'); colon != std::string_view::npos)
      use(line.substr(0, colon), Words(line.substr(colon + 1)).next());
  }
}

std::optional<std::uint64_t> kibibytes(std::string_view word) {
  const auto value = whole_number<std::uint64_t>(word);
  return value ? std::optional(*value * 1024) : std::nullopt;
}

// Calls `use(number)` for each entry that is one.
template <class Use>
void for_each_number(DIR* folder, Use&& use) {
  while (const dirent* entry = readdir(folder))
    if (const auto value = whole_number<int>(std::string_view(entry->d_name))) use(*value);
}

}  // namespace

Unread unread_because(int error) {
  switch (error) {
    case EACCES:
    case EPERM:
      return Unread::not_permitted;
    case EINVAL:
    case ENOSYS:
    case EOPNOTSUPP:
      return Unread::unsupported;
    case EMFILE:
    case ENFILE:
    case ENOMEM:
    case EIO:
    case EAGAIN:
      return Unread::busy;
    default:
      return Unread::gone;  // ENOENT, ESRCH
  }
}

Reading<std::string> read_small_file(const std::string& path, std::size_t limit) {
  const int file = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) return unread_because(errno);
  std::string text;
  char chunk[4096];
  ssize_t got = 1;
  int error = 0;
  while (got != 0 && text.size() < limit) {
    got = read(file, chunk, std::min(sizeof chunk, limit - text.size()));
    if (got > 0) text.append(chunk, static_cast<std::size_t>(got));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) error = errno;
    if (got < 0) break;
  }
  close(file);
  if (error != 0) return unread_because(error);
  return text;
}

ProcessReader::ProcessReader(const ProcRoot& root) : root_(root.path.string()) {
  struct statfs info {};
  is_procfs_ = statfs(root_.c_str(), &info) == 0 && info.f_type == PROC_SUPER_MAGIC;
}

std::string ProcessReader::path_of(int pid, const char* file) const {
  return fmt::format("{}/{}/{}", root_, pid, file);
}

Reading<ProcessStat> ProcessReader::stat(int pid) const {
  const auto text = read_small_file(path_of(pid, "stat"), 2048);
  if (!text) return text.why;
  auto stat = parse_process_stat(pid, *text);
  if (!stat) return Unread::gone;
  return *std::move(stat);
}

Reading<MemoryStatus> ProcessReader::memory(int pid) const {
  const auto text = read_small_file(path_of(pid, "status"), 8192);
  if (!text) return text.why;
  MemoryStatus memory;
  for_each_key(*text, [&](std::string_view key, std::string_view word) {
    if (key == "Tgid") memory.thread_group = whole_number<int>(word).value_or(0);
    if (key == "VmRSS") memory.rss_bytes = kibibytes(word);
    if (key == "RssAnon") memory.rss_anon_bytes = kibibytes(word);
    if (key == "RssShmem") memory.rss_shmem_bytes = kibibytes(word);
    if (key == "VmSwap") memory.swap_bytes = kibibytes(word);
  });
  return memory;
}

Reading<MemoryRollup> ProcessReader::rollup(int pid) const {
  const auto text = read_small_file(path_of(pid, "smaps_rollup"), 4096);
  if (!text)  // Linux before 4.14 has no such file, although the process is there
    return text.why == Unread::gone && stat(pid) && access(path_of(pid, "smaps_rollup").c_str(), F_OK) != 0
               ? Unread::unsupported
               : text.why;
  MemoryRollup rollup;
  bool has_pss = false;
  for_each_key(*text, [&](std::string_view key, std::string_view word) {
    const auto bytes = kibibytes(word);
    if (!bytes) return;
    if (key == "Pss") {
      has_pss = true;
      rollup.pss_bytes = *bytes;
    }
    if (key == "SwapPss") rollup.swap_pss_bytes = *bytes;
    if (key.starts_with("Private_")) rollup.private_bytes += *bytes;
  });
  if (!has_pss) return Unread::gone;  // its memory was given back while it was read
  return rollup;
}

Reading<std::uint64_t> ProcessReader::open_fds(int pid) const {
  const auto path = path_of(pid, "fd");
  if (struct stat info{}; is_procfs_ && ::stat(path.c_str(), &info) == 0 && info.st_size > 0)  // Linux 6.2 and later
    return static_cast<std::uint64_t>(info.st_size);
  const auto fds = list_fds(pid);
  if (!fds) return fds.why;
  return std::uint64_t{fds->size()};
}

Reading<std::uint64_t> ProcessReader::open_fds_limit(int pid) const {
  constexpr std::string_view kName = "Max open files";
  const auto text = read_small_file(path_of(pid, "limits"), 4096);
  if (!text) return text.why;
  const auto at = text->find(kName);
  if (at == std::string::npos) return Unread::unsupported;
  const std::string_view words = std::string_view(*text).substr(at + kName.size());
  const auto begin = words.find_first_not_of(' ');
  if (begin == std::string_view::npos) return Unread::unsupported;
  const auto limit = whole_number<std::uint64_t>(words.substr(begin, words.find_first_of(" \n", begin) - begin));
  if (!limit) return Unread::unsupported;
  return *limit;
}

Reading<std::vector<int>> ProcessReader::list_fds(int pid) const {
  const Folder folder(opendir(path_of(pid, "fd").c_str()));
  if (!folder) return unread_because(errno);
  std::vector<int> fds;
  for_each_number(folder.get(), [&](int fd) { fds.push_back(fd); });
  return fds;
}

Reading<std::vector<int>> ProcessReader::children(int pid, std::uint64_t threads) const {
  std::vector<int> tasks{pid};
  if (threads > 1) {
    const Folder folder(opendir(path_of(pid, "task").c_str()));
    if (!folder) return unread_because(errno);
    tasks.clear();
    for_each_number(folder.get(), [&](int task) { tasks.push_back(task); });
  }
  std::vector<int> children;
  bool any = false;
  for (const int task : tasks) {
    const auto text = read_small_file(fmt::format("{}/{}/task/{}/children", root_, pid, task), kChildrenBytes);
    if (!text && text.why == Unread::busy) return text.why;
    if (!text) continue;  // a thread that ended; or the kernel has no such file
    any = true;
    Words words(*text);
    for (auto word = words.next(); !word.empty(); word = words.next())
      if (const auto child = whole_number<int>(word)) children.push_back(*child);
  }
  if (any) return children;
  const auto still_there = stat(pid);
  return still_there ? Unread::unsupported : still_there.why;
}

std::string ProcessReader::command_line(int pid) const {
  auto text = read_small_file(path_of(pid, "cmdline"), kCommandLineBytes).value.value_or("");
  while (!text.empty() && text.back() == '\0') text.pop_back();
  std::replace(text.begin(), text.end(), '\0', ' ');
  return text;
}

std::string ProcessReader::started_at(const ProcessStat& stat) const {
  constexpr std::string_view kBootTime = "btime ";
  std::ifstream lines(fmt::format("{}/stat", root_));
  for (std::string line; std::getline(lines, line);) {
    if (line.compare(0, kBootTime.size(), kBootTime) != 0) continue;
    const auto boot_s = whole_number<std::int64_t>(std::string_view(line).substr(kBootTime.size()));
    if (!boot_s) return "";
    const auto since_boot_s = stat.start_ticks / static_cast<std::uint64_t>(sysconf(_SC_CLK_TCK));
    const std::chrono::seconds started(*boot_s + static_cast<std::int64_t>(since_boot_s));
    return to_rfc3339(WallTime(started)).substr(0, std::string_view("2026-11-21T17:31:02").size()) + "Z";
  }
  return "";
}

std::vector<int> ProcessReader::all_pids() const {
  std::vector<int> pids;
  if (const Folder folder(opendir(root_.c_str())); folder)
    for_each_number(folder.get(), [&](int pid) { pids.push_back(pid); });
  std::sort(pids.begin(), pids.end());
  return pids;
}

std::optional<int> ProcessReader::newest_pid() const {
  const auto text = read_small_file(root_ + "/loadavg", 256);
  if (!text) return std::nullopt;
  Words words(*text);
  words.skip(4);
  const auto pid = whole_number<int>(words.next());
  return pid && *pid > 0 ? pid : std::nullopt;
}

bool ProcessReader::is_process(int pid) const {
  const auto status = memory(pid);
  return status && (status->thread_group == 0 || status->thread_group == pid);
}

std::vector<ProcessStat> ProcessReader::all() const {
  std::vector<ProcessStat> table;
  for (const int pid : all_pids())
    if (auto one = stat(pid)) table.push_back(std::move(*one.value));
  return table;
}

std::string name_of(const ProcessStat& stat) {
  const auto colon = stat.command.find(": ");
  const auto end = colon != std::string::npos ? colon : stat.command.size();
  auto name = stat.command.substr(0, end);
  if (!name.empty() && name.back() == ':') name.pop_back();
  return fmt::format("{} {}", name, stat.pid);
}

}  // namespace plimsoll
