#include "scenarios/json_schema/schema_finding.h"

#include "core/utf8.h"

#include <fmt/format.h>

#include <algorithm>

namespace plimsoll {
namespace {

bool is_plain_name(std::string_view name) {
  const auto is_plain = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
  };
  return !name.empty() && (name[0] < '0' || name[0] > '9') && std::all_of(name.begin(), name.end(), is_plain);
}

std::string quoted_name(std::string_view name) {
  std::string text = "['";
  for (const char c : name) {
    if (c == '\'' || c == '\\') text += '\\';
    text += static_cast<unsigned char>(c) < ' ' ? ' ' : c;
  }
  return text + "']";
}

}  // namespace

std::string path_to(const JsonTree& tree, JsonTree::Id id) {
  std::string path = "$";
  for (JsonTree::Id at = 0; at != id;) {
    std::size_t index = 0;
    auto child = at + 1;
    for (; tree[child].end <= id; child = tree[child].end) ++index;
    if (tree[at].kind == JsonKind::array)
      path += fmt::format("[{}]", index);
    else if (is_plain_name(tree[child].name))
      path.append(".").append(tree[child].name);
    else
      path += quoted_name(tree[child].name);
    at = child;
  }
  return path;
}

std::string SchemaFinding::text() const {
  return fmt::format("{}: {}{}{}{}{} (schema at {})", place, found, found.empty() ? "" : ", ", reason,
                     nearest.empty() ? "" : "; the nearest: ", nearest, keyword);
}

std::string SchemaFinding::kind() const {
  std::string general;
  for (std::size_t i = 0; i < place.size(); ++i) {
    general += place[i];
    if (place[i] != '[' || i + 1 == place.size() || place[i + 1] == '\'') continue;
    general += '*';
    i = place.find(']', i) - 1;
  }
  return fmt::format("{}: {} (schema at {})", general, reason, keyword);
}

}  // namespace plimsoll
