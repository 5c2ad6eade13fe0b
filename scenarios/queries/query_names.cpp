#include "scenarios/queries/query_names.h"

#include <algorithm>
#include <variant>

namespace plimsoll {
namespace {

template <class Use>
void each_insertion(const QueryText& text, Use use) {
  for (const auto& insertion : text.insertions) use(insertion);
}

template <class Use>
void each_insertion(const Query& query, Use use) {
  each_insertion(query.argument, use);
  for (const auto& filter : query.filters) {
    each_insertion(filter.argument, use);
    each_insertion(filter.replacement, use);
  }
}

template <class Use>
void each_insertion(const QueryCheck& check, Use use) {
  each_insertion(check.query, use);
  const auto& operand = check.predicate.operand;
  if (const auto* text = std::get_if<QueryText>(&operand)) each_insertion(*text, use);
  if (const auto* file = std::get_if<QueryFile>(&operand)) each_insertion(file->name, use);
  if (const auto* insertion = std::get_if<QueryInsertion>(&operand)) use(*insertion);
}

void add_once(const std::string& name, std::vector<std::string>& names) {
  if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
}

template <class Part>
std::vector<std::string> names_of(const Part& part, const Query& query) {
  std::vector<std::string> names;
  if (query.source == Query::Source::variable && !query.argument.varies()) names.push_back(query.argument.fixed());
  each_insertion(part, [&](const QueryInsertion& insertion) {
    if (insertion.source == QueryInsertion::Source::variable) add_once(insertion.name, names);
  });
  return names;
}

}  // namespace

std::vector<std::string> names_in(const Query& query) { return names_of(query, query); }
std::vector<std::string> names_in(const QueryCheck& check) { return names_of(check, check.query); }

bool has_function(const QueryCheck& check) {
  bool found = false;
  each_insertion(check, [&](const QueryInsertion& insertion) {
    found = found || insertion.source != QueryInsertion::Source::variable;
  });
  return found;
}

}  // namespace plimsoll
