#include "engine/requests/captured_value.h"

#include "core/json/json.h"

#include <nlohmann/json.hpp>
#include <variant>

namespace plimsoll {

void keep(const nlohmann::json& found, CapturedValue& into) {
  if (found.is_string()) {
    into.type = CellType::text;
    into.text = found.get_ref<const std::string&>();
    return;
  }
  into.type = found.is_null()      ? CellType::null
              : found.is_boolean() ? CellType::boolean
              : found.is_number()  ? CellType::number
                                   : CellType::json;
  into.text = found.is_null() ? std::string() : to_text(found);
}

void keep(const QueryValue& found, CapturedValue& into) {
  if (const auto* json = std::get_if<nlohmann::json>(&found)) return keep(*json, into);
  if (std::holds_alternative<QueryPresence>(found)) return keep(nlohmann::json(true), into);
  into.type = CellType::text;
  if (const auto* bytes = std::get_if<QueryBytes>(&found))
    into.text = bytes->octets;
  else
    into.text = rendered(found).value_or("");
}

nlohmann::json json_of(const CapturedValue& value) {
  if (value.type == CellType::text) return value.text;
  if (value.type == CellType::null) return nullptr;
  return parse_json(value.text);
}

}  // namespace plimsoll
