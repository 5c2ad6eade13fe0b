#pragma once

// Which of its tasks a load does next: drawn by weight, each draw independent. Owned by an executor; a value.

#include "core/random.h"
#include "scenarios/scenario.h"

#include <cstddef>
#include <vector>

namespace plimsoll {

class TaskChoice {
 public:
  TaskChoice(const Scenario& scenario, const LoadPart& part);

  // An index into Scenario::tasks.
  std::size_t draw(Random& random) const;

 private:
  std::vector<std::size_t> tasks_;
  std::vector<double> cumulative_weights_;
};

}  // namespace plimsoll
