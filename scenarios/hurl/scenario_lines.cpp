#include "scenarios/hurl/scenario_lines.h"

#include "scenarios/document/yaml_writing.h"

#include <fmt/format.h>

#include <algorithm>

namespace plimsoll {
namespace {

// Several lines that a block of YAML reads back as they are.
bool fits_a_block(std::string_view text) {
  const bool is_plain =
      std::all_of(text.begin(), text.end(), [](char c) { return c == '\n' || (c >= ' ' && c <= '~'); });
  return is_plain && text.find('\n') != std::string_view::npos && text.front() != ' ' && text.front() != '\n' &&
         !text.ends_with("\n\n") && text[text.find_last_not_of('\n')] != ' ';
}

}  // namespace

void ScenarioLines::add_text(std::string_view key, std::string_view text, TextPlace place) {
  if (!fits_a_block(text)) return add(fmt::format("{}: {}", key, yaml_scalar(text, false)), place);
  const bool ends_with_line = text.ends_with('\n');
  add(fmt::format("{}: |{}", key, ends_with_line ? "" : "-"), place);
  if (ends_with_line) text.remove_suffix(1);
  for (std::size_t begin = 0; begin <= text.size();) {
    const auto end = std::min(text.find('\n', begin), text.size());
    const auto line = text.substr(begin, end - begin);
    add(line.empty() ? std::string() : fmt::format("  {}", line), place);
    begin = end + 1;
  }
}

void ScenarioLines::add_below(std::string_view key, const ScenarioLines& lines, TextPlace place) {
  if (lines.empty()) return;
  add(fmt::format("{}:", key), place);
  for (const auto& line : lines.all()) add(line.text.empty() ? line.text : "  " + line.text, line.place);
}

void ScenarioLines::add_entry(const ScenarioLines& lines, std::size_t indent) {
  const std::string blanks(indent, ' ');
  bool is_first = true;
  for (const auto& line : lines.all()) {
    add(line.text.empty() ? line.text : blanks + (is_first ? "- " : "  ") + line.text, line.place);
    is_first = false;
  }
}

}  // namespace plimsoll
