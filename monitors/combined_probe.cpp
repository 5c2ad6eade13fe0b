#include "monitors/combined_probe.h"

#include <iterator>
#include <utility>

namespace plimsoll {
namespace {

template <class T>
void append(std::vector<T>& to, std::vector<T>& from) {
  std::move(from.begin(), from.end(), std::back_inserter(to));
}

}  // namespace

CombinedProbe::CombinedProbe(std::vector<std::unique_ptr<Probe>> probes) : probes_(std::move(probes)) {}

ProbeReading CombinedProbe::read(const ProbeMoment& moment) {
  ProbeReading all;
  for (const auto& probe : probes_) {
    auto here = moment;
    here.processes = &all.processes;
    auto reading = probe->read(here);
    append(all.processes, reading.processes);
    for (const auto& [pid, figure, value] : reading.of_processes)
      for (auto& process : all.processes)
        if (process.pid == pid) process.*figure = value;
    append(all.values, reading.values);
    append(all.events, reading.events);
    if (reading.taken) all.taken = reading.taken;
    if (reading.mappings) all.mappings = std::move(reading.mappings);
    all.unknown = all.unknown || reading.unknown;
  }
  return all;
}

}  // namespace plimsoll
