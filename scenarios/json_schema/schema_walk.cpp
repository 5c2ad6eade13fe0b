#include "scenarios/json_schema/schema_walk.h"

#include "scenarios/json_schema/schema_keywords.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace plimsoll {
namespace {

constexpr std::size_t kKeptMemory = 1UL << 20;  // elements; what a longer value took is given back

unsigned bits_of(const JsonNode& node) {
  switch (node.kind) {
    case JsonKind::null:
      return kNull;
    case JsonKind::boolean:
      return kBoolean;
    case JsonKind::integer:
      return kInteger | kNumber;
    case JsonKind::real:
      return kNumber;
    case JsonKind::text:
      return kString;
    case JsonKind::array:
      return kArray;
    case JsonKind::object:
      break;
  }
  return kObject;
}

std::size_t characters_in(std::string_view text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80; }));
}

}  // namespace

SchemaWalk::SchemaWalk(const CompiledSchema& schema, const JsonTree& value, SchemaMemory& memory,
                       SchemaFindings* findings)
    : schema_(schema),
      tree_(&value),
      memory_(memory),
      findings_(findings),
      whole_(&value),
      most_steps_(kStepsAtLeast + kStepsAValue * value.size()) {
  if (memory_.marks.capacity() > kKeptMemory) memory_.marks = {};
  if (memory_.hashed.capacity() > kKeptMemory) memory_.hashed = {};
  memory_.marks.clear();
  memory_.scope.clear();
}

bool SchemaWalk::holds(Id at) {
  const bool held = apply(0, at, nullptr);
  if (!gave_up_) return held;
  return fail(schema_.nodes[given_up_.schema], "", given_up_.value, "",
              steps_ > most_steps_ ? fmt::format("takes more than {} steps to be looked at", most_steps_)
                                   : fmt::format("leads through more than {} schemas within each other", kDeepest));
}

bool SchemaWalk::apply(SchemaId schema, Id value, const Marks* marks) {
  const auto& node = schema_.nodes[schema];
  if (gave_up_) return false;
  if (++steps_ > most_steps_ || depth_ >= kDeepest) return give_up(schema, value);
  if (node.is_never) return fail(node, "", value, shown(value), "where the schema allows nothing");
  if (visits_ != nullptr && findings_ != nullptr && tree_ == whole_) visits_->push_back({schema, value});
  ++depth_;
  const bool is_new_scope = memory_.scope.empty() || memory_.scope.back() != node.resource;
  if (is_new_scope) memory_.scope.push_back(node.resource);
  const bool held = look(node, value, marks);
  if (is_new_scope) memory_.scope.pop_back();
  --depth_;
  return held;
}

bool SchemaWalk::look(const SchemaNode& node, Id value, const Marks* marks) {
  const auto kind = (*tree_)[value].kind;
  const bool asks = (kind == JsonKind::array && node.array && node.array->unevaluated != kNoSchema) ||
                    (kind == JsonKind::object && node.object && node.object->unevaluated != kNoSchema);
  if (!asks) return look_at_all(node, value, marks);
  const auto own = begin_marks(value);
  bool held = look_at_all(node, value, &own);
  if (held || findings_ != nullptr) held = look_at_unevaluated(node, value, own) && held;
  end_marks(own, held ? marks : nullptr);
  return held;
}

bool SchemaWalk::look_at_all(const SchemaNode& node, Id value, const Marks* marks) {
  bool held = true;
  if (node.types != 0 && !goes_on(held, look_at_type(node, value))) return false;
  const bool has_choices = node.choices != JsonTree::kNone || node.constant != JsonTree::kNone;
  if (has_choices && !goes_on(held, look_at_choices(node, value))) return false;
  const auto kind = (*tree_)[value].kind;
  if (node.number && is_number((*tree_)[value]) && !goes_on(held, look_at_number(node, value))) return false;
  if (node.text && kind == JsonKind::text && !goes_on(held, look_at_text(node, value))) return false;
  if (node.array && kind == JsonKind::array && !goes_on(held, look_at_array(node, value, marks))) return false;
  if (node.object && kind == JsonKind::object && !goes_on(held, look_at_object(node, value, marks))) return false;
  if (node.combined && !goes_on(held, look_at_combined(node, value, marks))) return false;
  return held;
}

bool SchemaWalk::look_at_type(const SchemaNode& node, Id value) {
  const auto& its = (*tree_)[value];
  auto bits = bits_of(its);
  if ((node.types & kInteger) != 0 && its.kind == JsonKind::real && is_whole_number(its)) bits |= kInteger;
  if ((bits & node.types) != 0) return true;
  if (findings_ == nullptr) return false;
  return fail(node, "type", value, shown(value), "not of type " + words_of_types(node.types));
}

