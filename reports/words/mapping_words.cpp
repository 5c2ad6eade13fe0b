#include "reports/words/mapping_words.h"

#include "record/series.h"
#include "reports/words/target_runtime.h"
#include "reports/words/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace plimsoll {
namespace {

using Part = KindOfGrowth::Part;

constexpr double kTooLittle = 256 << 10;
constexpr double kMost = 0.5;
constexpr double kWorthNaming = 0.1;  // of all

bool is_of_shared_memory(const LeakRecord& leak) {
  return kind_of_series(leak.series) == SeriesInfo::Kind::shared_memory;
}

bool is_of_mappings(const LeakRecord& leak) {
  return is_memory_of_processes(leak.series) || is_of_shared_memory(leak) || leak.series == "cgroup_bytes";
}

// As far as the judged series counts it.
double counted(const LeakRecord& leak, MappingClass kind, const MappingAmount& amount, bool by_size) {
  if (is_of_shared_memory(leak) && kind != MappingClass::shared_memory) return 0;
  const bool is_file = kind == MappingClass::file || kind == MappingClass::other || kind == MappingClass::gpu ||
                       kind == MappingClass::shared_memory;
  const bool anonymous_alone = leak.series == "anon_bytes";
  if (by_size) return anonymous_alone && is_file ? 0 : static_cast<double>(amount.size_bytes);
  return static_cast<double>(anonymous_alone ? amount.anon_bytes : amount.resident_bytes);
}

std::vector<const ProcessMappings*> compared(const MonitorRecord& monitor, const LeakRecord& leak) {
  std::vector<const ProcessMappings*> processes;
  for (const auto& process : monitor.mappings.processes)
    if (!leak.pid || *leak.pid == process.pid) processes.push_back(&process);
  return processes;
}

std::vector<Part> parts_of(const std::vector<const ProcessMappings*>& processes, const LeakRecord& leak) {
  std::array<Part, kMappingClasses> all{};
  for (const auto* process : processes)
    for (const auto& one : process->classes) {
      auto& part = all[static_cast<std::size_t>(one.kind)];
      part.kind = one.kind;
      part.bytes +=
          counted(leak, one.kind, one.after, process->by_size) - counted(leak, one.kind, one.before, process->by_size);
      part.grown += one.grown;
    }
  std::vector<Part> parts;
  for (const auto& part : all)
    if (part.bytes > 0) parts.push_back(part);
  std::stable_sort(parts.begin(), parts.end(), [](const Part& a, const Part& b) { return a.bytes > b.bytes; });
  return parts;
}

std::optional<BiggestMapping> biggest_of(MappingClass kind, const std::vector<const ProcessMappings*>& processes,
                                         const LeakRecord& leak) {
  std::optional<BiggestMapping> biggest;
  for (const auto* process : processes)
    for (const auto& mapping : process->grown) {
      if (mapping.kind != kind) continue;
      const auto before = counted(leak, kind, mapping.before, process->by_size);
      const auto after = counted(leak, kind, mapping.after, process->by_size);
      if (after <= before || (biggest && after - before <= biggest->after_bytes - biggest->before_bytes)) continue;
      biggest = BiggestMapping{process->pid, mapping.name, mapping.address, before, after};
    }
  return biggest;
}

// What people use to see such memory sees it, or does not.
std::string hint(const KindOfGrowth& growth, TargetRuntime runtime) {
  switch (growth.parts.front().kind) {
    case MappingClass::heap:
      return "That is where malloc keeps small blocks: a heap profiler sees them.";
    case MappingClass::arenas:
      return "It may be held, or free and only kept by malloc: MALLOC_ARENA_MAX and malloc_trim tell.";
    case MappingClass::anonymous:
      switch (runtime) {
        case TargetRuntime::python:
          return "Python's own allocator maps such memory, and malloc for large blocks; what a library maps by itself "
                 "no heap profiler sees.";
        case TargetRuntime::java:
        case TargetRuntime::node:
        case TargetRuntime::go:
        case TargetRuntime::llama_cpp:
        case TargetRuntime::unknown:
          return "Malloc maps large blocks so; what a library maps by itself no heap profiler sees.";
      }
      return "";
    case MappingClass::placed:
      return "Runtimes keep their heaps there, and their own profilers see them.";
    case MappingClass::stacks:
      return fmt::format("Threads: {} at first, {} at last.", growth.threads_before, growth.threads_after);
    case MappingClass::shared_memory:
      return "No heap profiler sees it.";
    case MappingClass::file:
    case MappingClass::gpu:
    case MappingClass::other:
      return "No heap profiler sees these.";
  }
  return "";
}

std::string biggest_words(const KindOfGrowth& growth) {
  const auto& part = growth.parts.front();
  if (!growth.biggest) return "";
  const auto& biggest = *growth.biggest;
  std::string words = part.grown > 1 ? fmt::format(": {} that grew or are new, the biggest ", part.grown) : ": ";
  words += biggest.name.empty() ? biggest.address : fmt::format("{} at {}", biggest.name, biggest.address);
  if (growth.processes > 1) words += fmt::format(" of process {}", biggest.pid);
  return words + fmt::format(", from {} to {}", bytes_text(biggest.before_bytes), bytes_text(biggest.after_bytes));
}

std::string spread_words(const KindOfGrowth& growth) {
  std::string words;
  for (const auto& part : growth.parts) {
    if (part.bytes < kWorthNaming * growth.bytes) break;
    words += fmt::format("{}{} in {}", words.empty() ? "" : ", ", bytes_text(part.bytes), title_of(part.kind));
  }
  return words;
}

std::string not_known(const MonitorRecord& monitor, const LeakRecord& leak) {
  if (!is_accused(leak.verdict.verdict) || !is_of_mappings(leak) || monitor.mappings.notes.empty()) return "";
  return fmt::format("What kind of memory grew is not known: {}.", monitor.mappings.notes.front());
}

}  // namespace

