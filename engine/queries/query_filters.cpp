#include "engine/queries/query_filters.h"

#include "core/json/json.h"
#include "engine/queries/plain_filters.h"

#include <fmt/format.h>

#include <utility>

namespace plimsoll {
namespace {

using Kind = QueryFilter::Kind;

QueryResult by_pattern(const QueryFilter& filter, const QueryPattern& pattern, const QueryValue& value,
                       const QueryVariables* variables) {
  const auto* text = text_of(value);
  if (text == nullptr) return not_for(filter.kind, value);
  if (filter.kind == Kind::regex) {
    const auto group = first_group(pattern, *text);
    if (group.has_error()) return group.error();
    return *group ? std::optional<QueryValue>(nlohmann::json(**group)) : std::nullopt;
  }
  const auto with = filled(filter.replacement, variables);
  if (with.has_error()) return with.error();
  auto result = replaced(pattern, *text, *with);
  if (result.has_error()) return result.error();
  return std::optional<QueryValue>(nlohmann::json(*std::move(result)));
}

QueryResult by_path(const JsonPath& path, const QueryValue& value) {
  const auto* text = text_of(value);
  if (text == nullptr) return not_for(Kind::json_path, value);
  const auto root = parse_json(*text);
  if (root.is_discarded()) return invalid("jsonpath: the text is not JSON");
  return selected(path, root);
}

}  // namespace

Result<QueryFilters> QueryFilters::compile(const std::vector<QueryFilter>& filters) {
  QueryFilters compiled;
  for (const auto& filter : filters) {
    Step step{filter, {}, {}};
    if (filter.kind == Kind::regex || filter.kind == Kind::replace_regex) {
      auto pattern = PreparedText<QueryPattern>::prepare(filter.argument);
      if (pattern.has_error()) return pattern.error();
      step.pattern = std::move(*pattern);
    }
    if (filter.kind == Kind::json_path) {
      auto path = PreparedText<JsonPath>::prepare(filter.argument);
      if (path.has_error()) return path.error();
      step.path = std::move(*path);
    }
    compiled.steps_.push_back(std::move(step));
  }
  return compiled;
}

QueryResult QueryFilters::apply(std::optional<QueryValue> value, const QueryVariables* variables) const {
  for (const auto& step : steps_) {
    if (!value) return invalid(fmt::format("there is nothing for {}", to_string(step.filter.kind)));
    auto next = one(step, *value, variables);
    if (next.has_error()) return next;
    value = std::move(*next);
  }
  return value;
}

QueryResult QueryFilters::one(const Step& step, const QueryValue& value, const QueryVariables* variables) {
  if (step.pattern) {
    const auto pattern = step.pattern->get(variables);
    return pattern.has_error() ? QueryResult(pattern.error()) : by_pattern(step.filter, **pattern, value, variables);
  }
  if (step.path) {
    const auto path = step.path->get(variables);
    return path.has_error() ? QueryResult(path.error()) : by_path(**path, value);
  }
  const auto argument = filled(step.filter.argument, variables);
  if (argument.has_error()) return argument.error();
  const auto replacement = filled(step.filter.replacement, variables);
  if (replacement.has_error()) return replacement.error();
  return plain_filter({step.filter.kind, *argument, *replacement, step.filter.index}, value);
}

}  // namespace plimsoll
