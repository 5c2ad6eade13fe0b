#pragma once

// What `quality` leaves open until the rows of feeders are there: classes or numbers, which classes, which of two is
// the positive one. And what is wrong or odd about it. Pure functions; any thread.

#include "scenarios/finding.h"
#include "scenarios/quality/row_rules.h"
#include "scenarios/scenario.h"

#include <vector>

namespace plimsoll {

// Once the rows of feeders are there: which classes there are, where nobody says it, and which is the positive one.
std::vector<Finding> settle_classes(Scenario& scenario);

// Rows whose labels are missing, of what is known before the run; as `advise` tells what is odd.
std::vector<Finding> label_advice(const Scenario& scenario);

// Thresholds on figures of quality that no request has.
std::vector<Finding> quality_findings(const Scenario& scenario);

}  // namespace plimsoll
