#include "monitors/processes/tree_member.h"

#include <fmt/format.h>
#include <sys/wait.h>

#include <algorithm>
#include <cctype>
#include <cstring>
#include <utility>

namespace plimsoll {
namespace {

constexpr std::size_t kEventsAtOnce = 8;
constexpr std::size_t kProgramBytes = 256;

std::string replacement(const ProcessReader& reader, const TreeMember& ended, const TreeMember& came) {
  const bool same_pid = came.stat.pid == ended.stat.pid;
  return fmt::format("{}{} took the place of {}{}", name_of(came.stat),
                     same_pid ? fmt::format(", started {},", reader.started_at(came.stat)) : "", ended.stat.pid,
                     ended.ending.empty() ? "" : ", which ended" + ended.ending);
}

ProcessEvent::Kind kind_of_end(const TreeMember& member, ProcessEvent::Kind otherwise) {
  return member.killed ? ProcessEvent::Kind::killed : otherwise;
}

}  // namespace

std::string program_of(const ProcessStat& stat, const ProcessReader& reader) {
  auto line = reader.command_line(stat.pid).substr(0, kProgramBytes);
  std::erase_if(line, [](unsigned char c) { return std::isdigit(c) != 0; });
  return line.empty() ? command_of(stat) : line;
}

std::string command_of(const ProcessStat& stat) {
  auto name = name_of(stat);
  return name.substr(0, name.rfind(' '));
}

std::string ending_of(const ProcessStat& stat) {
  const int status = stat.ended() ? stat.exit_status : 0;
  if (status == 0) return "";
  if (WIFSIGNALED(status)) return fmt::format(" by signal {} ({})", WTERMSIG(status), strsignal(WTERMSIG(status)));
  return WIFEXITED(status) ? fmt::format(" with exit code {}", WEXITSTATUS(status)) : "";
}

std::string next_of(const ProcessReader& reader, int pid, std::uint64_t start_ticks) {
  const auto now = reader.stat(pid);
  if (!now || now->ended() || now->start_ticks == start_ticks) return "";
  return fmt::format("; pid {} is another program's now: {}, started {}", pid, command_of(*now),
                     reader.started_at(*now));
}

std::vector<ProcessEvent> news_of(const std::vector<TreeMember>& ended, const std::vector<TreeMember>& came,
                                  const ProcessReader& reader) {
  using Kind = ProcessEvent::Kind;
  std::vector<ProcessEvent> events;
  std::vector<const TreeMember*> left;
  left.reserve(ended.size());
  for (const auto& one : ended) left.push_back(&one);
  std::size_t replaced = 0;
  for (const auto& one : came) {
    const auto before =
        std::find_if(left.begin(), left.end(), [&](const auto* other) { return other->program == one.program; });
    if (before == left.end()) {
      events.push_back({Kind::started, one.stat.pid, name_of(one.stat) + " started"});
      continue;
    }
    ++replaced;
    events.push_back({kind_of_end(**before, Kind::restarted), one.stat.pid, replacement(reader, **before, one)});
    left.erase(before);
  }
  for (const auto* one : left)
    events.push_back(
        {kind_of_end(*one, Kind::exited), one->stat.pid,
         name_of(one->stat) + " ended" + one->ending + next_of(reader, one->stat.pid, one->stat.start_ticks)});
  if (events.size() <= kEventsAtOnce) return events;
  const auto more = events.size() - kEventsAtOnce;
  const auto kind = replaced == events.size() ? Kind::restarted : ended.empty() ? Kind::started : Kind::exited;
  events.resize(kEventsAtOnce);
  events.push_back({kind, 0, fmt::format("and {} more processes came or went", more)});
  return events;
}

}  // namespace plimsoll
