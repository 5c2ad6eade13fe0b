#include "scenarios/json_schema/schema_walk.h"

#include <fmt/format.h>

#include <algorithm>

namespace plimsoll {
namespace {

std::string words_of_limits(const CountLimits& limits, bool is_few) {
  return is_few ? fmt::format("fewer than {}", limits.fewest) : fmt::format("more than {}", limits.most);
}

bool is_within(std::uint64_t count, const CountLimits& limits) {
  return count >= limits.fewest && count <= limits.most;
}

}  // namespace

bool SchemaWalk::look_at_count(const SchemaNode& node, Id value, const CountLimits& limits, const CountWords& words) {
  const auto count = (*tree_)[value].count;
  if (is_within(count, limits)) return true;
  const bool is_few = count < limits.fewest;
  return fail(node, is_few ? words.fewest : words.most, value,
              findings_ == nullptr ? "" : fmt::format("has {} {}", count, words.things),
              findings_ == nullptr ? "" : words_of_limits(limits, is_few));
}

bool SchemaWalk::look_at_array(const SchemaNode& node, Id value, const Marks* marks) {
  const auto& rules = *node.array;
  bool held = true;
  if (!goes_on(held, look_at_count(node, value, rules.count, {"minItems", "maxItems", "elements"}))) return false;
  if (!rules.first.empty() || rules.others != kNoSchema) {
    std::size_t index = 0;
    const auto end = (*tree_)[value].end;
    for (auto child = value + 1; child < end; child = (*tree_)[child].end, ++index) {
      const auto schema = index < rules.first.size() ? rules.first[index] : rules.others;
      if (schema == kNoSchema) break;
      if (!goes_on(held, apply(schema, child, nullptr))) return false;
      mark(marks, index);
    }
  }
  if (rules.contains != kNoSchema && !goes_on(held, look_at_contained(node, value, marks))) return false;
  if (!rules.unique || (*tree_)[value].count < 2) return held;
  const auto equal = equal_elements({*tree_, value}, memory_.hashed, steps_, most_steps_);
  if (!equal || findings_ == nullptr) return held && !equal;
  return fail(node, "uniqueItems", value, fmt::format("has {} and {}", equal->first, equal->second),
              "elements that are equal");
}

bool SchemaWalk::look_at_contained(const SchemaNode& node, Id value, const Marks* marks) {
  const auto& rules = *node.array;
  std::uint64_t count = 0;
  std::size_t index = 0;
  const auto end = (*tree_)[value].end;
  const bool ends_early = marks == nullptr && rules.contained.most == kNoLimit;
  for (auto child = value + 1; child < end; child = (*tree_)[child].end, ++index) {
    if (ends_early && count >= rules.contained.fewest) return true;
    if (!holds_quietly(rules.contains, child, nullptr)) continue;
    ++count;
    if (rules.contains_counts) mark(marks, index);
  }
  if (is_within(count, rules.contained) || findings_ == nullptr) return is_within(count, rules.contained);
  const bool is_few = count < rules.contained.fewest;
  const bool is_plain = is_few && rules.contained.fewest == 1;
  return fail(node,
              is_plain ? "contains"
              : is_few ? "minContains"
                       : "maxContains",
              value, fmt::format("has {} elements that fit `contains`", count),
              words_of_limits(rules.contained, is_few));
}

bool SchemaWalk::look_at_object(const SchemaNode& node, Id value, const Marks* marks) {
  const auto& rules = *node.object;
  bool held = true;
  if (!goes_on(held, look_at_count(node, value, rules.count, {"minProperties", "maxProperties", "members"})))
    return false;
  std::size_t required = 0;
  std::size_t hint = 0;
  std::size_t index = 0;
  const auto end = (*tree_)[value].end;
  for (auto child = tree_->shown_from(value + 1, end); child < end;
       child = tree_->shown_from((*tree_)[child].end, end), ++index) {
    const auto looked = memory_.looked;
    memory_.looked = false;
    const bool one = look_at_member(node, child, hint, required);
    if (memory_.looked) mark(marks, index);
    memory_.looked = looked;
    if (!goes_on(held, one)) return false;
  }
  if (required < rules.required && !goes_on(held, tell_missing(node, value))) return false;
  return rules.dependents.empty() ? held : look_at_dependents(node, value, marks) && held;
}

// Names come most often in the order in which they came before. Null: it is none of them.
const ObjectRules::Name* SchemaWalk::name_at(const ObjectRules& rules, std::string_view name, std::size_t& hint) {
  const auto& names = rules.names;
  auto at = hint < names.size() ? names.begin() + static_cast<std::ptrdiff_t>(hint) : names.end();
  if (at == names.end() || at->name != name)
    at = std::lower_bound(names.begin(), names.end(), name,
                          [](const ObjectRules::Name& one, std::string_view its) { return one.name < its; });
  if (at == names.end() || at->name != name) return nullptr;
  hint = static_cast<std::size_t>(at - names.begin()) + 1;
  return &*at;
}

bool SchemaWalk::look_at_member(const SchemaNode& node, Id member, std::size_t& hint, std::size_t& required) {
  const auto& rules = *node.object;
  const auto name = (*tree_)[member].name;
  bool held = true;
  bool looked = false;
  if (const auto* known = name_at(rules, name, hint); known != nullptr) {
    if (known->is_required) ++required;
    looked = known->schema != kNoSchema;
    held = !looked || apply(known->schema, member, nullptr);
  }
  for (const auto& one : rules.matched) {
    ++steps_;
    if (!held && findings_ == nullptr) return false;
    if (one.pattern.search(name) != Pattern::Search::found) continue;
    looked = true;
    held = apply(one.schema, member, nullptr) && held;
  }
  if (!looked && rules.additional != kNoSchema) {
    looked = true;
    if (schema_.nodes[rules.additional].is_never)
      held = fail(node, "additionalProperties", member, shown(member), "which is no property of the schema");
    else
      held = apply(rules.additional, member, nullptr);
  }
  if (rules.property_names != kNoSchema && (held || findings_ != nullptr)) held = look_at_name(rules, member) && held;
  memory_.looked = looked;
  return held;
}

bool SchemaWalk::tell_missing(const SchemaNode& node, Id value) {
  if (findings_ == nullptr) return false;
  for (const auto& one : node.object->names)
    if (one.is_required && member_of(*tree_, value, one.name) == JsonTree::kNone)
      fail(node, "required", value, "", fmt::format("has no \"{}\", which is required", one.name));
  return false;
}

bool SchemaWalk::look_at_name(const ObjectRules& rules, Id member) {
  memory_.name.be_text((*tree_)[member].name);
  const auto* tree = tree_;
  tree_ = &memory_.name;
  named_ = member;
  const bool held = apply(rules.property_names, 0, nullptr);
  tree_ = tree;
  return held;
}

bool SchemaWalk::look_at_dependents(const SchemaNode& node, Id value, const Marks* marks) {
  bool held = true;
  for (const auto& dependent : node.object->dependents) {
    if (!held && findings_ == nullptr) return false;
    steps_ += 1 + (*tree_)[value].count / 16;
    if (member_of(*tree_, value, dependent.name) == JsonTree::kNone) continue;
    for (const auto name : dependent.required)
      if (member_of(*tree_, value, name) == JsonTree::kNone)
        held = fail(node, dependent.keyword, value, "",
                    findings_ == nullptr ? "" : fmt::format(R"(has "{}" and no "{}")", dependent.name, name));
    if (dependent.schema != kNoSchema) held = apply(dependent.schema, value, marks) && held;
  }
  return held;
}

bool SchemaWalk::look_at_unevaluated(const SchemaNode& node, Id value, const Marks& marks) {
  const bool is_array = (*tree_)[value].kind == JsonKind::array;
  const auto schema = is_array ? node.array->unevaluated : node.object->unevaluated;
  const std::string_view keyword = is_array ? "unevaluatedItems" : "unevaluatedProperties";
  bool held = true;
  std::size_t index = 0;
  const auto end = (*tree_)[value].end;
  for (auto child = tree_->shown_from(value + 1, end); child < end;
       child = tree_->shown_from((*tree_)[child].end, end), ++index) {
    if (memory_.marks[marks.from + index] != 0) continue;
    const bool one = schema_.nodes[schema].is_never
                         ? fail(node, keyword, child, shown(child), "which nothing in the schema knows")
                         : apply(schema, child, nullptr);
    held = held && one;
    if (!held && findings_ == nullptr) return false;
    mark(&marks, index);
  }
  return held;
}

}  // namespace plimsoll
