#include "store/process_mark.h"

#include <fmt/format.h>
#include <unistd.h>

#include <fstream>
#include <iterator>
#include <sstream>

namespace plimsoll {
namespace {

std::string boot() {
  std::string id;
  std::ifstream("/proc/sys/kernel/random/boot_id") >> id;
  return id;
}

// Ticks since boot: the 22nd field, behind a name that may hold anything in parentheses. Empty: no such process, or one
// that has ended and nobody has asked after.
std::string start_of(int pid) {
  std::ifstream file(fmt::format("/proc/{}/stat", pid));
  const std::string text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  const auto name_end = text.rfind(')');
  if (name_end == std::string::npos) return {};
  std::istringstream fields(text.substr(name_end + 1));
  std::string field;
  constexpr int kBehindName = 20;
  for (int i = 0; i < kBehindName; ++i) {
    fields >> field;
    if (i == 0 && (field == "Z" || field == "X")) return {};
  }
  return field;
}

}  // namespace

std::string mark_of_this_process() { return fmt::format("{} {} {}", boot(), getpid(), start_of(getpid())); }

bool is_alive(std::string_view mark) {
  std::istringstream words{std::string(mark)};
  std::string of_boot, start;
  int pid = 0;
  if (!(words >> of_boot >> pid >> start)) return false;
  return of_boot == boot() && start == start_of(pid);
}

}  // namespace plimsoll
