#pragma once

// Numbers as the page's charts take them: rounded to what a screen can show, so that the file stays small. Pure
// functions; any thread.

#include <nlohmann/json_fwd.hpp>

#include <optional>
#include <span>

namespace plimsoll {

// Four digits are more than a screen shows of a figure, seven of bytes or instants; the file is a third of its size.
inline constexpr int kFigureDigits = 4;
inline constexpr int kFineDigits = 7;

// Null where there is none, or it is not finite.
nlohmann::ordered_json rounded_json(const std::optional<double>& value, int digits);

nlohmann::ordered_json rounded_list(std::span<const double> values, int digits);
nlohmann::ordered_json rounded_list(std::span<const std::optional<double>> values, int digits);

}  // namespace plimsoll
