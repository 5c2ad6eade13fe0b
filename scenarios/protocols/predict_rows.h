#pragma once

// Rows of a table for predictions: of a file, as feeders read it, or written in place. Every cell is JSON. No state;
// any thread.

#include "scenarios/fields/value.h"
#include "scenarios/protocols/predict_plan.h"

#include <string>
#include <vector>

namespace plimsoll {

inline constexpr std::size_t kMostPredictRows = 200'000;

// Columns and instances of `into`; `wanted`: these columns alone, in this order. Findings where that cannot be.
void read_predict_rows(const Value& value, const std::vector<std::string>& wanted, PredictInput& into);

}  // namespace plimsoll
