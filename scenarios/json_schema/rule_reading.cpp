#include "scenarios/json_schema/rule_reading.h"

#include "scenarios/json_schema/schema_keywords.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace plimsoll {
namespace {

template <class Rules>
Rules& made(std::unique_ptr<Rules>& rules) {
  if (!rules) rules = std::make_unique<Rules>();
  return *rules;
}

}  // namespace

RuleReading::RuleReading(const SchemaDocuments& documents, SchemaPlace place, const SchemaDialect& dialect,
                         std::function<SchemaId(SchemaPlace)> id_of)
    : documents_(documents),
      tree_(documents.tree(place.document)),
      place_(place),
      dialect_(dialect),
      id_of_(std::move(id_of)) {}

NumberRules& RuleReading::number() { return made(node_.number); }
TextRules& RuleReading::text() { return made(node_.text); }
ArrayRules& RuleReading::array() { return made(node_.array); }
ObjectRules& RuleReading::object() { return made(node_.object); }
CombinedRules& RuleReading::combined() { return made(node_.combined); }

ObjectRules::Name& RuleReading::name_of(std::string_view name) {
  auto& names = object().names;
  const auto at = std::lower_bound(names.begin(), names.end(), name,
                                   [](const ObjectRules::Name& one, std::string_view its) { return one.name < its; });
  if (at != names.end() && at->name == name) return *at;
  return *names.insert(at, {name});
}

Result<> RuleReading::wrong(JsonTree::Id member, std::string_view expectation) const {
  constexpr std::size_t kShown = 60;
  std::string shown;
  tree_.write(member, shown, kShown);
  if (shown.size() > kShown) shown = "something longer";
  return documents_.error_at(place_, tree_[member].name, fmt::format("expected {}, got {}", expectation, shown));
}

Result<> RuleReading::take(JsonTree::Id member) {
  const auto name = tree_[member].name;
  if (dialect_.validates) {
    if (auto taken = take_validation(member, name); taken.has_error()) return taken;
    if (auto taken = take_of_count(member, name); taken.has_error()) return taken;
    if (auto taken = take_of_number(member, name); taken.has_error()) return taken;
  }
  if (dialect_.knows_unevaluated && !dialect_.is_before_2019()) {
    if (name == "unevaluatedItems") array().unevaluated = below(member);
    if (name == "unevaluatedProperties") object().unevaluated = below(member);
  }
  if (!dialect_.applies) return {};
  if (auto taken = take_applicator(member, name); taken.has_error()) return taken;
  if (auto taken = take_of_array(member, name); taken.has_error()) return taken;
  return take_of_object(member, name);
}

Result<> RuleReading::take_validation(JsonTree::Id member, std::string_view name) {
  const bool is_new = !dialect_.is_before_2019();
  if (name == "type") return take_types(member);
  if (name == "const") node_.constant = member;
  if (name == "enum") return take_choices(member);
  if (name == "pattern") {
    if (tree_[member].kind != JsonKind::text) return wrong(member, "a regular expression");
    return take_pattern(member, tree_[member].text, text().pattern);
  }
  if (name == "uniqueItems") {
    if (tree_[member].kind != JsonKind::boolean) return wrong(member, "true or false");
    array().unique = tree_[member].truth;
  }
  if (name == "required") {
    std::vector<std::string_view> names;
    if (auto taken = take_names(member, names); taken.has_error()) return taken;
    for (const auto one : names) name_of(one).is_required = true;
  }
  return name == "dependentRequired" && is_new ? take_dependencies(member, true, false) : Result<>{};
}

Result<> RuleReading::take_of_count(JsonTree::Id member, std::string_view name) {
  const bool is_new = !dialect_.is_before_2019();
  if (name == "minLength") return take_count(member, text().length.fewest);
  if (name == "maxLength") return take_count(member, text().length.most);
  if (name == "minItems") return take_count(member, array().count.fewest);
  if (name == "maxItems") return take_count(member, array().count.most);
  if (name == "minProperties") return take_count(member, object().count.fewest);
  if (name == "maxProperties") return take_count(member, object().count.most);
  if (name == "minContains" && is_new) return take_count(member, fewest_contained_.emplace());
  if (name == "maxContains" && is_new) return take_count(member, most_contained_.emplace());
  return {};
}

