#include "reports/html/numbers.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <cmath>
#include <cstdint>
#include <cstdlib>

namespace plimsoll {
namespace {

template <class Values>
nlohmann::ordered_json list_of(const Values& values, int digits) {
  auto array = nlohmann::ordered_json::array();
  for (const auto& value : values) array.push_back(rounded_json(value, digits));
  return array;
}

}  // namespace

nlohmann::ordered_json rounded_json(const std::optional<double>& value, int digits) {
  if (!value || !std::isfinite(*value)) return nullptr;
  const double rounded = std::strtod(fmt::format("{:.{}g}", *value, digits).c_str(), nullptr);
  if (std::trunc(rounded) == rounded && std::abs(rounded) < 1e15) return static_cast<std::int64_t>(rounded);
  return rounded;
}

nlohmann::ordered_json rounded_list(std::span<const double> values, int digits) { return list_of(values, digits); }

nlohmann::ordered_json rounded_list(std::span<const std::optional<double>> values, int digits) {
  return list_of(values, digits);
}

}  // namespace plimsoll
