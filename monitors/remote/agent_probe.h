#pragma once

// A watched thing on another machine, read by the agent there. While the agent cannot be asked there is a gap; a
// process keeps its life across it, and across a restart of the agent. A reading that takes the agent long comes late,
// with the instant that it is of. Owned by a sampler; its thread; blocks for most of a sampling period where reading
// takes long, for two seconds more where the way there does.

#include "monitors/probe.h"
#include "monitors/remote/agent_client.h"

#include <map>
#include <memory>
#include <optional>
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

  // As reported when it was opened, for the person.
  const std::vector<std::string>& notes() const noexcept { return watch_.notes; }
  std::optional<std::uint64_t> limit_bytes() const noexcept { return watch_.limit_bytes; }

 private:
  AgentProbe(AgentAccess access, LocalClocks clocks);
  // Nothing: not yet.
  Result<std::optional<ProbeReading>> ask(Nanos with_agent);
  Result<std::optional<ProbeReading>> take_sample(const AgentPatience& patience);
  ProbeReading gap(const Error& error);
  ProbeReading late();
  void number_lives(ProbeReading& reading);
  void note_clock_difference(WallTime asked, WallTime answered);

  std::string name_;  // of the agent
  LocalClocks clocks_;
  std::string description_;
  AgentClient client_;
  AgentWatch watch_;
  std::uint64_t generation_ = 0;  // how often the watch was opened
  std::optional<Instant> gone_since_;
  std::optional<Instant> waiting_since_;  // for the reading that comes next
  bool late_reported_ = false;
  // By machine, pid and start; where the start is not known, by generation and the agent's own number.
  std::map<std::tuple<std::string, std::uint64_t, std::uint64_t>, std::uint64_t> lives_;
  std::uint64_t last_life_ = 0;
};

}  // namespace plimsoll
