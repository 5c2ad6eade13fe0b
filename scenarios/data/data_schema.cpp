#include "scenarios/data/data_schema.h"

#include "core/json/number_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

namespace plimsoll {
namespace {

using Relation = RelationRule::Relation;
constexpr std::array kRelations = {
    std::pair{"<=", Relation::less_or_equal}, std::pair{"<", Relation::less},
    std::pair{"=", Relation::equal},          std::pair{"==", Relation::equal},
    std::pair{"!=", Relation::not_equal},     std::pair{">=", Relation::greater_or_equal},
    std::pair{">", Relation::greater}};

// Names with blanks in them stand in quotes.
Result<std::vector<std::string>> words_of_rule(std::string_view text) {
  std::vector<std::string> words;
  for (std::size_t i = 0; i < text.size();) {
    if (text[i] == ' ' || text[i] == '\t') {
      ++i;
      continue;
    }
    const bool quoted = text[i] == '"';
    const auto begin = quoted ? i + 1 : i;
    auto end = quoted ? text.find('"', begin) : text.find_first_of(" \t", begin);
    if (quoted && end == std::string_view::npos) return invalid("a name in quotes has no end");
    end = std::min(end, text.size());
    words.emplace_back(text.substr(begin, end - begin));
    i = quoted ? end + 1 : end;
  }
  return words;
}

Error no_rule(std::string_view text) {
  return invalid(
      fmt::format("expected a rule like \"a <= b\", \"a + b = c within 0.01\" or \"when plan is premium then "
                  "discount present\", got \"{}\"",
                  text));
}

std::optional<PresenceRule> presence_of(const std::vector<std::string>& words) {
  constexpr std::size_t kWords = 7;
  if (words.size() != kWords || words[0] != "when" || words[2] != "is" || words[4] != "then") return std::nullopt;
  if (words[6] != "present" && words[6] != "absent") return std::nullopt;
  return PresenceRule{words[1], words[3], words[5], words[6] == "present"};
}

std::optional<SumRule> sum_of(const std::vector<std::string>& words) {
  SumRule sum;
  std::size_t i = 0;
  for (; i + 1 < words.size(); i += 2) {
    sum.parts.push_back(words[i]);
    if (words[i + 1] != "+") break;
  }
  if (sum.parts.size() < 2 || i + 2 >= words.size() || (words[i + 1] != "=" && words[i + 1] != "=="))
    return std::nullopt;
  sum.sum = words[i + 2];
  const auto rest = words.size() - (i + 3);
  if (rest == 0) return sum;
  const auto tolerance = rest == 2 && words[i + 3] == "within" ? number_of_text(words[i + 4]) : std::nullopt;
  if (!tolerance || *tolerance < 0) return std::nullopt;
  sum.tolerance = *tolerance;
  return sum;
}

std::optional<RelationRule> order_of(const std::vector<std::string>& words) {
  if (words.size() != 3) return std::nullopt;
  for (const auto& [word, relation] : kRelations)
    if (words[1] == word) return RelationRule{words[0], words[2], relation};
  return std::nullopt;
}

}  // namespace

std::string_view to_string(ColumnRule::Type type) {
  constexpr std::array<std::string_view, 5> kNames = {"any", "integer", "number", "text", "boolean"};
  return kNames[static_cast<std::size_t>(type)];
}

Result<RowRule> parse_row_rule(std::string_view text) {
  auto words = words_of_rule(text);
  if (words.has_error()) return words.error();
  std::string shown;
  for (const auto& word : *words) {
    const bool blank = word.empty() || word.find(' ') != std::string::npos;
    shown += fmt::format("{}{}", shown.empty() ? "" : " ", blank ? '"' + word + '"' : word);
  }
  if (auto rule = presence_of(*words)) return RowRule{*std::move(rule), shown};
  if (auto rule = sum_of(*words)) return RowRule{*std::move(rule), shown};
  if (auto rule = order_of(*words)) return RowRule{*std::move(rule), shown};
  return no_rule(text);
}

std::vector<std::string> columns_of(const RowRule& rule) {
  struct Names {
    std::vector<std::string> operator()(const RelationRule& one) const { return {one.left, one.right}; }
    std::vector<std::string> operator()(const SumRule& one) const {
      auto names = one.parts;
      names.push_back(one.sum);
      return names;
    }
    std::vector<std::string> operator()(const PresenceRule& one) const { return {one.when, one.then}; }
  };
  return std::visit(Names(), rule.rule);
}

const ColumnRule* DataSchema::find(std::string_view name) const {
  const auto found = std::find_if(columns.begin(), columns.end(), [&](auto& one) { return one.name == name; });
  return found == columns.end() ? nullptr : &*found;
}

bool DataSchema::has_spreads() const {
  return std::any_of(columns.begin(), columns.end(), [](const ColumnRule& one) { return !one.histogram.empty(); });
}

}  // namespace plimsoll
