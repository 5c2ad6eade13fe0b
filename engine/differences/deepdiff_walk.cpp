#include "engine/differences/deepdiff_walk.h"

#include "engine/differences/json_number.h"
#include "engine/differences/sequence_matcher.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <utility>

namespace plimsoll {
namespace {

constexpr unsigned kDigitsOfAlikeNumbers = 12;
constexpr double kRelativeEpsilon = 1e-9;  // of Python's math.isclose
// Above this many equal pairs difflib would take minutes: such lists are compared by index alone.
constexpr std::size_t kMostEqualPairs = 50'000'000;
constexpr std::uint64_t kPairingVisits = 20'000'000;

std::string lower_ascii(std::string_view text) {
  std::string lowered(text);
  for (auto& c : lowered)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + ('a' - 'A'));
  return lowered;
}

bool is_scalar(const JsonNode& node) { return node.kind != JsonKind::array && node.kind != JsonKind::object; }

bool is_close(double one, double other, double epsilon) {
  if (one == other) return true;
  if (std::isinf(one) || std::isinf(other)) return false;
  const auto apart = std::abs(other - one);
  return apart <= std::abs(kRelativeEpsilon * other) || apart <= std::abs(kRelativeEpsilon * one) || apart <= epsilon;
}

// To Python True is 1.
JsonNode as_number(JsonNode node) {
  if (node.kind != JsonKind::boolean) return node;
  node.kind = JsonKind::integer;
  node.number = node.truth ? 1 : 0;
  node.text = node.truth ? "1" : "0";
  return node;
}

}  // namespace

std::string_view python_type(const JsonNode& node) {
  switch (node.kind) {
    case JsonKind::null:
      return "NoneType";
    case JsonKind::boolean:
      return "bool";
    case JsonKind::integer:
      return "int";
    case JsonKind::real:
      return "float";
    case JsonKind::text:
      return "str";
    case JsonKind::array:
      return "list";
    case JsonKind::object:
      return "dict";
  }
  return "";
}

std::string python_repr(std::string_view text) {
  const bool has_single = text.find('\'') != std::string_view::npos;
  const char quote = has_single && text.find('"') == std::string_view::npos ? '"' : '\'';
  std::string repr(1, quote);
  for (const char c : text) {
    if (c == quote || c == '\\') repr += '\\';
    if (c == '\n')
      repr += "\\n";
    else if (c == '\t')
      repr += "\\t";
    else if (c == '\r')
      repr += "\\r";
    else if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F)
      repr += fmt::format("\\x{:02x}", static_cast<unsigned char>(c));
    else
      repr += c;
  }
  return repr + quote;
}

DeepDiffWalk::DeepDiffWalk(const CompiledRules& rules, const ComparedTrees& trees)
    : rules_(rules),
      trees_(trees),
      version_(rules.rules.like),
      numbers_alike_(rules.rules.ignore_numeric_type_changes.value_or(false)),
      repetition_counts_(rules.rules.report_repetition.value_or(false)),
      private_ignored_(rules.rules.ignore_private_variables.value_or(true)),
      by_index_(rules.rules.zip_ordered_iterables.value_or(false)),
      least_shared_(
          rules.rules.threshold_to_diff_deeper.value_or(version_ == ComparisonDialect::deepdiff_6 ? 0 : 0.33)),
      digits_(rules.rules.tolerance.significant_digits),
      visits_(kPairingVisits) {
  if (!digits_ && numbers_alike_) digits_ = kDigitsOfAlikeNumbers;
}

std::vector<Difference> DeepDiffWalk::take() {
  Findings findings;
  compare({{"root"}, 0, 0}, findings);
  if (!repetition_counts_) join_added_and_removed(findings);
  // DeepDiff keeps one finding a path of each kind: the last, where the first was.
  std::map<std::pair<DifferenceKind, std::string>, std::size_t> places;
  std::vector<Difference> differences;
  std::stable_sort(findings.begin(), findings.end(),
                   [](const Finding& one, const Finding& other) { return one.kind < other.kind; });
  for (auto& one : findings) {
    if (!rules_.counts(one.kind)) continue;
    Difference difference{
        one.kind, one.path, one.expected, one.actual, std::move(one.expected_indexes), std::move(one.actual_indexes)};
    const auto [place, is_new] = places.try_emplace({one.kind, one.path}, differences.size());
    if (is_new)
      differences.push_back(std::move(difference));
    else
      differences[place->second] = std::move(difference);
  }
  return differences;
}