bool SchemaWalk::look_at_choices(const SchemaNode& node, Id value) {
  const auto& own = schema_.documents.tree(node.place.document);
  bool is_constant = true;
  if (node.constant != JsonTree::kNone && !are_equal({*tree_, value}, {own, node.constant}, steps_)) {
    if (findings_ == nullptr) return false;
    std::string wanted = "not ";
    own.write(node.constant, wanted, 80);
    fail(node, "const", value, shown(value), wanted);
    if (node.choices == JsonTree::kNone) return false;
    is_constant = false;
  }
  if (node.choices == JsonTree::kNone) return true;
  const auto& its = (*tree_)[value];
  bool is_there = false;
  if (!node.text_choices.empty())
    is_there =
        its.kind == JsonKind::text && std::binary_search(node.text_choices.begin(), node.text_choices.end(), its.text);
  else
    own.for_children(node.choices, [&](Id choice) {
      is_there = is_there || are_equal({*tree_, value}, {own, choice}, steps_);
    });
  if (is_there || findings_ == nullptr) return is_there && is_constant;
  std::string choices;
  own.write(node.choices, choices, 80);
  return fail(node, "enum", value, shown(value),
              fmt::format("none of {}{}", choices, choices.size() > 80 ? "..." : ""));
}

bool SchemaWalk::look_at_number(const SchemaNode& node, Id value) {
  const auto& its = (*tree_)[value];
  const auto& rules = *node.number;
  bool held = true;
  const auto told = [&](std::string_view keyword, std::string_view words, const JsonNode& bound) {
    held = false;
    if (findings_ != nullptr) fail(node, keyword, value, shown(value), fmt::format("{} {}", words, bound.text));
  };
  if (rules.minimum != nullptr && compare_numbers(its, *rules.minimum) < 0)
    told("minimum", "below the minimum", *rules.minimum);
  if (rules.maximum != nullptr && compare_numbers(its, *rules.maximum) > 0)
    told("maximum", "above the maximum", *rules.maximum);
  if (rules.exclusive_minimum != nullptr && compare_numbers(its, *rules.exclusive_minimum) <= 0)
    told("exclusiveMinimum", "not above", *rules.exclusive_minimum);
  if (rules.exclusive_maximum != nullptr && compare_numbers(its, *rules.exclusive_maximum) >= 0)
    told("exclusiveMaximum", "not below", *rules.exclusive_maximum);
  if (rules.step && !is_multiple(its, *rules.step)) told("multipleOf", "no multiple of", *rules.step_as_written);
  return held;
}

bool SchemaWalk::look_at_text(const SchemaNode& node, Id value) {
  const auto text = (*tree_)[value].text;
  const auto& rules = *node.text;
  bool held = true;
  const bool has_limits = rules.length.fewest > 0 || rules.length.most != kNoLimit;
  if (const auto length = has_limits ? characters_in(text) : 0; has_limits) {
    const bool is_short = length < rules.length.fewest;
    if (is_short || length > rules.length.most) {
      if (findings_ == nullptr) return false;
      held = fail(node, is_short ? "minLength" : "maxLength", value, fmt::format("has {} characters", length),
                  is_short ? fmt::format("fewer than {}", rules.length.fewest)
                           : fmt::format("more than {}", rules.length.most));
    }
  }
  if (!rules.pattern) return held;
  const auto found = rules.pattern->search(text);
  if (found == Pattern::Search::found) return held;
  if (findings_ == nullptr) return false;
  return fail(node, "pattern", value, shown(value),
              found == Pattern::Search::not_found ? "which does not match " + rules.pattern->text()
                                                  : "too costly to search for " + rules.pattern->text());
}

SchemaId SchemaWalk::target_of(const CombinedRules& rules) const {
  if (!rules.dynamic_anchor) return rules.reference;
  for (const auto resource : memory_.scope)
    for (const auto& [name, id] : schema_.dynamic_anchors[resource])
      if (name == *rules.dynamic_anchor) return id;
  return rules.reference;
}

bool SchemaWalk::look_at_combined(const SchemaNode& node, Id value, const Marks* marks) {
  const auto& rules = *node.combined;
  bool held = true;
  if (rules.reference != kNoSchema && !goes_on(held, apply(target_of(rules), value, marks))) return false;
  for (const auto schema : rules.all)
    if (!goes_on(held, apply(schema, value, marks))) return false;
  if (!rules.any.empty() && !goes_on(held, look_at_any(node, value, marks))) return false;
  if (!rules.one.empty() && !goes_on(held, look_at_one(node, value, marks))) return false;
  if (rules.none != kNoSchema && holds_quietly(rules.none, value, nullptr) &&
      !goes_on(held, fail(node, "not", value, shown(value), "which is what may not be")))
    return false;
  if (rules.condition == kNoSchema) return held;
  const bool is_so = holds_quietly(rules.condition, value, marks);
  const auto next = is_so ? rules.then : rules.otherwise;
  return (next == kNoSchema || apply(next, value, marks)) && held;
}

bool SchemaWalk::holds_quietly(SchemaId schema, Id value, const Marks* marks) {
  auto* findings = std::exchange(findings_, nullptr);
  const bool held = apply_apart(schema, value, marks);
  findings_ = findings;
  return held && !gave_up_;
}

bool SchemaWalk::apply_apart(SchemaId schema, Id value, const Marks* marks) {
  if (marks == nullptr) return apply(schema, value, nullptr);
  const auto own = begin_marks(value);
  const bool held = apply(schema, value, &own);
  end_marks(own, held ? marks : nullptr);
  return held;
}

