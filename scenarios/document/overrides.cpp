#include "scenarios/document/overrides.h"

#include "scenarios/document/document_path.h"
#include "scenarios/document/yaml_loader.h"

#include <fmt/format.h>

#include <span>

namespace plimsoll {
namespace {

// The place is the command line, not the file.
void forget_place(YamlNode& node) {
  node.line = 0;
  node.column = 0;
  for (auto& key : node.keys) key.line = 0;
  for (auto& item : node.items) forget_place(item);
}

YamlNode node_of(YamlNode::Kind kind) {
  YamlNode node;
  node.kind = kind;
  return node;
}

void add_entry(YamlNode& map, std::string name, YamlNode value) {
  map.keys.push_back({std::move(name), 0});
  map.items.push_back(std::move(value));
}

std::size_t index_of(YamlNode& map, const std::string& name) {
  for (std::size_t i = 0; i < map.keys.size(); ++i)
    if (map.keys[i].text == name) return i;
  add_entry(map, name, {});
  return map.keys.size() - 1;
}

// `target: URL` is short for `target: {url: URL}`.
void write_out_short_form(YamlNode& node, const std::string& path) {
  if (path != "target" || !node.is_scalar()) return;
  auto map = node_of(YamlNode::Kind::map);
  map.line = node.line;
  add_entry(map, "url", std::move(node));
  map.keys.front().line = map.line;
  node = std::move(map);
}

// On the way down the path: where it is, and how the findings of the tables name that.
struct Walk {
  YamlNode* node;
  std::string path;
  std::string trouble{};
};

void descend_by_name(Walk& walk, const std::string& name, bool last) {
  auto& node = *walk.node;
  const auto where = walk.path.empty() ? std::string("the scenario") : walk.path;
  if (node.kind == YamlNode::Kind::null) node = node_of(YamlNode::Kind::map);
  write_out_short_form(node, walk.path);
  if (node.is_map()) {
    const auto at = index_of(node, name);
    if (last) node.keys[at].line = 0;
    walk = {&node.items[at], path_to_key(walk.path, name)};
    return;
  }
  for (std::size_t i = 0; node.is_list() && i < node.items.size(); ++i)
    if (const auto* own = node.items[i].find("name"); own && own->text == name) {
      walk = {&node.items[i], path_to_item(walk.path, i)};
      return;
    }
  walk.trouble = node.is_list() ? fmt::format(R"({} has no entry named "{}")", where, name)
                                : fmt::format(R"({} is a plain value: it has no "{}")", where, name);
}

void descend_by_index(Walk& walk, std::size_t index) {
  auto& node = *walk.node;
  const auto where = walk.path.empty() ? std::string("the scenario") : walk.path;
  if (node.is_list() && index < node.items.size())
    walk = {&node.items[index], path_to_item(walk.path, index)};
  else if (node.is_list())
    walk.trouble = fmt::format("{} has {} entries: there is no [{}]", where, node.items.size(), index);
  else
    walk.trouble = fmt::format("{} is not a list: there is no [{}]", where, index);
}

Walk walk_along(YamlNode& root, std::span<const PathStep> steps) {
  Walk walk{&root, ""};
  for (std::size_t i = 0; i < steps.size() && walk.trouble.empty(); ++i) {
    if (const auto* name = std::get_if<std::string>(&steps[i]))
      descend_by_name(walk, *name, i + 1 == steps.size());
    else
      descend_by_index(walk, std::get<std::size_t>(steps[i]));
  }
  return walk;
}

// What another option gave stays: that the two do not go together is for the tables to say.
void remove(YamlNode& node, std::span<const PathStep> steps) {
  const auto* name = std::get_if<std::string>(&steps.front());
  const auto rest = steps.subspan(1);
  for (std::size_t i = node.items.size(); i-- > 0;) {
    const bool meant = node.is_map() ? name && node.keys[i].text == *name
                       : name        ? *name == "*"
                                     : std::get<std::size_t>(steps.front()) == i;
    if (!meant) continue;
    if (!rest.empty()) {
      remove(node.items[i], rest);
    } else if (!node.items[i].literal) {
      node.items.erase(node.items.begin() + static_cast<std::ptrdiff_t>(i));
      if (node.is_map()) node.keys.erase(node.keys.begin() + static_cast<std::ptrdiff_t>(i));
    }
  }
}

void append(const Walk& walk, YamlNode more, const Origin& origin, FindingLog& log) {
  auto& there = *walk.node;
  if (there.kind == YamlNode::Kind::null) there = node_of(more.kind);
  if (more.is_list() && there.is_scalar()) {
    auto list = node_of(YamlNode::Kind::list);
    list.line = there.line;
    list.items.push_back(std::move(there));
    there = std::move(list);
  }
  if (there.kind != more.kind) return;  // the tables refuse what is there
  for (std::size_t i = 0; i < more.items.size(); ++i) {
    log.name_origin(
        more.is_map() ? path_to_key(walk.path, more.keys[i].text) : path_to_item(walk.path, there.items.size()),
        origin);
    if (more.is_map()) there.keys.push_back(more.keys[i]);
    there.items.push_back(std::move(more.items[i]));
  }
}

void qualify(YamlNode& there, const YamlNode& more) {
  if (there.kind == YamlNode::Kind::null) there = literal_text("");
  if (!there.is_scalar()) return;
  for (auto* text : {&there.text, &there.written}) {
    text->resize(std::min(text->find(','), text->size()));
    *text += (text->empty() ? "" : ", ") + more.text;
  }
  there.line = 0;
}

// The load is under `load`, or the only entry of `loads`; of several it is not known which one is meant.
bool find_the_load(const YamlNode& root, Override& override) {
  const auto* loads = root.find("loads");
  if (!override.of_the_load || !loads || !loads->is_list()) return true;
  if (loads->items.size() > 1) return false;
  for (auto& path : override.instead_of) path.replace(0, std::string_view("load").size(), "loads[0]");
  override.path.replace(0, std::string_view("load").size(), "loads[0]");
  return true;
}

}  // namespace

Override override_of(const std::string& assignment, std::string origin) {
  const auto equals = assignment.find('=');
  Override override{assignment.substr(0, equals), {}, {std::move(origin), true, false}};
  if (equals == std::string::npos || split_path(override.path).empty()) {
    override.path.clear();
    override.refused = fmt::format(R"(expected path=value like "load.users=5", got "{}")", assignment);
    return override;
  }
  auto value = load_yaml(assignment.substr(equals + 1));
  if (value.root)
    override.value = *std::move(value.root);
  else if (equals + 1 < assignment.size())
    override.refused = value.trouble.message;
  return override;
}

YamlNode literal_text(std::string text) {
  auto node = node_of(YamlNode::Kind::scalar);
  node.literal = true;
  node.written = text;
  node.text = std::move(text);
  return node;
}

YamlNode literal_list(const std::vector<std::string>& texts) {
  auto node = node_of(YamlNode::Kind::list);
  node.literal = true;
  for (const auto& text : texts) node.items.push_back(literal_text(text));
  return node;
}

YamlNode literal_map(std::vector<std::pair<std::string, YamlNode>> entries) {
  auto node = node_of(YamlNode::Kind::map);
  node.literal = true;
  for (auto& [name, value] : entries) add_entry(node, std::move(name), std::move(value));
  return node;
}

void apply_override(YamlNode& root, Override override, FindingLog& log) {
  const auto& origin = override.origin;
  if (!override.refused.empty()) return log.add_of(origin, override.path, override.refused);
  if (!find_the_load(root, override))
    return log.add_of(origin, override.path, "the scenario has several loads: change one with --set");
  for (const auto& path : override.instead_of) remove(root, split_path(path));

  const auto walk = walk_along(root, split_path(override.path));
  if (!walk.trouble.empty()) return log.add_of(origin, override.path, walk.trouble);
  auto& value = override.value;
  if (override.how == Override::How::append) return append(walk, std::move(value), origin, log);
  log.name_origin(walk.path, origin);
  if (override.how == Override::How::qualify) return qualify(*walk.node, value);
  *walk.node = std::move(value);
  forget_place(*walk.node);
}

}  // namespace plimsoll
