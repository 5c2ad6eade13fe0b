#include "scenarios/quality/row_rules.h"

#include <fmt/format.h>

#include <cmath>

namespace plimsoll {

std::string class_name_of(double number) {
  constexpr double kWhole = 1e15;
  if (std::fabs(number) < kWhole && number == std::floor(number)) return fmt::format("{:.0f}", number);
  return fmt::format("{}", number);
}

}  // namespace plimsoll
