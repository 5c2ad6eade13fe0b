#include "scenarios/document/overrides.h"

#include "scenarios/document/document_path.h"
#include "scenarios/document/yaml_loader.h"

#include <fmt/format.h>

namespace plimsoll {
namespace {

// The place is the command line, not the file.
void forget_place(YamlNode& node) {
  node.line = 0;
  node.column = 0;
  for (auto& key : node.keys) key.line = 0;
  for (auto& item : node.items) forget_place(item);
}

YamlNode empty_map() {
  YamlNode node;
  node.kind = YamlNode::Kind::map;
  return node;
}

YamlNode& child(YamlNode& map, const std::string& name) {
  if (auto* found = map.find(name)) return *found;
  map.keys.push_back({name, 0});
  map.items.emplace_back();
  return map.items.back();
}

YamlNode* entry_named(YamlNode& list, const std::string& name) {
  for (auto& item : list.items)
    if (const auto* own = item.find("name"); own && own->text == name) return &item;
  return nullptr;
}

struct Walk {
  YamlNode* node;
  std::string trouble;
};

void descend(Walk& walk, const PathStep& step, const std::string& so_far) {
  auto& node = *walk.node;
  const auto where = so_far.empty() ? std::string("the scenario") : so_far;
  if (node.kind == YamlNode::Kind::null && std::holds_alternative<std::string>(step)) node = empty_map();
  const auto* name = std::get_if<std::string>(&step);
  if (name && node.is_map()) {
    walk.node = &child(node, *name);
  } else if (name && node.is_list()) {
    walk.node = entry_named(node, *name);
    if (!walk.node) walk.trouble = fmt::format(R"({} has no entry named "{}")", where, *name);
  } else if (name) {
    walk.trouble = fmt::format(R"({} is a plain value: it has no "{}")", where, *name);
  } else if (const auto index = std::get<std::size_t>(step); node.is_list() && index < node.items.size()) {
    walk.node = &node.items[index];
  } else if (node.is_list()) {
    walk.trouble = fmt::format("{} has {} entries: there is no [{}]", where, node.items.size(), index);
  } else {
    walk.trouble = fmt::format("{} is not a list: there is no [{}]", where, index);
  }
}

}  // namespace

void apply_override(YamlNode& root, const std::string& assignment, FindingLog& log) {
  const auto equals = assignment.find('=');
  const auto path = assignment.substr(0, equals);
  const auto steps = split_path(path);
  if (equals == std::string::npos || steps.empty())
    return log.add(0, "", fmt::format(R"(expected path=value like "load.users=5", got "{}")", assignment));

  auto value = load_yaml(assignment.substr(equals + 1));
  if (!value.root && equals + 1 < assignment.size()) return log.add(0, path, value.trouble.message);

  Walk walk{&root, ""};
  std::string so_far;
  for (const auto& step : steps) {
    descend(walk, step, so_far);
    if (!walk.trouble.empty()) return log.add(0, path, walk.trouble);
    const auto* name = std::get_if<std::string>(&step);
    so_far = name ? path_to_key(so_far, *name) : path_to_item(so_far, std::get<std::size_t>(step));
  }
  *walk.node = value.root ? *std::move(value.root) : YamlNode{};
  forget_place(*walk.node);
}

}  // namespace plimsoll
