#include "imports/plan/yaml_text.h"

#include "core/json.h"
#include "core/text.h"
#include "core/utf8.h"
#include "imports/plan/import_draft.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

namespace plimsoll {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kWidth = 100;

bool is_letter_or_digit(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); }

// Words that YAML or the scenario takes for something else than text.
bool is_reserved(std::string_view text) {
  constexpr std::array<std::string_view, 9> kWords = {"true", "false", "null", "yes", "no", "on", "off", "y", "n"};
  return std::any_of(kWords.begin(), kWords.end(),
                     [&](std::string_view word) { return same_without_case(word, text); });
}

bool is_plain_text(std::string_view text, bool in_flow) {
  if (text.empty() || is_reserved(text) || text.back() == ' ' || text.back() == ':') return false;
  if (!is_letter_or_digit(text.front()) && text.front() != '/' && text.front() != '_') return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == ' ' && (text[i - 1] == ':' || (i + 1 < text.size() && text[i + 1] == '#'))) return false;
    if (c == ',' && in_flow) return false;
    if (!is_letter_or_digit(c) && std::string_view(" /_.:=&?+~;-@%*,()<>!|").find(c) == std::string_view::npos)
      return false;
    if (in_flow && (c == ':' || c == '?')) return false;
  }
  return true;
}

std::string in_quotes(std::string_view text) { return to_text(Json(std::string(text))); }

// The keys of JSON are templates too.
std::string json_key(const std::string& key) {
  return key.find("{{") == std::string::npos ? yaml_key(key) : in_quotes(with_references(key));
}

std::string flow(const Json& value) {
  if (value.is_string()) return in_quotes(with_references(value.get_ref<const std::string&>()));
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

std::string yaml_text(std::string_view text) {
  const auto written = with_references(text);
  return is_plain_text(written, false) ? written : in_quotes(written);
}

std::string yaml_flow_text(std::string_view text) {
  const auto written = with_references(text);
  return is_plain_text(written, true) ? written : in_quotes(written);
}

std::string yaml_key(std::string_view key) {
  const bool plain = !key.empty() && !is_reserved(key) &&
                     (key.front() == '_' || (is_letter_or_digit(key.front()) && key.front() > '9')) &&
                     std::all_of(key.begin(), key.end(),
                                 [](char c) { return is_letter_or_digit(c) || c == '_' || c == '-' || c == '.'; });
  return plain ? std::string(key) : in_quotes(key);
}

std::string yaml_json(const Json& value, std::size_t indent) {
  const auto line = flow(value);
  const bool fits = indent + line.size() <= kWidth || !value.is_structured() || value.empty();
  if (fits || depth_of(value) > 24) return " " + line;
  return block(value, indent + 2);
}

}  // namespace plimsoll
