#include "scenarios/parse.h"
#include "scenarios/scenario_table.h"

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
  for (const auto& object : scenario_objects()) append_table(markdown, object);
  return markdown;
}

}  // namespace plimsoll
