#include "store/process_mark.h"

#include "core/machine/boot_id.h"
#include "core/machine/process_stat.h"
#include "core/machine/words.h"

#include <fmt/format.h>
#include <unistd.h>

#include <csignal>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <system_error>

namespace plimsoll {
namespace {

// "pid:[4026531836]": processes of another one have other numbers here, or none.
std::string namespace_of_pids() {
  std::error_code unknown;
  return std::filesystem::read_symlink("/proc/self/ns/pid", unknown).string();
}

// Ticks since boot. 0: no such process, or one that has ended and nobody has asked after.
std::uint64_t start_of(int pid) {
  std::ifstream file(fmt::format("/proc/{}/stat", pid));
  const std::string text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  const auto stat = parse_process_stat(pid, text);
  return stat && !stat->ended() ? stat->start_ticks : 0;
}

struct Mark {
  std::string_view boot;
  int pid = 0;
  std::uint64_t start = 0;
  std::string_view pids;  // the namespace; empty: of an older version, and taken for ours
};

Mark mark_in(std::string_view text) {
  Words words(text);
  Mark mark;
  mark.boot = words.next();
  mark.pid = words.next_number<int>();
  mark.start = words.next_number<std::uint64_t>();
  mark.pids = words.next();
  return mark;
}

}  // namespace

std::string mark_of_this_process() {
  return fmt::format("{} {} {} {}", boot_id(), getpid(), start_of(getpid()), namespace_of_pids());
}

Presence presence_of(std::string_view text) {
  const auto mark = mark_in(text);
  if (mark.pid <= 0 || mark.start == 0 || mark.boot != boot_id()) return Presence::gone;
  if (!mark.pids.empty() && mark.pids != namespace_of_pids()) return Presence::elsewhere;
  return mark.start == start_of(mark.pid) ? Presence::there : Presence::gone;
}

void kill_marked(std::string_view text) {
  const auto mark = mark_in(text);
  if (mark.pid > 1 && presence_of(text) == Presence::there) ::kill(mark.pid, SIGKILL);
}

}  // namespace plimsoll
