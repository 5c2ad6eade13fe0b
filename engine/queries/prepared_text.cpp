#include "engine/queries/prepared_text.h"

namespace plimsoll {

Result<std::optional<std::string>> first_group(const QueryPattern& pattern, std::string_view text) {
  const auto group = pattern.pattern.first_group(text);
  if (group.search == Pattern::Search::too_costly)
    return invalid("the regular expression backtracks too much on this text");
  return group.text ? std::optional<std::string>(*group.text) : std::nullopt;
}

std::optional<QueryValue> selected(const JsonPath& path, const nlohmann::json& root) {
  const auto matches = path.select(root);
  if (matches.empty()) return std::nullopt;
  if (matches.size() == 1) return *matches.front();
  auto list = nlohmann::json::array();
  for (const auto* match : matches) list.push_back(*match);
  return list;
}

}  // namespace plimsoll
