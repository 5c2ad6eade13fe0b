#pragma once

// Numbers as the page's charts take them: rounded to what a screen can show, so that the file stays small. Pure
// functions; any thread.

#include <nlohmann/json.hpp>

#include <optional>

namespace plimsoll {

// Four digits are more than a screen shows of a figure, seven of bytes or instants; the file is a third of its size.
inline constexpr int kFigureDigits = 4;
inline constexpr int kFineDigits = 7;

// Null where there is none, or it is not finite.
nlohmann::ordered_json rounded_json(const std::optional<double>& value, int digits);

template <class Values>
nlohmann::ordered_json rounded_list(const Values& values, int digits) {
  auto array = nlohmann::ordered_json::array();
  for (const auto& value : values) array.push_back(rounded_json(value, digits));
  return array;
}

}  // namespace plimsoll