Result<> RuleReading::take_of_number(JsonTree::Id member, std::string_view name) {
  if (name == "minimum") return take_number(member, number().minimum);
  if (name == "maximum") return take_number(member, number().maximum);
  if (name == "exclusiveMinimum" || name == "exclusiveMaximum") {
    const bool is_low = name == "exclusiveMinimum";
    if (tree_[member].kind == JsonKind::boolean)
      return wrong(member, fmt::format("a number: since draft 6 the bound itself stands here, instead of {}",
                                       is_low ? "minimum" : "maximum"));
    return take_number(member, is_low ? number().exclusive_minimum : number().exclusive_maximum);
  }
  if (name != "multipleOf") return {};
  auto& rules = number();
  if (auto taken = take_number(member, rules.step_as_written); taken.has_error()) return taken;
  rules.step = decimal_of(tree_[member].text);
  if (!rules.step) return wrong(member, "a number of at most 19 digits");
  if (rules.step->mantissa == 0 || rules.step->is_negative) return wrong(member, "a number above 0");
  return {};
}

Result<> RuleReading::take_applicator(JsonTree::Id member, std::string_view name) {
  if (name == "allOf") return take_list(member, combined().all);
  if (name == "anyOf") return take_list(member, combined().any);
  if (name == "oneOf") return take_list(member, combined().one);
  if (name == "not") combined().none = below(member);
  if (dialect_.draft < SchemaDraft::draft_07) return {};
  if (name == "if") combined().condition = below(member);
  if (name == "then") combined().then = below(member);
  if (name == "else") combined().otherwise = below(member);
  return {};
}

Result<> RuleReading::take_of_array(JsonTree::Id member, std::string_view name) {
  const bool is_newest = dialect_.draft == SchemaDraft::draft_2020_12;
  if (name == "contains") array().contains = below(member);
  if (name == "prefixItems" && is_newest) {
    array().first_keyword = name;
    return take_list(member, array().first);
  }
  if (name == "additionalItems" && !is_newest) additional_items_ = below(member);
  if (name != "items") return {};
  if (tree_[member].kind != JsonKind::array) {
    array().others = below(member);
    array().others_keyword = name;
    return {};
  }
  has_list_of_items_ = true;
  array().first_keyword = name;
  if (tree_[member].count == 0) return {};
  return take_list(member, array().first);
}

Result<> RuleReading::take_of_object(JsonTree::Id member, std::string_view name) {
  if (name == "additionalProperties") object().additional = below(member);
  if (name == "propertyNames") object().property_names = below(member);
  const bool is_dependencies = name == "dependencies" && dialect_.is_before_2019();
  if (is_dependencies) return take_dependencies(member, true, true);
  if (name == "dependentSchemas" && !dialect_.is_before_2019()) return take_dependencies(member, false, true);
  if (name != "properties" && name != "patternProperties") return {};
  if (auto is_object = wants_object(member); is_object.has_error()) return is_object;
  Result<> result = {};
  tree_.for_children(member, [&](JsonTree::Id child) {
    if (name == "properties") {
      name_of(tree_[child].name).schema = below(child);
      return;
    }
    std::optional<Pattern> pattern;
    const auto taken = take_pattern(member, tree_[child].name, pattern);
    if (taken.has_error())
      result = taken;
    else
      object().matched.push_back({*std::move(pattern), below(child)});
  });
  return result;
}

Result<> RuleReading::take_types(JsonTree::Id member) {
  const auto add = [&](JsonTree::Id id) {
    const auto bit = tree_[id].kind == JsonKind::text ? type_bit(tree_[id].text) : std::nullopt;
    if (bit) node_.types |= *bit;
    return bit.has_value();
  };
  bool are_types = tree_[member].kind == JsonKind::array ? tree_[member].count > 0 : add(member);
  if (tree_[member].kind == JsonKind::array)
    tree_.for_children(member, [&](JsonTree::Id id) { are_types = add(id) && are_types; });
  if (!are_types) return wrong(member, "null, boolean, integer, number, string, array or object, or a list of them");
  return {};
}

