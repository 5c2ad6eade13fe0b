#pragma once

// Reads memory, descriptors and CPU of a process and all below it. PSS and USS cost a walk of the page tables, sockets
// one of the descriptors: these are read on periods of their own, which grow while monitoring costs too much. Owned by
// a sampler; its thread.

#include "monitors/probe.h"
#include "monitors/processes/process_tree.h"
#include "monitors/reading_period.h"

#include <cstdint>
#include <map>
#include <memory>
#include <string>

namespace plimsoll {

class ProcessProbe : public Probe {
 public:
  explicit ProcessProbe(FoundTarget target, const ProcRoot& proc = {});

  ProbeReading read(const ProbeMoment& moment) override;
  std::string description() const override { return tree_.description(); }

 private:
  // Nothing where the process ended meanwhile.
  std::optional<ProcessSample> sample(const TreeMember& member, bool with_rollup);
  // Nothing is known of this moment.
  ProbeReading gap();
  std::vector<ProcessEvent> take_events();
  void add_values_of_tree(const ProbeMoment& moment, ProbeReading& reading);
  const std::string& runtime_of(const TreeMember& member, bool again);
  void report_size(const TreeMember& member, std::uint64_t rss_bytes);
  void report_rights(const TreeMember& member, std::string what);

  ProcessReader reader_;
  ProcessTree tree_;
  ReadingPeriod rollup_, sockets_;
  std::vector<ProcessEvent> events_;
  struct Runtime {
    std::string name;
    int looks = 0;
  };
  std::map<std::uint64_t, Runtime> runtimes_;  // by life
  bool rights_reported_ = false, gap_reported_ = false, size_reported_ = false;
  bool could_look_ = true;  // at all of them, in this reading
};

}  // namespace plimsoll
