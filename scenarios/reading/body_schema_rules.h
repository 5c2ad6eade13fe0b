#pragma once

// Each body that a request can send, held against its body_schema before any load: files, lists, and of rows of data
// all of them, in one pass. Bounded in memory. No state; one thread.

#include "scenarios/finding.h"
#include "scenarios/tables/scenario_table.h"

#include <vector>

namespace plimsoll {

struct LookAtBodies {
  static constexpr std::size_t kMostFindings = 20;  // of a request; how many there are in all is told
  std::vector<Finding> findings;
  std::vector<Finding> warnings;  // bodies that are known during the load alone
};

// After the templates are compiled and the rows surveyed.
LookAtBodies look_at_bodies(const ScenarioDraft& draft);

}  // namespace plimsoll
