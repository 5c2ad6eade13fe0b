#include "scenarios/protocols/node_writing.h"

#include "core/json/json.h"

#include <nlohmann/json.hpp>
#include <utility>

namespace plimsoll {

YamlNode text_node(std::string text, std::size_t line) {
  YamlNode node;
  node.kind = YamlNode::Kind::scalar;
  node.line = line;
  node.written = text;
  node.text = std::move(text);
  return node;
}

YamlNode map_node(std::size_t line) {
  YamlNode node;
  node.kind = YamlNode::Kind::map;
  node.line = line;
  return node;
}

YamlNode node_of_json(const nlohmann::ordered_json& json, std::size_t line) {
  if (json.is_object()) {
    auto node = map_node(line);
    for (const auto& [key, value] : json.items()) add_member(node, key, node_of_json(value, line));
    return node;
  }
  if (json.is_array()) {
    YamlNode node;
    node.kind = YamlNode::Kind::list;
    node.line = line;
    for (const auto& item : json) node.items.push_back(node_of_json(item, line));
    return node;
  }
  if (!json.is_string()) return text_node(to_text(json), line);
  auto node = text_node(json.get<std::string>(), line);
  node.quoted = true;
  return node;
}

YamlNode literal_texts(std::vector<std::string> texts, std::size_t line) {
  YamlNode node;
  node.kind = YamlNode::Kind::list;
  node.literal = true;
  node.line = line;
  for (auto& text : texts) {
    node.items.push_back(text_node(std::move(text), line));
    node.items.back().literal = true;
  }
  return node;
}

void add_member(YamlNode& map, std::string key, YamlNode value) {
  map.keys.push_back({std::move(key), value.line});
  map.items.push_back(std::move(value));
}

bool add_if_absent(YamlNode& map, std::string_view key, YamlNode value) {
  if (map.find(key) != nullptr) return false;
  add_member(map, std::string(key), std::move(value));
  return true;
}

}  // namespace plimsoll
