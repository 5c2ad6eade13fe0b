#include "scenarios/json_path.h"

#include "scenarios/paths/path_compiler.h"
#include "scenarios/paths/path_walker.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

namespace plimsoll {

Result<JsonPath> JsonPath::compile(std::string_view text) {
  auto steps = compile_path(text);
  if (steps.has_error()) return steps.error();
  JsonPath path;
  path.text_ = text;
  path.steps_ = std::move(*steps);
  return path;
}

bool JsonPath::is_one_place() const noexcept {
  return std::all_of(steps_.begin(), steps_.end(), [](const JsonPathStep& step) {
    return std::holds_alternative<Member>(step) || std::holds_alternative<Element>(step);
  });
}

std::vector<const nlohmann::json*> JsonPath::select(const nlohmann::json& root) const {
  return walk(steps_, root, root);
}

}  // namespace plimsoll
