#include "imports/plan/document_value.h"

#include "core/json/json.h"
#include "core/text.h"
#include "scenarios/bodies/json_text.h"
#include "scenarios/document/yaml_loader.h"

#include <fmt/format.h>
#include <charconv>
#include <cmath>
#include <nlohmann/json.hpp>

namespace plimsoll {
namespace {

using DocumentJson = nlohmann::ordered_json;

template <class Number>
bool read_number(std::string_view text, DocumentJson& value) {
  Number number{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return false;
  value = number;
  return true;
}

DocumentJson scalar_of(const YamlNode& node) {
  const std::string_view text = node.text;
  if (node.quoted) return node.text;
  if (text.empty() || text == "~" || same_without_case(text, "null")) return nullptr;
  if (same_without_case(text, "true")) return true;
  if (same_without_case(text, "false")) return false;
  const char first = text.front();
  if ((first >= '0' && first <= '9') || first == '-' || first == '.') {
    DocumentJson value;
    if (read_number<std::int64_t>(text, value)) return value;
    if (read_number<double>(text, value) && std::isfinite(value.get<double>())) return value;
  }
  return node.text;
}

DocumentJson value_of(const YamlNode& node) {
  if (node.kind == YamlNode::Kind::null) return nullptr;
  if (node.kind == YamlNode::Kind::scalar) return scalar_of(node);
  if (node.kind == YamlNode::Kind::list) {
    auto list = DocumentJson::array();
    for (const auto& item : node.items) list.push_back(value_of(item));
    return list;
  }
  DocumentJson::object_t object;
  for (std::size_t i = 0; i < node.items.size(); ++i) object.emplace_back(node.keys[i].text, value_of(node.items[i]));
  return DocumentJson(std::move(object));  // NOLINT(modernize-return-braced-init-list): braces make a list of it
}

}  // namespace

Result<DocumentJson> read_document(const std::string& text, const std::string& name) {
  const auto begin = trimmed(text);
  if (begin.starts_with('{') || begin.starts_with('[')) return parse_json({text, name});
  const auto yaml = load_yaml(text);
  // NOLINTNEXTLINE(modernize-return-braced-init-list): braces make a list of it
  if (yaml.root) return Result<DocumentJson>(boost::system::in_place_value, value_of(*yaml.root));
  const auto place = yaml.trouble.line == 0 ? name : fmt::format("{}:{}", name, yaml.trouble.line);
  return invalid(fmt::format("{}: {}", place, yaml.trouble.message));
}

const DocumentJson& member(const DocumentJson& value, std::string_view key) {
  static const DocumentJson kNone;
  if (!value.is_object()) return kNone;
  const auto found = value.find(std::string(key));
  return found == value.end() ? kNone : *found;
}

std::string text_member(const DocumentJson& value, std::string_view key) {
  const auto& text = member(value, key);
  return text.is_string() ? text.get<std::string>() : "";
}

std::string text_value(const DocumentJson& value) {
  return value.is_string() ? value.get<std::string>() : to_text(value);
}

}  // namespace plimsoll
