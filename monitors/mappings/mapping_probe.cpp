#include "monitors/mappings/mapping_probe.h"

#include "core/units.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <utility>

namespace plimsoll {
namespace {

using namespace std::chrono_literals;

constexpr double kUntilLoadedS = 10;
constexpr std::uint64_t kSuspicious = 16 << 20;
constexpr std::uint64_t kMoved = 64 << 10;
constexpr double kTooMuch = 0.005;  // of a core, for all monitoring
constexpr Nanos kMostAtOnce = 50ms;
constexpr Nanos kMostAtTheEnd = 1s;
constexpr std::size_t kMostNotes = 8;

// What can leak in it.
std::uint64_t memory_of(const ProcessSample& process) {
  if (process.anon_bytes) return *process.anon_bytes + process.shmem_bytes.value_or(0);
  return process.rss_bytes.value_or(0);
}

std::uint64_t above(std::uint64_t value, std::uint64_t floor) { return value - std::min(value, floor); }

std::uint64_t distance(std::uint64_t a, std::uint64_t b) { return above(a, b) + above(b, a); }

std::uint64_t growth_of(const ProcessMappings& process) {
  std::uint64_t bytes = 0;
  for (const auto& one : process.classes)
    bytes += above(held_bytes(one.kind, one.after, process.by_size), held_bytes(one.kind, one.before, process.by_size));
  return bytes;
}

// Of very many those that grew most.
void keep_grown(std::vector<ProcessMappings>& processes) {
  std::stable_sort(processes.begin(), processes.end(),
                   [](const auto& a, const auto& b) { return growth_of(a) > growth_of(b); });
  if (processes.size() > MappingProbe::kMostProcesses) processes.resize(MappingProbe::kMostProcesses);
}

}  // namespace

ProbeReading MappingProbe::read(const ProbeMoment& moment) {
  ProbeReading reading;
  if (!moment.warmed_up || moment.processes == nullptr || moment.processes->empty()) return reading;
  follow(*moment.processes, moment.t_s);
  std::vector<const ProcessSample*> due;
  for (const auto& process : *moment.processes)
    if (is_due(process, moment)) due.push_back(&process);
  // Where time does not do for all, it is for those that grew most.
  std::stable_sort(due.begin(), due.end(), [this](const auto* a, const auto* b) {
    const auto grown = [this](const auto* one) { return above(memory_of(*one), lives_.at(one->life).bytes_at_last); };
    return grown(a) > grown(b);
  });
  const auto end = std::chrono::steady_clock::now() + (moment.is_last ? kMostAtTheEnd : kMostAtOnce);
  for (const auto* process : due) {
    if (std::chrono::steady_clock::now() < end)
      look_at(*process, moment.t_s);
    else if (moment.is_last)
      note_once(
          "there was no time to read the mappings of all processes at the end; those that grew least are left out");
  }
  if (std::exchange(changed_, false)) reading.mappings = record();
  return reading;
}

void MappingProbe::follow(const std::vector<ProcessSample>& processes, double t_s) {
  for (auto at = lives_.begin(); at != lives_.end();) {
    if (std::any_of(processes.begin(), processes.end(), [&](const auto& one) { return one.life == at->first; })) {
      ++at;
      continue;
    }
    changed_ = true;
    if (at->second.growth)
      ended_.push_back(std::move(*at->second.growth));
    else
      ++ended_unread_;
    keep_grown(ended_);
    at = lives_.erase(at);
  }
  for (const auto& process : processes) {
    if (lives_.contains(process.life)) continue;
    if (lives_.size() == kMostProcesses) {
      note_once(fmt::format("of more than {} processes at a time the mappings of so many were read", kMostProcesses));
      break;
    }
    Life life{fmt::format("{} {}", process.command, process.pid),
              begun_ ? t_s + kUntilLoadedS : std::max(t_s, kUntilLoadedS)};
    lives_.emplace(process.life, std::move(life));
  }
  begun_ = true;
}

bool MappingProbe::is_due(const ProcessSample& process, const ProbeMoment& moment) const {
  const auto at = lives_.find(process.life);
  if (at == lives_.end() || at->second.unreadable) return false;
  const auto& life = at->second;
  const auto bytes = memory_of(process);
  if (!life.first) return moment.t_s >= life.due_s && !moment.is_last;
  if (moment.is_last) return distance(bytes, life.bytes_at_last) >= kMoved;
  const auto grown = above(bytes, life.bytes_at_first);
  return moment.monitoring_share <= kTooMuch && grown >= std::max(kSuspicious, life.bytes_at_first / 8) &&
         grown >= 2 * above(life.bytes_at_last, life.bytes_at_first);
}

void MappingProbe::look_at(const ProcessSample& process, double t_s) {
  auto& life = lives_.at(process.life);
  auto reading = reader_.read({process.pid, process.rss_bytes.value_or(0), process.threads.value_or(0), life.by_size});
  if (!reading) return note_unread(life, reading.why);
  const auto stat = processes_.stat(process.pid);
  const bool is_another = process.start_ticks != 0 && stat && stat->start_ticks != process.start_ticks;
  if (stat && !is_another) take(life, std::move(*reading.value), process, t_s);
}

void MappingProbe::take(Life& life, MappingReading reading, const ProcessSample& process, double t_s) {
  if (reading.by_size && !std::exchange(life.by_size, true))
    note_once(
        fmt::format("the mappings of {}, which holds {}, take too long to walk: they are compared by their size in "
                    "address space, not by what of it is in memory",
                    life.name, format_bytes(static_cast<double>(process.rss_bytes.value_or(0)))));
  life.bytes_at_last = memory_of(process);
  if (!life.first) {
    life.first = std::move(reading);
    life.first_s = t_s;
    life.bytes_at_first = life.bytes_at_last;
    return;
  }
  auto growth = growth_between(*life.first, reading);
  growth.pid = process.pid;
  growth.life = process.life;
  growth.from_s = life.first_s;
  growth.to_s = t_s;
  life.growth = std::move(growth);
  changed_ = true;
}

void MappingProbe::note_unread(Life& life, Unread why) {
  if (why == Unread::gone || why == Unread::busy) return;
  life.unreadable = true;
  if (why == Unread::not_permitted)
    note_once(
        fmt::format("the mappings of {} may not be read: run plimsoll as the user of that process, as root or with "
                    "CAP_SYS_PTRACE",
                    life.name));
  else
    note_once(fmt::format("the mappings of {} were not read: there are too many of them", life.name));
}

void MappingProbe::note_once(std::string note) {
  if (notes_.size() == kMostNotes || std::find(notes_.begin(), notes_.end(), note) != notes_.end()) return;
  notes_.push_back(std::move(note));
  changed_ = true;
}

MappingRecord MappingProbe::record() const {
  MappingRecord record{ended_, notes_};
  for (const auto& [number, life] : lives_)
    if (life.growth) record.processes.push_back(*life.growth);
  keep_grown(record.processes);
  if (ended_unread_ > 0)
    record.notes.push_back(fmt::format("{} ended before their mappings had been read twice",
                                       ended_unread_ == 1 ? "a process" : fmt::format("{} processes", ended_unread_)));
  return record;
}

}  // namespace plimsoll
