#include "imports/plan/import_draft.h"

#include "core/text.h"

#include <fmt/format.h>

namespace plimsoll {
namespace {

// "x-api-key" is X_API_KEY.
std::string variable_name(std::string_view wanted) {
  std::string name;
  for (const char c : wanted) {
    const bool lower = c >= 'a' && c <= 'z';
    const bool plain = lower || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    if (plain)
      name += lower ? static_cast<char>(c - 'a' + 'A') : c;
    else if (!name.empty() && name.back() != '_')
      name += '_';
  }
  while (!name.empty() && name.back() == '_') name.pop_back();
  if (name.empty()) return "VALUE";
  return name.front() >= '0' && name.front() <= '9' ? "V_" + name : name;
}

}  // namespace

std::string template_of(std::string_view words) {
  std::string text(words);
  replace_all(text, " ", kTemplateBlank);
  return kTemplateBegin + text + kTemplateEnd;
}

std::size_t bytes_of(const ImportedRequest& request) {
  auto bytes = sizeof request + request.place.size() + request.path.size() + request.body.text.size();
  for (const auto* list : {&request.headers, &request.query, &request.expected_json})
    for (const auto& [name, value] : *list) bytes += sizeof(Header) + name.size() + value.size();
  for (const auto& field : request.body.fields) bytes += sizeof field + field.name.size() + field.value.size();
  return bytes;
}

std::string ImportDraft::reference(std::string_view wanted, const std::string& value, const std::string& purpose) {
  auto variable = variable_name(wanted);
  const auto known = value.empty() ? variable_of.end() : variable_of.find(value);
  if (known != variable_of.end()) {
    variable = known->second;
  } else if (!value.empty()) {
    variable = variable_names.take(variable, "_");
    variable_of.emplace(value, variable);
  } else if (!variable_names.is_taken(variable)) {
    variable_names.take(variable, "_");
  }
  variables.emplace(variable, purpose);
  return fmt::format("{}{}{}", kReferenceBegin, variable, kReferenceEnd);
}

}  // namespace plimsoll