std::string_view title_of(MappingClass kind) {
  switch (kind) {
    case MappingClass::heap:
      return "the heap (brk)";
    case MappingClass::arenas:
      return "malloc's arenas for threads";
    case MappingClass::anonymous:
      return "anonymous mappings (mmap)";
    case MappingClass::placed:
      return "mappings at addresses that it chose itself";
    case MappingClass::stacks:
      return "stacks of threads";
    case MappingClass::file:
      return "mapped files";
    case MappingClass::shared_memory:
      return "shared memory";
    case MappingClass::gpu:
      return "mappings of the GPU's driver";
    case MappingClass::other:
      return "other mappings";
  }
  return "other mappings";
}

std::optional<MappingClass> KindOfGrowth::most() const {
  return parts.front().bytes > kMost * bytes ? std::optional(parts.front().kind) : std::nullopt;
}

std::optional<KindOfGrowth> kind_of_growth(const MonitorRecord& monitor, const LeakRecord& leak) {
  if (!is_accused(leak.verdict.verdict) || !is_of_mappings(leak)) return std::nullopt;
  const auto processes = compared(monitor, leak);
  KindOfGrowth growth;
  growth.parts = parts_of(processes, leak);
  for (const auto& part : growth.parts) growth.bytes += part.bytes;
  if (growth.bytes < kTooLittle) return std::nullopt;
  growth.processes = processes.size();
  growth.from_s = processes.front()->from_s;
  for (const auto* process : processes) {
    growth.from_s = std::min(growth.from_s, process->from_s);
    growth.to_s = std::max(growth.to_s, process->to_s);
    growth.by_size = growth.by_size || process->by_size;
    growth.threads_before += process->threads_before;
    growth.threads_after += process->threads_after;
  }
  growth.biggest = biggest_of(growth.parts.front().kind, processes, leak);
  return growth;
}

std::string kind_sentence(const MonitorRecord& monitor, const LeakRecord& leak) {
  const auto growth = kind_of_growth(monitor, leak);
  if (!growth) return not_known(monitor, leak);
  const std::string_view of = growth->by_size ? " of address space" : "";
  if (!growth->most())
    return fmt::format("What it gained, {}{}, is spread: {}.", bytes_text(growth->bytes), of, spread_words(*growth));
  const auto& part = growth->parts.front();
  const auto gained = growth->parts.size() == 1
                          ? fmt::format("All that it gained, {}{}, is", bytes_text(growth->bytes), of)
                          : fmt::format("Most of what it gained, {} of {}{}, is", bytes_text(part.bytes),
                                        bytes_text(growth->bytes), of);
  return fmt::format("{} in {}{}. {}", gained, title_of(part.kind), biggest_words(*growth),
                     hint(*growth, runtime_of(monitor, pid_to_look_at(monitor, leak))));
}

}  // namespace plimsoll