Result<> RuleReading::take_choices(JsonTree::Id member) {
  if (tree_[member].kind != JsonKind::array) return wrong(member, "a list of values");
  node_.choices = member;
  bool are_texts = true;
  tree_.for_children(member, [&](JsonTree::Id id) {
    are_texts = are_texts && tree_[id].kind == JsonKind::text;
    node_.text_choices.push_back(tree_[id].text);
  });
  if (!are_texts || node_.text_choices.empty()) node_.text_choices.clear();
  std::sort(node_.text_choices.begin(), node_.text_choices.end());
  return {};
}

Result<> RuleReading::take_dependencies(JsonTree::Id member, bool of_names, bool of_schemas) {
  if (auto is_object = wants_object(member); is_object.has_error()) return is_object;
  Result<> result = {};
  tree_.for_children(member, [&](JsonTree::Id child) {
    ObjectRules::Dependent dependent{tree_[child].name, {}, kNoSchema, tree_[member].name};
    if (of_names && (tree_[child].kind == JsonKind::array || !of_schemas)) {
      if (const auto taken = take_names(child, dependent.required); taken.has_error()) result = taken;
    } else {
      dependent.schema = below(child);
    }
    object().dependents.push_back(std::move(dependent));
  });
  return result;
}

Result<> RuleReading::take_pattern(JsonTree::Id member, std::string_view text, std::optional<Pattern>& into) {
  auto pattern = Pattern::compile(std::string(text));
  if (pattern.has_error())
    return documents_.error_at(place_, tree_[member].name,
                               fmt::format("\"{}\" is not a regular expression: {}", text, pattern.error().message));
  into.emplace(std::move(*pattern));
  return {};
}

Result<> RuleReading::take_count(JsonTree::Id member, std::uint64_t& into) {
  const auto& node = tree_[member];
  if (!is_number(node) || node.number < 0 || !is_whole_number(node)) return wrong(member, "a whole number from 0");
  constexpr double kMost = 9e18;
  into = node.number >= kMost ? kNoLimit : static_cast<std::uint64_t>(node.number);
  return {};
}

Result<> RuleReading::take_number(JsonTree::Id member, const JsonNode*& into) {
  const auto& node = tree_[member];
  if (!is_number(node)) return wrong(member, "a number");
  into = &node;
  return {};
}

Result<> RuleReading::take_list(JsonTree::Id member, std::vector<SchemaId>& into) {
  if (tree_[member].kind != JsonKind::array || tree_[member].count == 0) return wrong(member, "a list of schemas");
  tree_.for_children(member, [&](JsonTree::Id id) { into.push_back(below(id)); });
  return {};
}

Result<> RuleReading::take_names(JsonTree::Id member, std::vector<std::string_view>& into) {
  bool are_names = tree_[member].kind == JsonKind::array;
  if (are_names)
    tree_.for_children(member, [&](JsonTree::Id id) {
      are_names = are_names && tree_[id].kind == JsonKind::text;
      into.push_back(tree_[id].text);
    });
  if (!are_names)
    return wrong(member, "a list of names of properties (of `required`: beside `properties`, not in one)");
  return {};
}

Result<> RuleReading::wants_object(JsonTree::Id member) const {
  if (tree_[member].kind == JsonKind::object) return {};
  return wrong(member, "an object: names, each with a schema");
}

Result<> RuleReading::finish(SchemaNode& node) {
  if (node_.array) {
    auto& rules = *node_.array;
    if (has_list_of_items_ && additional_items_ != kNoSchema) {
      rules.others = additional_items_;
      rules.others_keyword = "additionalItems";
    }
    rules.contains_counts = dialect_.draft == SchemaDraft::draft_2020_12;
  }
  if (fewest_contained_) array().contained.fewest = *fewest_contained_;
  if (most_contained_) array().contained.most = *most_contained_;
  if (node_.object)
    node_.object->required = static_cast<std::size_t>(std::count_if(
        node_.object->names.begin(), node_.object->names.end(), [](const auto& one) { return one.is_required; }));
  // References stand there already.
  if (node.combined && node_.combined) {
    auto& rules = *node_.combined;
    rules.reference = node.combined->reference;
    rules.reference_keyword = node.combined->reference_keyword;
    rules.dynamic_anchor = node.combined->dynamic_anchor;
    rules.all.insert(rules.all.end(), node.combined->all.begin(), node.combined->all.end());
  }
  node_.place = node.place;
  node_.resource = node.resource;
  if (!node_.combined) node_.combined = std::move(node.combined);
  node = std::move(node_);
  return {};
}

}  // namespace plimsoll
