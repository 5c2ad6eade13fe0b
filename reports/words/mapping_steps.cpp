#include "reports/words/mapping_steps.h"

#include "reports/words/mapping_words.h"
#include "reports/words/target_runtime.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <string>

namespace plimsoll {
namespace {

using NextSteps = std::vector<NextStep>;

// It grows towards lower addresses: its end stays.
std::string end_of(const BiggestMapping& mapping) { return mapping.address.substr(mapping.address.find('-')); }

NextSteps of_arenas(const std::string& pid) {
  return {{"See whether it is held or only kept: have malloc give back what is free, and look at its memory before and "
           "after (needs gdb and the right to trace it)",
           fmt::format("grep RssAnon /proc/{0}/status; gdb -p {0} -batch -ex 'call (int)malloc_trim(0)'; grep RssAnon "
                       "/proc/{0}/status",
                       pid)},
          {"Start it with fewer arenas: if it grows no more, nothing leaks, and that is the remedy",
           "MALLOC_ARENA_MAX=2 COMMAND"}};
}

NextSteps of_anonymous(const std::string& pid, const KindOfGrowth& growth, TargetRuntime runtime) {
  NextSteps steps;
  if (runtime == TargetRuntime::python)
    steps.push_back(
        {"Start it with Python's objects in malloc's heap: what then still grows in anonymous mappings is not "
         "Python's",
         "PYTHONMALLOC=malloc COMMAND"});
  steps.push_back({"Under load, see who maps memory, whatever allocator it is (needs bpftrace and root)",
                   fmt::format("bpftrace -e 'tracepoint:syscalls:sys_enter_mmap /pid == {}/ {{ @bytes[ustack] = "
                               "sum(args->len); }} interval:s:60 {{ exit(); }}'",
                               pid)});
  steps.push_back({"Or with strace, which slows it down: what is mapped and not unmapped stays",
                   fmt::format("timeout 60 strace -f -k -e trace=mmap,mremap,munmap -o /tmp/mmap.txt -p {}", pid)});
  if (growth.biggest && runtime != TargetRuntime::python)
    steps.push_back({"Look at the biggest of them, minutes apart",
                     fmt::format("grep -A 24 -e '{} ' /proc/{}/smaps", end_of(*growth.biggest), pid)});
  return steps;
}

NextSteps of_stacks(const std::string& pid, TargetRuntime runtime) {
  NextSteps steps = {{"Count its threads by name, minutes apart",
                      fmt::format("cat /proc/{}/task/*/comm | sort | uniq -c | sort -rn | head", pid)}};
  if (runtime == TargetRuntime::python)
    steps.push_back({"See what they wait for", "py-spy dump --pid " + pid});
  else
    steps.push_back(
        {"See what they wait for (needs gdb)", fmt::format("gdb -p {} -batch -ex 'thread apply all bt 8'", pid)});
  return steps;
}

NextSteps of_shared_segments(const std::string& pid) {
  return {{"See which segments it holds, and whether they have a name still",
           fmt::format("ls -l /proc/{0}/fd | grep -E 'memfd:|/dev/shm'; grep -E 'memfd:|/dev/shm|SYSV|/dev/zero' "
                       "/proc/{0}/maps",
                       pid)},
          {"Of System V, see who made each and who is attached", "ipcs -m -p; ipcs -m"}};
}

NextSteps of_files(const std::string& pid) {
  return {
      {"See which files are in memory, the largest last", fmt::format("pmap -x {} | sort -n -k 3 | tail -20", pid)}};
}

NextSteps of_gpu_driver(const std::string& pid) {
  return {{"See which devices it has open, and how often",
           fmt::format("ls -l /proc/{}/fd | grep -E '/dev/(nvidia|dri|kfd)'", pid)}};
}

}  // namespace

std::vector<NextStep> steps_by_kind_of_memory(const MonitorRecord& monitor, const LeakRecord& leak) {
  const auto growth = kind_of_growth(monitor, leak);
  const auto kind = growth ? growth->most() : std::nullopt;
  if (!kind) return {};
  const auto number = growth->biggest ? std::optional(growth->biggest->pid) : pid_to_look_at(monitor, leak);
  const auto pid = number ? std::to_string(*number) : "PID";
  const auto runtime = runtime_of(monitor, number);
  switch (*kind) {
    case MappingClass::arenas:
      return of_arenas(pid);
    case MappingClass::anonymous:
      return of_anonymous(pid, *growth, runtime);
    case MappingClass::stacks:
      return of_stacks(pid, runtime);
    case MappingClass::shared_memory:
      return of_shared_segments(pid);
    case MappingClass::file:
      return of_files(pid);
    case MappingClass::gpu:
      return of_gpu_driver(pid);
    case MappingClass::heap:
    case MappingClass::placed:
    case MappingClass::other:
      return {};
  }
  return {};
}

std::vector<NextStep> with_steps_by_kind(std::vector<NextStep> steps, const MonitorRecord& monitor,
                                         const LeakRecord& leak) {
  constexpr std::size_t kFirst = 2;
  const auto by_kind = steps_by_kind_of_memory(monitor, leak);
  const auto growth = kind_of_growth(monitor, leak);
  const bool may_be_objects = growth && growth->most() == MappingClass::anonymous &&
                              runtime_of(monitor, pid_to_look_at(monitor, leak)) == TargetRuntime::python;
  const auto behind = may_be_objects ? std::min(kFirst, steps.size()) : 0;
  steps.insert(steps.begin() + static_cast<std::ptrdiff_t>(behind), by_kind.begin(), by_kind.end());
  return steps;
}

}  // namespace plimsoll
