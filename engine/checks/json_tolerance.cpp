#include "engine/checks/json_tolerance.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

namespace plimsoll {

using nlohmann::json;

bool is_equal_within(const json& value, const json& expected, double within) {
  if (within <= 0) return value == expected;
  if (expected.is_number() && value.is_number()) {
    if (value == expected) return true;  // beyond what a double tells apart
    // A decimal tolerance is not one of binary: 0.11 is within 0.01 of 0.1.
    const double wanted = expected.get<double>();
    const double slack = 4e-16 * std::max(1.0, std::fabs(wanted));
    return std::fabs(value.get<double>() - wanted) <= within + slack;
  }
  if (value.type() != expected.type() || !value.is_structured()) return value == expected;
  if (value.size() != expected.size()) return false;
  if (value.is_array())
    return std::equal(value.begin(), value.end(), expected.begin(),
                      [&](const json& one, const json& other) { return is_equal_within(one, other, within); });
  const auto members = expected.items();
  return std::all_of(members.begin(), members.end(), [&](const auto& wanted) {
    const auto found = value.find(wanted.key());
    return found != value.end() && is_equal_within(*found, wanted.value(), within);
  });
}

}  // namespace plimsoll
