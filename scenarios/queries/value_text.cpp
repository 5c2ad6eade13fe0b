#include "scenarios/queries/value_text.h"

#include "core/json.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

namespace plimsoll {

std::optional<std::string> value_text(const nlohmann::json& value) {
  if (value.is_string()) return value.get<std::string>();
  if (value.is_structured() || value.is_binary()) return std::nullopt;
  if (!value.is_number_float()) return to_text(value);
  auto text = fmt::format("{}", value.get<double>());
  if (text.find_first_not_of("-0123456789") == std::string::npos) text += ".0";  // a fraction is always seen
  return text;
}

}  // namespace plimsoll
