#pragma once

// The JSON of a .hurl file with its {{...}} filled in, for a scenario: byte for byte as it was written besides. One
// thread.

#include "core/error.h"
#include "scenarios/hurl/hurl_json.h"
#include "scenarios/hurl/load_text.h"

#include <string>

namespace plimsoll {

enum class JsonUse { sent, expected };

struct WrittenJson {
  std::string text;
  bool varies = false;  // a {{...}} is left in it; sent: a template of JSON
};

// Error: a value that does not fit where it stands.
Result<WrittenJson> written_json(const HurlJson& json, const LoadVariables& variables, JsonUse use);

// As it stands between the quotes of a JSON string.
std::string within_json_quotes(std::string_view text);

}  // namespace plimsoll
