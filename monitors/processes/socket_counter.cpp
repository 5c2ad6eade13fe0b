#include "monitors/processes/socket_counter.h"

#include "monitors/processes/listening_sockets.h"

#include <fmt/format.h>

#include <charconv>
#include <cstdio>
#include <memory>
#include <string_view>
#include <unordered_set>

namespace plimsoll {
namespace {

constexpr std::string_view kCloseWait = "08";
constexpr std::size_t kMaxDescriptors = 100'000;
constexpr std::size_t kMaxRows = 200'000;

struct CloseFile {
  void operator()(std::FILE* file) const { std::fclose(file); }
};

std::string_view word_at(std::string_view line, int place) {
  std::size_t start = 0, end = 0;
  for (int i = 0; i <= place; ++i) {
    start = line.find_first_not_of(" \n", end);
    if (start == std::string_view::npos) return {};
    end = std::min(line.find_first_of(" \n", start), line.size());
  }
  return line.substr(start, end - start);
}

std::uint64_t count_close_wait(const std::string& path, const std::unordered_set<std::uint64_t>& held) {
  const std::unique_ptr<std::FILE, CloseFile> file(std::fopen(path.c_str(), "re"));
  if (!file) return 0;
  std::uint64_t count = 0;
  char line[512];
  for (std::size_t row = 0; row < kMaxRows && std::fgets(line, sizeof line, file.get()); ++row) {
    if (word_at(line, 3) != kCloseWait) continue;
    const auto word = word_at(line, 9);
    std::uint64_t inode = 0;
    std::from_chars(word.data(), word.data() + word.size(), inode);
    count += held.contains(inode);
  }
  return count;
}

}  // namespace

std::optional<SocketCounts> count_sockets(const ProcessReader& reader, const std::vector<int>& pids) {
  if (pids.empty()) return std::nullopt;
  std::unordered_set<std::uint64_t> held;
  std::size_t descriptors = 0;
  for (const int pid : pids) {
    const auto fds = reader.list_fds(pid);
    if (!fds && fds.why == Unread::gone) continue;
    if (!fds || (descriptors += fds->size()) > kMaxDescriptors) return std::nullopt;
    for (const int fd : *fds) {
      const auto inode = socket_inode(reader, pid, fd);
      if (!inode && inode.why == Unread::not_permitted) return std::nullopt;
      if (inode && *inode != 0) held.insert(*inode);
    }
  }
  SocketCounts counts{held.size(), 0};
  if (held.empty()) return counts;
  for (const auto* table : {"tcp", "tcp6"})
    counts.close_wait += count_close_wait(fmt::format("{}/{}/net/{}", reader.root(), pids.front(), table), held);
  return counts;
}

}  // namespace plimsoll
