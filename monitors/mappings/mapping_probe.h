#pragma once

// Tells what kind of memory those processes gained that the probe before it found. Their mappings are read seldom: once
// what is read is judged, ten seconds after the watch began or a process came at the earliest; when its memory has
// grown by much, each time by twice as much; and at the end, where it moved at all. Owned by a sampler; its thread;
// blocks for about a second at the end, for a twentieth of one before.

#include "monitors/mappings/mapping_reader.h"
#include "monitors/probe.h"

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace plimsoll {

class MappingProbe : public Probe {
 public:
  static constexpr std::size_t kMostProcesses = 64;  // at a time; of those that ended as many

  explicit MappingProbe(const ProcRoot& proc = {}, const MappingLimits& limits = {})
      : processes_(proc), reader_(proc, limits) {}

  ProbeReading read(const ProbeMoment& moment) override;
  std::string description() const override { return "mappings"; }

 private:
  struct Life {
    std::string name;    // "gunicorn 4711"
    double due_s = 0;    // the first reading
    double first_s = 0;  // its instant
    std::optional<MappingReading> first{};
    std::uint64_t bytes_at_first = 0, bytes_at_last = 0;
    bool by_size = false, unreadable = false;
    std::optional<ProcessMappings> growth{};
  };

  void follow(const std::vector<ProcessSample>& processes, double t_s);
  bool is_due(const ProcessSample& process, const ProbeMoment& moment) const;
  void look_at(const ProcessSample& process, double t_s);
  void take(Life& life, MappingReading reading, const ProcessSample& process, double t_s);
  void note_unread(Life& life, Unread why);
  void note_once(std::string note);
  MappingRecord record() const;

  ProcessReader processes_;
  MappingReader reader_;
  std::map<std::uint64_t, Life> lives_;  // of processes that are there
  std::vector<ProcessMappings> ended_;
  std::size_t ended_unread_ = 0;  // without two readings
  std::vector<std::string> notes_;
  bool begun_ = false, changed_ = false;
};

}  // namespace plimsoll
