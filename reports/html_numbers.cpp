#include "reports/html_numbers.h"

#include <fmt/format.h>

#include <cmath>
#include <cstdint>
#include <cstdlib>

namespace plimsoll {

nlohmann::ordered_json rounded_json(const std::optional<double>& value, int digits) {
  if (!value || !std::isfinite(*value)) return nullptr;
  const double rounded = std::strtod(fmt::format("{:.{}g}", *value, digits).c_str(), nullptr);
  if (std::trunc(rounded) == rounded && std::abs(rounded) < 1e15) return static_cast<std::int64_t>(rounded);
  return rounded;
}

}  // namespace plimsoll