bool SchemaWalk::try_one(SchemaId schema, Id value, const Marks* marks, Nearest& nearest) {
  if (findings_ == nullptr) return apply_apart(schema, value, marks);
  SchemaFindings its(1);
  auto* findings = std::exchange(findings_, &its);
  const auto visits = visits_ == nullptr ? 0 : visits_->size();
  const bool held = apply_apart(schema, value, marks);
  findings_ = findings;
  if (!held && visits_ != nullptr) visits_->resize(visits);
  if (held || its.list.empty()) return held;
  // What is wrong deep within is nearer than what is wrong at once; of those, what has less that is wrong.
  const auto& first = its.list.front();
  const auto depth = static_cast<std::uint64_t>(
      std::count_if(first.place.begin(), first.place.end(), [](char c) { return c == '.' || c == '['; }));
  const bool is_other_type = first.keyword.ends_with("/type") || first.keyword.ends_with("/const");
  const auto far = (kDeepest - std::min<std::uint64_t>(depth, kDeepest)) * 1'000'000 +
                   std::min<std::uint64_t>(its.all, 1'000) * 2 + (is_other_type ? 1 : 0);
  if (!nearest.any || far < nearest.far) {
    nearest.findings = std::move(its);
    nearest.far = far;
  }
  nearest.any = true;
  return false;
}

bool SchemaWalk::look_at_any(const SchemaNode& node, Id value, const Marks* marks) {
  bool held = false;
  Nearest nearest;
  for (const auto schema : node.combined->any) {
    held = try_one(schema, value, marks, nearest) || held;
    if (held && marks == nullptr) return true;
    if (gave_up_) return false;
  }
  if (held || findings_ == nullptr) return held;
  return fail_all(node, "anyOf", value, node.combined->any.size(), nearest);
}

bool SchemaWalk::look_at_one(const SchemaNode& node, Id value, const Marks* marks) {
  std::size_t count = 0;
  Nearest nearest;
  for (const auto schema : node.combined->one) {
    count += try_one(schema, value, marks, nearest) ? 1 : 0;
    if (gave_up_ || (count > 1 && findings_ == nullptr)) return false;
  }
  if (count == 1 || findings_ == nullptr) return count == 1;
  if (count == 0) return fail_all(node, "oneOf", value, node.combined->one.size(), nearest);
  return fail(node, "oneOf", value, "", fmt::format("fits {} schemas, and has to fit one alone", count));
}

bool SchemaWalk::fail_all(const SchemaNode& node, std::string_view keyword, Id value, std::size_t schemas,
                          const Nearest& nearest) {
  const bool is_kept = findings_ != nullptr && findings_->list.size() < findings_->most;
  fail(node, keyword, value, "", fmt::format("fits none of {} schemas", schemas));
  if (is_kept && nearest.any) findings_->list.back().nearest = nearest.findings.list.front().text();
  return false;
}

void SchemaWalk::mark(const Marks* marks, std::size_t index) {
  if (marks != nullptr) memory_.marks[marks->from + index] = 1;
}

SchemaWalk::Marks SchemaWalk::begin_marks(Id value) {
  const auto kind = (*tree_)[value].kind;
  const bool has_children = kind == JsonKind::array || kind == JsonKind::object;
  const Marks marks{memory_.marks.size(), has_children ? (*tree_)[value].count : 0};
  memory_.marks.resize(marks.from + marks.count, 0);
  steps_ += marks.count / 64;
  return marks;
}

void SchemaWalk::end_marks(const Marks& own, const Marks* into) {
  if (into != nullptr)
    for (std::size_t i = 0; i < own.count; ++i) memory_.marks[into->from + i] |= memory_.marks[own.from + i];
  memory_.marks.resize(own.from);
}

bool SchemaWalk::fail(const SchemaNode& node, std::string_view keyword, Id value, std::string_view found,
                      std::string_view reason) {
  if (findings_ == nullptr) return false;
  ++findings_->all;
  if (findings_->list.size() >= findings_->most) return false;
  const bool is_of_name = tree_ != whole_;
  findings_->list.push_back({path_to(*whole_, is_of_name ? named_ : value),
                             std::string(found),
                             std::string(reason).append(is_of_name ? ", as a name" : ""),
                             schema_.documents.words_of(node.place, keyword),
                             {}});
  return false;
}

// Told at the end: whoever tried it may have kept it for itself.
bool SchemaWalk::give_up(SchemaId schema, Id value) {
  if (!std::exchange(gave_up_, true)) given_up_ = {schema, tree_ == whole_ ? value : named_};
  return false;
}

std::string SchemaWalk::shown(Id value) const {
  constexpr std::size_t kShown = 60;
  if (findings_ == nullptr || findings_->list.size() >= findings_->most) return {};
  std::string text = "is ";
  tree_->write(value, text, kShown);
  return text.size() <= kShown + 8 ? text : text.substr(0, text.find_last_of(",:", kShown)) + "...";
}

}  // namespace plimsoll
