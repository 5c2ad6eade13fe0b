#include "scenarios/fields/json_path_type.h"

#include "scenarios/json_path.h"

#include <optional>

namespace plimsoll {

ValueType<std::string> json_path_type() {
  auto type = text_type();
  type.words = "JSON path";
  type.schema = R"({"type": "string", "pattern": "^\\$"})";
  type.read = [](const Value& value) -> std::optional<std::string> {
    const auto path = value.parsed(JsonPath::compile);
    return path ? std::optional(path->text()) : std::nullopt;
  };
  return type;
}

}  // namespace plimsoll
