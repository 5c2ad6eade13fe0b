#pragma once

// Which line of a file belongs to a request, where the file has one for each: by the rows of data that its requests are
// made of, or by its bodies. Pure functions; any thread.

#include "scenarios/finding.h"
#include "scenarios/request_template.h"
#include "scenarios/scenario.h"

#include <cstddef>
#include <vector>

namespace plimsoll {

struct LineNumbers {
  enum class By {
    bodies,   // the number of its body, one where it has a single one or none
    rows,     // that of the row of the one feeder that it names, among all rows of the feeder
    unclear,  // several feeders, or several rows in a body
  };
  By by = By::bodies;
  std::size_t feeder = 0;
};

// `parts`: what is filled in anew for each of its requests.
LineNumbers line_numbers_of(const RequestTemplate& request, const VaryingParts& parts);

// Once the rows of feeders are there: lines that are not as many as the rows.
std::vector<Finding> line_findings(const Scenario& scenario);

}  // namespace plimsoll
