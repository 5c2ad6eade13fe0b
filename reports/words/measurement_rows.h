#pragma once

// The judgement of a run as a plain table, and in one line: what reports show of it. Pure functions; any thread.

#include "record/measurement.h"

#include <string>
#include <vector>

namespace plimsoll {

struct MeasurementRow {
  std::string what;
  std::string value;
  MeasurementState state = MeasurementState::fine;
};

// One a check, in their order.
std::vector<MeasurementRow> measurement_rows(const Measurement& measurement);

// "valid: the generator's busiest thread used 3.8 % of its core, ...".
std::string measurement_line(const Measurement& measurement);

// "Valid: the load generator was not the bottleneck.", or why not.
std::string validity_sentence(const Measurement& measurement);

}  // namespace plimsoll
