#pragma once

// Asks rows again and again whether their answers stay the same: one at a time before the load and after it, a few at
// once beside it, on a thread and over connections of its own, in no figure of the load. Owned by the conductor, called
// from its thread.
//
// Under load a draw of rows is asked twice, one volley after the other, each row over the same connection; then the
// connections are closed, so that every worker comes to answer. The first row of a draw is asked over two connections
// at once (judgement/answers/answer_trace.h says why).

#include "core/error.h"
#include "core/time.h"
#include "engine/results/redaction.h"
#include "judgement/answers/answer_trace.h"
#include "record/answers/probe_record.h"
#include "scenarios/scenario.h"
#include "scenarios/templates/template_rendering.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace plimsoll {

struct ProbingInputs {
  std::vector<CapturedValue> captured{};  // before the load, by slot
  std::uint64_t seed = 0;
};

class Probing {
 public:
  using IsUnwanted = std::function<bool()>;  // asked again and again

  // The scenario, which has probes, and the redaction outlive it. Error: what the target needs cannot be had.
  static Result<std::unique_ptr<Probing>> make(const Scenario& scenario, const ProbingInputs& inputs,
                                               const Redaction& redaction, const IsUnwanted& is_unwanted);
  ~Probing();  // ends

  // Each row a few times, one after the other. Blocks.
  void ask_alone(ProbePhase phase, const IsUnwanted& is_unwanted);
  // From now on volleys, until it ends. `origin`: the start of the load.
  void begin(Instant origin);
  void end();

  // As far as it has come, from any thread: how many changed, as of the last volley; and the whole, judged as if it
  // ended now, as of an instant that costs the probing at most a hundredth of its time. Nothing before the load.
  ProbeCounts counts_so_far() const;
  std::optional<ProbeRecord> so_far() const;

  // Ends, asks each row alone once more, unless that is unwanted, and judges it all.
  ProbeRecord conclude(const IsUnwanted& is_unwanted);

 private:
  struct State;
  explicit Probing(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace plimsoll
