#include "imports/plan/yaml_text.h"

#include "core/json/json.h"
#include "core/text.h"
#include "core/utf8.h"
#include "imports/plan/import_draft.h"
#include "scenarios/document/yaml_writing.h"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace plimsoll {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kWidth = 100;

// The keys of JSON are templates too.
std::string json_key(const std::string& key) {
  return key.find("{{") == std::string::npos ? yaml_key(key) : yaml_quoted(with_references(key));
}

std::string flow(const Json& value) {
  if (value.is_string()) return yaml_quoted(with_references(value.get_ref<const std::string&>()));
  if (!value.is_structured()) return to_text(value);
  std::string text(1, value.is_object() ? '{' : '[');
  for (auto item = value.begin(); item != value.end(); ++item) {
    if (item != value.begin()) text += ", ";
    if (value.is_object()) text += json_key(item.key()) + ": ";
    text += flow(*item);
  }
  return text += value.is_object() ? '}' : ']';
}

// Lines, each begun by "\n" and `indent` blanks.
std::string block(const Json& value, std::size_t indent) {
  const auto line = "\n" + std::string(indent, ' ');
  std::string text;
  for (auto item = value.begin(); item != value.end(); ++item) {
    const auto one_line = flow(*item);
    const bool fits = !item->is_structured() || item->empty() || indent + one_line.size() <= kWidth;
    if (value.is_object())
      text += line + json_key(item.key()) + ":" + (fits ? " " + one_line : block(*item, indent + 2));
    else
      text += line + "- " + (fits ? one_line : block(*item, indent + 2).substr(indent + 3));
  }
  return text;
}

std::size_t depth_of(const Json& value) {
  std::size_t deepest = 0;
  if (value.is_structured())
    for (const auto& item : value) deepest = std::max(deepest, depth_of(item));
  return deepest + 1;
}

}  // namespace

std::string with_references(std::string_view text) {
  std::string result(text);
  replace_all(result, "{{", R"({{"{{"}})");
  replace_all(result, "${", "$${");
  replace_all(result, kReferenceBegin, "${");
  replace_all(result, kReferenceEnd, "}");
  replace_all(result, kTemplateBegin, "{{");
  replace_all(result, kTemplateEnd, "}}");
  replace_all(result, kTemplateBlank, " ");
  return result;
}

std::string comment_text(std::string_view text) {
  std::string result = valid_utf8(text);
  replace_all(result, kReferenceBegin, "$");
  replace_all(result, kReferenceEnd, "");
  replace_all(result, kTemplateBegin, "{{");
  replace_all(result, kTemplateEnd, "}}");
  replace_all(result, kTemplateBlank, " ");
  for (char& c : result)
    if (static_cast<unsigned char>(c) < ' ' || c == 0x7f) c = ' ';
  return std::string(trimmed(result));
}

std::string yaml_text(std::string_view text) { return yaml_scalar(with_references(text), false); }

std::string yaml_flow_text(std::string_view text) { return yaml_scalar(with_references(text), true); }

std::string yaml_json(const Json& value, std::size_t indent) {
  const auto line = flow(value);
  const bool fits = indent + line.size() <= kWidth || !value.is_structured() || value.empty();
  if (fits || depth_of(value) > 24) return " " + line;
  return block(value, indent + 2);
}

}  // namespace plimsoll
