#include "scenarios/document/yaml_tree_text.h"

#include "scenarios/document/yaml_writing.h"

#include <fmt/format.h>

#include <cstddef>

namespace plimsoll {
namespace {

constexpr std::size_t kLongestFlow = 100;
constexpr std::size_t kLongestShownBody = 2000;

std::string tree_scalar(const YamlNode& node, bool in_flow) {
  if (node.kind == YamlNode::Kind::null) return "null";
  if (node.literal)
    return node.written.size() > kLongestShownBody ? node.written.substr(0, kLongestShownBody) + "..." : node.written;
  const bool is_word = node.written == "true" || node.written == "false" || node.written == "null";
  if (is_word && !node.quoted) return node.written;
  return node.quoted ? yaml_quoted(node.written) : yaml_scalar(node.written, in_flow);
}

std::string tree_flow(const YamlNode& node) {
  if (!node.is_list() && !node.is_map()) return tree_scalar(node, true);
  std::string text(1, node.is_map() ? '{' : '[');
  for (std::size_t i = 0; i < node.items.size(); ++i) {
    if (i > 0) text += ", ";
    if (node.is_map()) text += yaml_key(node.keys[i].text) + ": ";
    text += tree_flow(node.items[i]);
  }
  return text + (node.is_map() ? '}' : ']');
}

bool fits_one_line(const YamlNode& node) { return tree_flow(node).size() <= kLongestFlow; }

// Bodies: the first, and how many there are.
std::string tree_bodies(const YamlNode& bodies) {
  auto text = tree_scalar(bodies.items.front(), true);
  if (bodies.items.size() > 1) text += fmt::format("  # the first of {}", bodies.items.size());
  return text;
}

void write_tree_block(const YamlNode& node, std::size_t indent, std::string& text);

// Behind "key:" or "-".
void write_tree_value(const YamlNode& node, std::size_t indent, bool is_top, std::string& text) {
  const bool is_nested = (node.is_map() || node.is_list()) && !node.items.empty();
  if (node.is_list() && node.literal && is_nested) {
    text += " " + tree_bodies(node) + "\n";
  } else if (is_nested && (is_top || !fits_one_line(node))) {
    text += '\n';
    write_tree_block(node, indent + 2, text);
  } else {
    text += " " + tree_flow(node) + "\n";
  }
}

void write_tree_block(const YamlNode& node, std::size_t indent, std::string& text) {
  for (std::size_t i = 0; i < node.items.size(); ++i) {
    const auto& item = node.items[i];
    text.append(indent, ' ');
    if (node.is_map()) {
      const bool is_list_of_requests = indent == 0 && item.is_list();
      text += yaml_key(node.keys[i].text) + ":";
      write_tree_value(item, indent, is_list_of_requests, text);
    } else if (item.is_map() && !item.items.empty()) {
      std::string inner;
      write_tree_block(item, indent + 2, inner);
      text += "- " + inner.substr(indent + 2);
    } else {
      text += "-";
      write_tree_value(item, indent, false, text);
    }
  }
}

}  // namespace

std::string yaml_tree_text(const YamlNode& root) {
  std::string text;
  write_tree_block(root, 0, text);
  return text;
}

}  // namespace plimsoll