std::vector<PlaceSegment> DeepDiffWalk::place_of(const Spot& spot) {
  std::vector<PlaceSegment> place;
  for (const auto* at = &spot; at->up != nullptr; at = at->up) place.push_back(at->segment);
  std::reverse(place.begin(), place.end());
  return place;
}

DeepDiffWalk::Spot DeepDiffWalk::member_spot(const Spot& of, std::string_view name) const {
  const bool is_six = version_ == ComparisonDialect::deepdiff_6;
  const char quote = !is_six && name.find('\'') != std::string_view::npos ? '"' : '\'';
  return {fmt::format("{0}[{1}{2}{1}]", of.path, quote, name), &of, {name, 0, 0, false}};
}

DeepDiffWalk::Spot DeepDiffWalk::element_spot(const Spot& of, std::size_t index, std::size_t length) {
  return {fmt::format("{}[{}]", of.path, index), &of, {{}, index, length, true}};
}

bool DeepDiffWalk::is_skipped(const Spot& spot, Id expected, Id actual) const {
  if (!rules_.ignores_anything()) return false;
  for (const auto& pattern : rules_.ignored)
    if (pattern.is_exact_deepdiff() ? pattern.text() == spot.path : pattern.matches(place_of(spot))) return true;
  for (const auto& pattern : rules_.ignored_texts) {
    const bool is_of_json_path = pattern.is_glob() && pattern.text().starts_with('$');
    if (pattern.matches(is_of_json_path ? path_text(place_of(spot)) : spot.path)) return true;
  }
  const auto holds = [](const std::vector<Id>& places, Id id) {
    return id != kNone && std::binary_search(places.begin(), places.end(), id);
  };
  return holds(trees_.expected_filtered, expected) || holds(trees_.actual_filtered, actual);
}

bool DeepDiffWalk::is_unordered(const Spot& spot) const {
  if (rules_.rules.ignore_order || rules_.unordered.empty()) return rules_.rules.ignore_order;
  const auto place = place_of(spot);
  return std::any_of(rules_.unordered.begin(), rules_.unordered.end(),
                     [&](const PlacePattern& pattern) { return pattern.matches(place); });
}

void DeepDiffWalk::report(DifferenceKind kind, const Level& level, Findings& into) {
  if (is_skipped(level.spot, level.expected, level.actual)) return;
  into.push_back(
      {kind, level.spot.path, level.spot.up != nullptr ? level.spot.up->path : "", level.expected, level.actual});
}

void DeepDiffWalk::compare(const Level& level, Findings& into) {
  if (pairing_ > 0 && visits_ > 0) --visits_;
  const auto& one = expected_of(level);
  const auto& other = actual_of(level);
  if (is_skipped(level.spot, level.expected, level.actual)) return;
  bool alike = python_type(one) == python_type(other);
  if (!alike && numbers_alike_) {
    const bool takes_booleans = version_ != ComparisonDialect::deepdiff_6;
    const auto is_of_group = [&](const JsonNode& node) {
      return is_number(node) || (takes_booleans && node.kind == JsonKind::boolean);
    };
    alike = is_of_group(one) && is_of_group(other);
  }
  if (!alike) return report(DifferenceKind::type_changes, level, into);
  switch (one.kind) {
    case JsonKind::null:
      return;
    case JsonKind::boolean:
      if (!same_python_number(as_number(one), as_number(other))) report(DifferenceKind::values_changed, level, into);
      return;
    case JsonKind::integer:
    case JsonKind::real:
      if (!same_numbers(one, as_number(other))) report(DifferenceKind::values_changed, level, into);
      return;
    case JsonKind::text:
      if (one.text != other.text &&
          !(rules_.rules.ignore_string_case && lower_ascii(one.text) == lower_ascii(other.text)))
        report(DifferenceKind::values_changed, level, into);
      return;
    case JsonKind::object:
      return compare_objects(level, into);
    case JsonKind::array:
      if (is_unordered(level.spot)) return compare_unordered(level, into);
      return compare_lists(level, into);
  }
}

