#pragma once

// Which request type keeps the memory: bytes a request for each, none below zero, beside a drift that none of them
// causes. A pure function; any thread.

#include "judgement/fitting/floor.h"
#include "record/leak_verdict.h"

#include <string>
#include <vector>

namespace plimsoll {

struct TypeCost {
  RequestAttribution cost;
  bool was_requested = false;  // in the judged part
};

// In the order of the names, which are those of points.requests_by_type.
std::vector<TypeCost> attribute(const FloorPoints& points, const std::vector<std::string>& names, double quantum_bytes);

}  // namespace plimsoll
