#include "scenarios/document/duplicate_keys.h"

#include "scenarios/document/document_path.h"

#include <fmt/format.h>
#include <unordered_map>

namespace plimsoll {
namespace {

void refuse_in(const YamlNode& node, const std::string& path, FindingLog& log) {
  std::unordered_map<std::string_view, std::size_t> lines;
  for (const auto& key : node.keys) {
    const auto [first, fresh] = lines.emplace(key.text, key.line);
    if (!fresh)
      log.add(key.line, path_to_key(path, key.text), fmt::format("is given twice, first on line {}", first->second));
  }
  for (std::size_t i = 0; i < node.items.size(); ++i)
    refuse_in(node.items[i], node.is_map() ? path_to_key(path, node.keys[i].text) : path_to_item(path, i), log);
}

}  // namespace

void refuse_duplicate_keys(const YamlNode& root, FindingLog& log) { refuse_in(root, "", log); }

}  // namespace plimsoll
