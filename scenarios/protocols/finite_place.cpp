#include "scenarios/protocols/finite_place.h"

#include "scenarios/paths/path_compiler.h"

#include <fmt/format.h>

#include <utility>
#include <variant>

namespace plimsoll {

Result<std::vector<FiniteStep>> parse_finite_place(std::string_view path) {
  const auto steps = compile_path(path);
  if (steps.has_error()) return steps.error();
  std::vector<FiniteStep> place;
  for (const auto& step : *steps) {
    const auto* element = std::get_if<PathElement>(&step);
    if (const auto* member = std::get_if<PathMember>(&step))
      place.push_back({member->name, {}});
    else if (element != nullptr && element->index >= 0)
      place.push_back({{}, static_cast<std::uint64_t>(element->index)});
    else if (std::holds_alternative<PathAnyChild>(step))
      place.push_back({});
    else
      return invalid(
          fmt::format("expected a place of names, indexes and [*] alone, like $.outputs[*].data, got {}", path));
  }
  return place;
}

}  // namespace plimsoll
