#include "monitors/processes/hidden_processes.h"

#include <fmt/format.h>

#include <sstream>

namespace plimsoll {
namespace {

constexpr std::size_t kMountsBytes = 1 << 20;

}  // namespace

std::string hiding_option(std::string_view mounts) {
  std::istringstream lines{std::string(mounts)};
  std::string device, place, type, options, rest, found;
  while (lines >> device >> place >> type >> options && std::getline(lines, rest)) {
    if (place != "/proc" || type != "proc") continue;
    found.clear();  // the last one lies on top
    std::istringstream each(options);
    for (std::string option; std::getline(each, option, ',');)
      if (option.starts_with("hidepid=") && option != "hidepid=0" && option != "hidepid=off") found = option;
  }
  return found;
}

std::string why_hidden(const ProcRoot& proc) {
  if (ProcessReader(proc).stat(1)) return "";  // by our rights, or by a group that is let through
  const auto mounts = read_small_file((proc.path / "self/mounts").string(), kMountsBytes);
  const auto option = hiding_option(mounts.value.value_or(""));
  if (option.empty()) return "";
  return fmt::format(
      "/proc hides the processes of other users ({}): run plimsoll as the user of the service or as root", option);
}

}  // namespace plimsoll
