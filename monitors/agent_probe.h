#pragma once

// A watched thing on another machine, read by the agent there. While the agent cannot be asked there is a gap; a
// process keeps its life across it, and across a restart of the agent. Owned by a sampler; its thread; blocks for less
// than a sampling period.

#include "monitors/agent_client.h"
#include "monitors/probe.h"

#include <map>
#include <memory>
#include <string>
#include <tuple>
#include <vector>

namespace plimsoll {

struct LocalClocks {
  std::function<Instant()> monotonic;
  std::function<WallTime()> wall;
};

class AgentProbe : public Probe {
 public:
  // Asks the agent to watch. Error: it cannot be asked, or refuses.
  static Result<std::unique_ptr<AgentProbe>> open(AgentAccess access, LocalClocks clocks);

  ProbeReading read(const ProbeMoment& moment) override;
  std::string description() const override { return description_; }

  // As told when it was opened, for the person.
  const std::vector<std::string>& notes() const noexcept { return watch_.notes; }
  std::optional<std::uint64_t> limit_bytes() const noexcept { return watch_.limit_bytes; }

 private:
  AgentProbe(AgentAccess access, LocalClocks clocks);
  Result<ProbeReading> ask();
  Result<ProbeReading> take_sample(Nanos timeout);
  void number_lives(ProbeReading& reading);
  void note_clock_difference(WallTime asked, WallTime answered);

  std::string name_;  // of the agent
  LocalClocks clocks_;
  AgentClient client_;
  AgentWatch watch_;
  std::string description_;
  std::uint64_t generation_ = 0;  // how often the watch was opened
  bool gone_ = false;
  // By machine, pid and start; where the start is not known, by generation and the agent's own number.
  std::map<std::tuple<std::string, std::uint64_t, std::uint64_t>, std::uint64_t> lives_;
  std::uint64_t last_life_ = 0;
};

}  // namespace plimsoll
