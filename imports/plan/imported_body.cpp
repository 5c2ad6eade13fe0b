#include "imports/plan/imported_body.h"

#include "core/json/json.h"
#include "core/text.h"
#include "imports/plan/url_parts.h"

#include <nlohmann/json.hpp>

namespace plimsoll {
namespace {

constexpr std::string_view kFormType = "application/x-www-form-urlencoded";

bool is_structured_json(std::string_view text) {
  const auto begin = trimmed(text);
  return (begin.starts_with('{') || begin.starts_with('[')) && is_json(text);
}

}  // namespace

ImportedBody body_from(std::string raw, std::string_view content_type) {
  ImportedBody body;
  body.text = std::move(raw);
  const auto plain_type = lower_case(trimmed(content_type.substr(0, content_type.find(';'))));
  if (is_structured_json(body.text)) {
    body.kind = ImportedBody::Kind::json;
    if (!content_type.empty() && !same_without_case(content_type, "application/json")) body.content_type = content_type;
    return body;
  }
  if (plain_type == kFormType) {
    if (auto pairs = decoded_form(body.text); pairs && !pairs->empty()) {
      body.kind = ImportedBody::Kind::form;
      for (auto& [name, value] : *pairs) body.fields.push_back({std::move(name), std::move(value), false});
      body.text.clear();
      return body;
    }
  }
  body.kind = ImportedBody::Kind::text;
  body.content_type = content_type;
  return body;
}

}  // namespace plimsoll
