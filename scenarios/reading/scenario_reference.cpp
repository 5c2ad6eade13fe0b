#include "scenarios/reading/scenario_reference.h"

#include "scenarios/tables/scenario_table.h"

#include <fmt/format.h>
#include <algorithm>

namespace plimsoll {
namespace {

std::string cell(std::string text) {
  for (auto at = text.find('|'); at != std::string::npos; at = text.find('|', at + 2)) text.replace(at, 1, "\\|");
  return text;
}

std::string default_cell(const FieldDescription& field) {
  if (field.required) return "**needed**";
  const auto& text = field.default_value;
  const bool code = !text.empty() && text.find_first_of(" '`") == std::string::npos;
  return code ? "`" + text + "`" : text;
}

bool has_field(const ObjectDescription& object, const FieldDescription& field) {
  return std::any_of(object.fields.begin(), object.fields.end(), [&](const FieldDescription& own) {
    return own.name == field.name && own.summary == field.summary;
  });
}

// The larger object that this one is a part of, whose table need not be told twice.
const ObjectDescription* larger(const ObjectDescription& object, const std::vector<ObjectDescription>& objects) {
  for (const auto& other : objects) {
    const bool covered = std::all_of(object.fields.begin(), object.fields.end(),
                                     [&](const FieldDescription& field) { return has_field(other, field); });
    if (covered && other.fields.size() > object.fields.size()) return &other;
  }
  return nullptr;
}

void append_difference(std::string& markdown, const ObjectDescription& object, const ObjectDescription& whole) {
  std::vector<std::string> missing;
  for (const auto& field : whole.fields)
    if (!has_field(object, field)) missing.push_back(fmt::format("`{}`", field.name));
  fmt::format_to(std::back_inserter(markdown), "### {0}\n\n{1} The keys of [{2}](#{2}), but for {3}.\n\n", object.name,
                 object.summary, whole.name, fmt::join(missing, ", "));
}

void append_table(std::string& markdown, const ObjectDescription& object) {
  auto out = std::back_inserter(markdown);
  fmt::format_to(out, "### {}\n\n{}\n\n| key | value | default | |\n|---|---|---|---|\n", object.name, object.summary);
  for (const auto& field : object.fields)
    fmt::format_to(out, "| `{}` | {} | {} | {} |\n", field.name, cell(field.words), cell(default_cell(field)),
                   cell(field.summary));
  std::vector<std::string> planned;
  for (const auto& [key, reason] : object.refused)
    if (reason.starts_with("is not built")) planned.push_back(fmt::format("`{}`", key));
  if (!planned.empty()) fmt::format_to(out, "\nNot built yet, and refused by name: {}.\n", fmt::join(planned, ", "));
  markdown += "\n";
}

}  // namespace

std::string scenario_reference_markdown() {
  std::string markdown;
  const auto objects = scenario_objects();
  for (const auto& object : objects) {
    if (const auto* whole = larger(object, objects))
      append_difference(markdown, object, *whole);
    else
      append_table(markdown, object);
  }
  return markdown;
}

}  // namespace plimsoll
