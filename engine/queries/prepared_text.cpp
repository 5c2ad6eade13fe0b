#include "engine/queries/prepared_text.h"

namespace plimsoll {

namespace {

// A search may look at each character many times, while every user of the shard waits.
constexpr std::size_t kLongestSearched = 1 << 20;

bool is_too_long(std::string_view text) { return text.size() > kLongestSearched; }
Error too_long() { return invalid("the text is longer than the 1 MiB that a regular expression is searched in"); }
Error too_costly() { return invalid("the regular expression backtracks too much on this text"); }

}  // namespace

Result<std::optional<std::string>> first_group(const QueryPattern& pattern, std::string_view text) {
  if (is_too_long(text)) return too_long();
  const auto group = pattern.pattern.first_group(text);
  if (group.search == Pattern::Search::too_costly) return too_costly();
  return group.text ? std::optional<std::string>(*group.text) : std::nullopt;
}

Result<bool> is_found(const QueryPattern& pattern, std::string_view text) {
  if (is_too_long(text)) return too_long();
  const auto search = pattern.pattern.search(text);
  if (search == Pattern::Search::too_costly) return too_costly();
  return search == Pattern::Search::found;
}

Result<std::string> replaced(const QueryPattern& pattern, std::string_view text, const std::string& with) {
  if (is_too_long(text)) return too_long();
  auto result = pattern.pattern.replaced(text, with);
  if (!result) return too_costly();
  return *std::move(result);
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