bool DeepDiffWalk::same_numbers(JsonNode one, JsonNode other) const {
  if (std::isnan(one.number) && std::isnan(other.number)) return true;  // the same object
  if (rules_.rules.log_scale) return log_distance(one.number, other.number) < *rules_.rules.log_scale;
  if (rules_.rules.tolerance.absolute) {
    const bool beyond = std::isinf(one.number) && std::isinf(other.number);
    return beyond ? same_python_number(one, other)
                  : is_close(one.number, other.number, *rules_.rules.tolerance.absolute);
  }
  if (!digits_) return same_python_number(one, other);
  const auto form = rules_.rules.scientific ? DigitForm::deepdiff_mantissa : DigitForm::fixed;
  DigitText text;
  DigitText other_text;
  write_digits(one, *digits_, form, text);
  write_digits(other, *digits_, form, other_text);
  return text.view() == other_text.view();
}

std::vector<DeepDiffWalk::Member> DeepDiffWalk::members_of(Side side, Id object) const {
  std::vector<Member> members;
  std::set<std::string> known;
  const bool any_case = rules_.rules.ignore_string_case && version_ != ComparisonDialect::deepdiff_6;
  tree(side).for_children(object, [&](Id child) {
    const auto name = tree(side)[child].name;
    if (private_ignored_ && name.starts_with("__")) return;
    auto key = any_case ? lower_ascii(name) : std::string(name);
    if (any_case && !known.insert(key).second) return;
    members.push_back({std::move(key), name, child});
  });
  return members;
}

bool DeepDiffWalk::are_strangers(const Level& level, const std::vector<std::string>& all, std::size_t shared) const {
  if (least_shared_ <= 0) return false;
  std::size_t count = 0;
  for (const auto& key : all) {
    const auto path = fmt::format("{}[{}]", level.spot.path, python_repr(key));
    const auto spot = member_spot(level.spot, key);
    const auto excluded = std::any_of(rules_.ignored.begin(), rules_.ignored.end(), [&](const PlacePattern& pattern) {
      return pattern.is_exact_deepdiff() ? pattern.text() == path : pattern.matches(place_of(spot));
    });
    if (!excluded) ++count;
  }
  return count > 1 && static_cast<double>(shared) / static_cast<double>(count) < least_shared_;
}

void DeepDiffWalk::compare_objects(const Level& level, Findings& into) {
  const auto wanted = members_of(Side::expected, level.expected);
  const auto got = members_of(Side::actual, level.actual);
  std::unordered_map<std::string_view, const Member*> by_key;
  for (const auto& member : wanted) by_key[member.key] = &member;
  std::set<std::string_view> shared;
  std::vector<std::string> all;
  for (const auto& member : got) {
    all.push_back(member.key);
    if (by_key.contains(member.key)) shared.insert(member.key);
  }
  for (const auto& member : wanted)
    if (!shared.contains(member.key)) all.push_back(member.key);
  if (are_strangers(level, all, shared.size())) return report(DifferenceKind::values_changed, level, into);
  for (const auto& member : got)
    if (!shared.contains(member.key))
      report(DifferenceKind::dictionary_item_added, {member_spot(level.spot, member.name), kNone, member.id}, into);
  for (const auto& member : wanted)
    if (!shared.contains(member.key))
      report(DifferenceKind::dictionary_item_removed, {member_spot(level.spot, member.name), member.id, kNone}, into);
  for (const auto& member : got)
    if (const auto other = by_key.find(member.key); other != by_key.end())
      compare({member_spot(level.spot, member.key), other->second->id, member.id}, into);
}

std::vector<JsonTree::Id> DeepDiffWalk::elements_of(const JsonTree& tree, Id list) {
  std::vector<Id> elements;
  tree.for_children(list, [&](Id child) { elements.push_back(child); });
  return elements;
}

void DeepDiffWalk::compare_lists(const Level& level, Findings& into) {
  const auto wanted = elements_of(trees_.expected, level.expected);
  const auto got = elements_of(trees_.actual, level.actual);
  const auto is_flat = [](const JsonTree& tree, const std::vector<Id>& elements) {
    return std::all_of(elements.begin(), elements.end(), [&](Id id) { return is_scalar(tree[id]); });
  };
  if (!by_index_ && is_flat(trees_.expected, wanted) && is_flat(trees_.actual, got))
    compare_flat_lists(level, wanted, got, into);
  else
    compare_by_index(level, wanted, got, {0, wanted.size(), 0, got.size()}, into);
}

