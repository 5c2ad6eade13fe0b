#include "imports/plan/numbered_names.h"

#include <fmt/format.h>

namespace plimsoll {

std::string NumberedNames::take(const std::string& wanted, std::string_view separator, std::string_view end) {
  auto name = fmt::format("{}{}", wanted, end);
  if (taken_.insert(name).second) return name;
  auto& number = last_.try_emplace(name, 1).first->second;
  do name = fmt::format("{}{}{}{}", wanted, separator, ++number, end);
  while (!taken_.insert(name).second);
  return name;
}

}  // namespace plimsoll
