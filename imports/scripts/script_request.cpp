#include "imports/scripts/script_request.h"

#include "imports/plan/document_value.h"
#include "imports/plan/imported_body.h"

#include <nlohmann/json.hpp>

namespace plimsoll {

std::vector<Header> pairs_of(const nlohmann::ordered_json& value) {
  std::vector<Header> pairs;
  if (value.is_object())
    for (const auto& [name, one] : value.items()) {
      if (one.is_array())
        for (const auto& item : one) pairs.push_back({name, text_value(item)});
      else
        pairs.push_back({name, text_value(one)});
    }
  return pairs;
}

ImportedBody script_body(const nlohmann::ordered_json& value, const ImportedRequest& request) {
  ImportedBody body;
  if (value.is_object()) {
    body.kind = ImportedBody::Kind::form;
    for (auto& [name, one] : pairs_of(value)) body.fields.push_back({name, one, false});
    return body;
  }
  if (value.is_null()) return body;
  std::string type;
  for (const auto& header : request.headers)
    if (same_header(header.name, "content-type")) type = header.value;
  return body_from(text_value(value), type.empty() ? "text/plain; charset=utf-8" : type);
}

}  // namespace plimsoll
