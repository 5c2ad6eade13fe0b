#include "scenarios/document/document_path.h"

#include <fmt/format.h>
#include <charconv>
#include <optional>

namespace plimsoll {
namespace {

constexpr std::string_view kPlain = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-";

// `[...]` at the front of `rest`, which is moved behind it.
std::optional<PathStep> take_bracket(std::string_view& rest) {
  if (rest.starts_with("[\"")) {
    const auto end = rest.find("\"]");
    if (end == std::string_view::npos || end < 2) return std::nullopt;
    std::string key(rest.substr(2, end - 2));
    rest.remove_prefix(end + 2);
    return key;
  }
  std::size_t index = 0;
  const auto [end, error] = std::from_chars(rest.data() + 1, rest.data() + rest.size(), index);
  if (error != std::errc() || end == rest.data() + rest.size() || *end != ']') return std::nullopt;
  rest.remove_prefix(static_cast<std::size_t>(end - rest.data()) + 1);
  return index;
}

std::optional<PathStep> take_name(std::string_view& rest) {
  std::string name(rest.substr(0, rest.find_first_of(".[")));
  if (name.empty()) return std::nullopt;
  rest.remove_prefix(name.size());
  return name;
}

}  // namespace

std::string path_to_key(const std::string& parent, std::string_view key) {
  if (key.empty() || key.find_first_not_of(kPlain) != std::string_view::npos)
    return fmt::format("{}[\"{}\"]", parent, key);
  return parent.empty() ? std::string(key) : fmt::format("{}.{}", parent, key);
}

std::string path_to_item(const std::string& parent, std::size_t index) { return fmt::format("{}[{}]", parent, index); }

std::vector<PathStep> split_path(std::string_view path) {
  std::vector<PathStep> steps;
  auto rest = path;
  while (!rest.empty()) {
    const bool bracket = rest.starts_with('[');
    if (!bracket && !steps.empty()) {
      if (!rest.starts_with('.')) return {};
      rest.remove_prefix(1);
    }
    auto step = bracket ? take_bracket(rest) : take_name(rest);
    if (!step) return {};
    steps.push_back(*std::move(step));
  }
  return steps;
}

std::size_t line_of_path(const YamlNode& root, std::string_view path) {
  const auto* node = &root;
  auto line = root.line;
  for (const auto& step : split_path(path)) {
    const auto* name = std::get_if<std::string>(&step);
    if (name && node->is_map()) {
      std::size_t i = 0;
      while (i < node->keys.size() && node->keys[i].text != *name) ++i;
      if (i == node->keys.size()) break;
      line = node->keys[i].line;
      node = &node->items[i];
    } else if (const auto* index = std::get_if<std::size_t>(&step); index && *index < node->items.size()) {
      node = &node->items[*index];
      line = node->line;
    } else {
      break;
    }
  }
  return line;
}

}  // namespace plimsoll
