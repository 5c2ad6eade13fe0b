#include "scenarios/document/yaml_node.h"

namespace plimsoll {
namespace {

template <class Node>
Node* find_in(Node& map, std::string_view key) {
  for (std::size_t i = 0; i < map.keys.size(); ++i)
    if (map.keys[i].text == key) return &map.items[i];
  return nullptr;
}

}  // namespace

const YamlNode* YamlNode::find(std::string_view key) const { return find_in(*this, key); }
YamlNode* YamlNode::find(std::string_view key) { return find_in(*this, key); }

}  // namespace plimsoll
