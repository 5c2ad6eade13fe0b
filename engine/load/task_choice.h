#pragma once

// Which of its tasks a load does next: drawn by weight, each draw independent; where sizes of batches take turns, from
// those of the size whose turn it is and from those that are no batch. Owned by an executor; a value.

#include "core/random.h"
#include "core/time.h"
#include "scenarios/scenario.h"

#include <cstddef>
#include <vector>

namespace plimsoll {

class TaskChoice {
 public:
  TaskChoice(const Scenario& scenario, const LoadPart& part);

  // An index into Scenario::tasks, of a task that begins `at`, from the start of the load.
  std::size_t draw(Random& random, Nanos at) const;
  // Whether that instant matters.
  bool has_turns() const noexcept { return turns_.size() > 1; }

 private:
  struct Turn {
    Nanos to{0};
    std::vector<std::size_t> tasks{};
    std::vector<double> cumulative_weights{};
  };
  void add_turn(const Scenario& scenario, Nanos to, std::vector<std::size_t> tasks);

  std::vector<Turn> turns_;  // at least one; the last one's end says nothing
};

}  // namespace plimsoll