std::vector<std::uint32_t> DeepDiffWalk::classes_of(Side side, const std::vector<Id>& values,
                                                    std::unordered_map<std::string, std::uint32_t>& known) const {
  std::vector<std::uint32_t> classes;
  classes.reserve(values.size());
  for (const auto id : values) {
    const auto& node = tree(side)[id];
    auto key = node.kind == JsonKind::null   ? std::string("null")
               : node.kind == JsonKind::text ? fmt::format("s{}", node.text)
                                             : python_number_key(as_number(node));
    classes.push_back(known.try_emplace(std::move(key), static_cast<std::uint32_t>(known.size())).first->second);
  }
  return classes;
}

void DeepDiffWalk::compare_flat_lists(const Level& level, const std::vector<Id>& one, const std::vector<Id>& other,
                                      Findings& into) {
  std::unordered_map<std::string, std::uint32_t> known;
  const auto classes = classes_of(Side::expected, one, known);
  const auto other_classes = classes_of(Side::actual, other, known);
  if (classes == other_classes) return;
  const Slice whole{0, one.size(), 0, other.size()};
  std::vector<std::size_t> often(known.size());
  for (const auto value : other_classes) ++often[value];
  std::size_t equal_pairs = 0;
  for (const auto value : classes) equal_pairs += often[value];
  if (equal_pairs > kMostEqualPairs) return compare_by_index(level, one, other, whole, into);
  Findings found;
  for (const auto& edit : edits_between(classes, other_classes)) {
    if (edit.kind == SequenceEdit::Kind::replaced)
      compare_by_index(level, one, other, {edit.begin, edit.end, edit.other_begin, edit.other_end}, found);
    for (auto i = edit.begin; edit.kind == SequenceEdit::Kind::removed && i < edit.end; ++i)
      report(DifferenceKind::iterable_item_removed, {element_spot(level.spot, i, one.size()), one[i], kNone}, found);
    for (auto j = edit.other_begin; edit.kind == SequenceEdit::Kind::inserted && j < edit.other_end; ++j)
      report(DifferenceKind::iterable_item_added, {element_spot(level.spot, j, other.size()), kNone, other[j]}, found);
  }
  if (found.size() > 1) {
    Findings by_index;
    compare_by_index(level, one, other, whole, by_index);
    if (found.size() >= by_index.size())
      found = std::move(by_index);
    else
      for (auto& finding : found) finding.is_of_opcodes = true;
  }
  std::move(found.begin(), found.end(), std::back_inserter(into));
}

void DeepDiffWalk::compare_by_index(const Level& level, const std::vector<Id>& one, const std::vector<Id>& other,
                                    const Slice& slice, Findings& into) {
  const auto common = std::min(slice.end - slice.begin, slice.other_end - slice.other_begin);
  for (std::size_t k = 0; k < common; ++k) {
    const auto i = slice.begin + k;
    const auto j = slice.other_begin + k;
    const auto shown = version_ == ComparisonDialect::deepdiff_6 ? j : i;
    compare({element_spot(level.spot, shown, one.size()), one[i], other[j]}, into);
  }
  for (auto i = slice.begin + common; i < slice.end; ++i)
    report(DifferenceKind::iterable_item_removed, {element_spot(level.spot, i, one.size()), one[i], kNone}, into);
  for (auto j = slice.other_begin + common; j < slice.other_end; ++j)
    report(DifferenceKind::iterable_item_added, {element_spot(level.spot, j, other.size()), kNone, other[j]}, into);
}

void DeepDiffWalk::join_added_and_removed(Findings& findings) {
  std::unordered_map<std::string, std::size_t> removed;
  std::vector<bool> gone(findings.size(), false);
  for (std::size_t i = 0; i < findings.size(); ++i)
    if (findings[i].kind == DifferenceKind::iterable_item_removed) removed[findings[i].path] = i;
  if (removed.empty()) return;
  std::unordered_map<std::string, std::size_t> added;
  for (std::size_t i = 0; i < findings.size(); ++i)
    if (findings[i].kind == DifferenceKind::iterable_item_added) added[findings[i].path] = i;
  for (const auto& [path, i] : added) {
    const auto other = removed.find(path);
    if (other == removed.end()) continue;
    auto& changed = findings[other->second];
    changed.kind = DifferenceKind::values_changed;
    changed.actual = findings[i].actual;
    changed.is_of_opcodes = false;
    gone[i] = true;
  }
  std::size_t at = 0;
  std::erase_if(findings, [&](const Finding&) { return gone[at++]; });
}

}  // namespace plimsoll
