#pragma once

// Looks for processes that may do the work of those that are watched without being below them: others of the same
// supervisor or systemd unit, and those that their connections lead to. Reports once, as an event, those that took a
// fair share of CPU time since the watch began, with what to pass to watch them too; again where connections lead to
// others later. Looks at the processes that the probe before it found; seldom, since it reads the whole table. Owned by
// a sampler; its thread.

#include "monitors/probe.h"
#include "monitors/processes/process_family.h"
#include "monitors/reading_period.h"

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace plimsoll {

class UnwatchedWorkProbe : public Probe {
 public:
  // `watch`: what is watched, as it is written: "port:8000".
  explicit UnwatchedWorkProbe(std::string watch, const ProcRoot& proc = {})
      : watch_(std::move(watch)),
        proc_(proc),
        reader_(proc),
        period_(std::chrono::seconds(10), std::chrono::minutes(5)) {}

  ProbeReading read(const ProbeMoment& moment) override;
  std::string description() const override { return "work of others"; }

 private:
  // Others that have to do with what is watched.
  struct Kin {
    std::vector<int> pids;
    std::string relation;              // "that raylet 700 started too"
    std::string watch;                 // what watches them: "pid:700"
    std::vector<std::uint16_t> ports;  // that connections lead to; of other kin none
  };
  using Life = std::pair<int, std::uint64_t>;  // pid, start ticks

  std::vector<Kin> kin_of(const std::vector<int>& watched, const ProcessFamily& family);
  static void add_of_parents(const std::vector<int>& watched, const ProcessFamily& family, std::vector<Kin>& kin);
  void add_of_unit(const std::vector<int>& watched, const ProcessFamily& family, std::vector<Kin>& kin) const;
  void add_connected(const std::vector<int>& watched, const ProcessFamily& family, std::vector<Kin>& kin);
  double used_by(const std::vector<int>& pids, const ProcessFamily& family) const;
  std::optional<std::string> finding(const std::vector<int>& watched, const ProcessFamily& family);
  void keep_told(const Kin& kin);
  std::string sentence(Kin kin, double took_s, double watched_took_s, const ProcessFamily& family) const;

  std::string watch_;
  ProcRoot proc_;
  ProcessReader reader_;
  ReadingPeriod period_;
  bool begun_ = false, told_ = false;
  int looks_ = 0;
  std::map<Life, double> cpu_at_first_;
  std::map<std::uint16_t, std::vector<int>> behind_ports_;  // those that listen there, of every port that was seen
  std::set<std::uint16_t> told_ports_;
};

}  // namespace plimsoll
