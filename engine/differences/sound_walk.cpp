#include "engine/differences/sound_walk.h"

#include "core/json/json_shape.h"
#include "core/json/number_text.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace plimsoll {
namespace {

constexpr std::size_t kLongestNameShown = 80;
// What pairing may cost, lists within lists included.
constexpr std::uint64_t kFreeVisits = 1'000'000;
constexpr std::uint64_t kVisitsPerValue = 8;

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; }

bool same_in_any_case(std::string_view one, std::string_view other) {
  return std::equal(one.begin(), one.end(), other.begin(), other.end(),
                    [](char left, char right) { return lower(left) == lower(right); });
}

// Names of the other side may be of any length.
std::string shown_path(std::vector<PlaceSegment> place) {
  std::vector<std::string> cut;
  cut.reserve(place.size());
  for (auto& segment : place)
    if (segment.name.size() > kLongestNameShown)
      segment.name = cut.emplace_back(std::string(segment.name.substr(0, kLongestNameShown)) + "...");
  return path_text(place);
}

bool within(double wanted, double found, const NumberTolerance& tolerance) {
  const double allowed = std::max(tolerance.absolute.value_or(0), tolerance.relative.value_or(0) * std::abs(wanted));
  if (!(allowed > 0) || !std::isfinite(wanted) || !std::isfinite(found)) return false;
  // 0.51 is within 0.01 of 0.5, as a person reads it, though not in binary.
  const double rounding = 2 * std::numeric_limits<double>::epsilon() * std::max(std::abs(wanted), std::abs(found));
  return std::abs(found - wanted) <= allowed + rounding;
}

}  // namespace

SoundWalk::SoundWalk(const CompiledRules& rules, const ComparedTrees& trees, SoundScratch& scratch, std::size_t limit)
    : rules_(rules),
      trees_(trees),
      scratch_(scratch),
      limit_(limit),
      visits_(kFreeVisits + kVisitsPerValue * (trees.expected.size() + trees.actual.size())),
      repetition_counts_(rules.rules.report_repetition.value_or(true)),
      numbers_apart_(!rules.rules.ignore_numeric_type_changes.value_or(true)),
      private_ignored_(rules.rules.ignore_private_variables.value_or(false)),
      has_place_rules_(rules.ignores_anything() || !rules.tolerances.empty()),
      least_shared_(rules.rules.threshold_to_diff_deeper.value_or(0)) {
  scratch_.place.clear();
  scratch_.place.reserve(kDeepestJson);
  scratch_.elements.clear();
  for (auto& hashes : scratch_.known) hashes.clear();
}

std::vector<Difference> SoundWalk::take() {
  compare(0, 0);
  return std::move(found_);
}

bool SoundWalk::finds_nothing() {
  tells_ = false;
  limit_ = 1;
  compare(0, 0);
  return counted_ == 0;
}

void SoundWalk::report(DifferenceKind kind, Id expected, Id actual) {
  if (is_done() || !rules_.counts(kind)) return;
  ++counted_;
  if (tells_) found_.push_back({kind, shown_path(scratch_.place), expected, actual});
}

bool SoundWalk::is_ignored(Side side, Id id) const {
  if (!rules_.ignores_anything()) return false;
  const auto& place = scratch_.place;
  for (const auto& pattern : rules_.ignored)
    if (pattern.matches(place)) return true;
  if (!rules_.ignored_texts.empty()) {
    const auto path = path_text(place);
    for (const auto& pattern : rules_.ignored_texts) {
      const bool is_of_root = pattern.is_glob() && pattern.text().starts_with("root");
      if (pattern.matches(is_of_root ? deepdiff_path_text(place, true) : path)) return true;
    }
  }
  const auto& filtered = side == Side::expected ? trees_.expected_filtered : trees_.actual_filtered;
  return std::binary_search(filtered.begin(), filtered.end(), id);
}

bool SoundWalk::is_private(std::string_view name) const { return private_ignored_ && name.starts_with("__"); }

bool SoundWalk::is_unordered() const {
  if (rules_.rules.ignore_order) return true;
  return std::any_of(rules_.unordered.begin(), rules_.unordered.end(),
                     [&](const PlacePattern& pattern) { return pattern.matches(scratch_.place); });
}

NumberTolerance tolerance_at(const CompiledRules& rules, const std::vector<PlaceSegment>& place) {
  auto tolerance = rules.rules.tolerance;
  for (const auto& [pattern, other] : rules.tolerances) {
    if (!pattern.matches(place)) continue;
    if (other.absolute) tolerance.absolute = other.absolute;
    if (other.relative) tolerance.relative = other.relative;
    if (other.significant_digits) tolerance.significant_digits = other.significant_digits;
  }
  return tolerance;
}

void SoundWalk::compare(Id expected, Id actual) {
  if (pairing_ > 0 && visits_ > 0) --visits_;
  if (is_done() || is_ignored(Side::expected, expected) || is_ignored(Side::actual, actual)) return;
  const auto& one = trees_.expected[expected];
  const auto& other = trees_.actual[actual];
  if (one.kind == JsonKind::object && other.kind == JsonKind::object) {
    compare_objects(expected, actual);
  } else if (one.kind == JsonKind::array && other.kind == JsonKind::array) {
    if (is_unordered())
      compare_unordered(expected, actual);
    else
      compare_in_order(expected, actual);
  } else if (!are_like(expected, actual)) {
    report(same_kind(one, other) ? DifferenceKind::values_changed : DifferenceKind::type_changes, expected, actual);
  }
}

bool SoundWalk::same_kind(const JsonNode& one, const JsonNode& other) const {
  if (one.kind == other.kind) return true;
  return !numbers_apart_ && is_number(one) && is_number(other);
}

bool are_numbers_like(const JsonNode& expected, const JsonNode& actual, const NumberTolerance& tolerance,
                      bool scientific) {
  if (same_number(expected, actual) || within(expected.number, actual.number, tolerance)) return true;
  if (!tolerance.significant_digits) return false;
  DigitText one;
  DigitText other;
  const auto form = scientific ? DigitForm::mantissa : DigitForm::fixed;
  write_digits(expected, *tolerance.significant_digits, form, one);
  write_digits(actual, *tolerance.significant_digits, form, other);
  return one.view() == other.view();
}

namespace {

// A text that is one becomes a number.
JsonNode number_in_text(const JsonNode& node) {
  if (node.kind != JsonKind::text || !is_number_text(node.text)) return node;
  auto number = node;
  const bool is_integer = node.text.find_first_of(".eE") == std::string_view::npos;
  number.kind = is_integer ? JsonKind::integer : JsonKind::real;
  number.number = number_of_text(node.text).value_or(node.text.starts_with('-') ? -HUGE_VAL : HUGE_VAL);
  return number;
}

}  // namespace

bool SoundWalk::are_like(Id expected, Id actual) const {
  const auto& one = trees_.expected[expected];
  const auto& other = trees_.actual[actual];
  if (is_number(one) && is_number(other)) return same_kind(one, other) && like_numbers(one, other);
  if (one.kind == JsonKind::text && other.kind == JsonKind::text) {
    if (one.text == other.text) return true;
    if (rules_.rules.ignore_string_case && same_in_any_case(one.text, other.text)) return true;
  }
  if (rules_.rules.text_numbers) {
    const auto left = number_in_text(one);
    const auto right = number_in_text(other);
    if (is_number(left) && is_number(right)) return like_numbers(left, right);
  }
  if (one.kind != other.kind) return false;
  return one.kind == JsonKind::null || (one.kind == JsonKind::boolean && one.truth == other.truth);
}

MemberFinder::MemberFinder(const JsonTree& tree, JsonTree::Id object)
    : tree_(tree), object_(object), next_(tree.shown_from(object + 1, tree[object].end)) {}

JsonTree::Id MemberFinder::find(std::string_view name) {
  constexpr std::uint32_t kFew = 32;
  const auto end = tree_[object_].end;
  const auto found = [&](JsonTree::Id member) {
    next_ = tree_.shown_from(tree_[member].end, end);
    return member;
  };
  if (next_ < end && tree_[next_].name == name) return found(next_);
  if (tree_[object_].count <= kFew) {
    for (auto member = object_ + 1; member < end; member = tree_[member].end)
      if (!tree_[member].is_hidden && tree_[member].name == name) return found(member);
    return JsonTree::kNone;
  }
  const auto name_of = [&](JsonTree::Id member) { return tree_[member].name; };
  if (by_name_.empty()) {
    tree_.for_children(object_, [&](JsonTree::Id member) { by_name_.push_back(member); });
    std::ranges::sort(by_name_, {}, name_of);
  }
  const auto place = std::ranges::lower_bound(by_name_, name, {}, name_of);
  return place != by_name_.end() && name_of(*place) == name ? found(*place) : JsonTree::kNone;
}

bool SoundWalk::are_strangers(Id expected, Id actual) const {
  if (least_shared_ <= 0) return false;
  std::size_t shared = 0;
  MemberFinder others(trees_.actual, actual);
  trees_.expected.for_children(expected, [&](Id child) {
    if (others.find(trees_.expected[child].name) != JsonTree::kNone) ++shared;
  });
  const auto all = trees_.expected[expected].count + trees_.actual[actual].count - shared;
  return all > 1 && static_cast<double>(shared) / static_cast<double>(all) < least_shared_;
}

void SoundWalk::compare_objects(Id expected, Id actual) {
  if (are_strangers(expected, actual)) return report(DifferenceKind::values_changed, expected, actual);
  const auto& wanted = trees_.expected;
  const auto& got = trees_.actual;
  std::size_t shared = 0;
  MemberFinder others(got, actual);
  wanted.for_children(expected, [&](Id child) {
    if (is_done()) return;
    const auto name = wanted[child].name;
    const auto other = others.find(name);
    if (other != JsonTree::kNone) ++shared;
    if (is_private(name)) return;
    enter(name);
    if (other != JsonTree::kNone)
      compare(child, other);
    else if (!is_ignored(Side::expected, child))
      report(DifferenceKind::dictionary_item_removed, child, JsonTree::kNone);
    leave();
  });
  if (shared == got[actual].count || is_done()) return;
  MemberFinder known(wanted, expected);
  got.for_children(actual, [&](Id child) {
    const auto name = got[child].name;
    if (is_done() || known.find(name) != JsonTree::kNone || is_private(name)) return;
    enter(name);
    if (!is_ignored(Side::actual, child)) report(DifferenceKind::dictionary_item_added, JsonTree::kNone, child);
    leave();
  });
}

// Long lists are of numbers, and most scenarios have no rules for places in them.
bool SoundWalk::are_plainly_like(Id expected, Id actual) const {
  const auto& one = trees_.expected[expected];
  const auto& other = trees_.actual[actual];
  if (has_place_rules_ || numbers_apart_ || !is_number(one) || !is_number(other)) return false;
  return within(one.number, other.number, rules_.rules.tolerance) || same_number(one, other);
}

void SoundWalk::compare_in_order(Id expected, Id actual) {
  const auto& wanted = trees_.expected;
  const auto& got = trees_.actual;
  const auto length = wanted[expected].count;
  const auto other_length = got[actual].count;
  auto left = expected + 1;
  auto right = actual + 1;
  enter(0, length);
  for (std::uint32_t index = 0; index < std::max(length, other_length) && !is_done(); ++index) {
    auto& here = scratch_.place.back();
    here.index = index;
    here.of = index < length ? length : other_length;
    if (index < length && index < other_length) {
      if (!are_plainly_like(left, right)) compare(left, right);
    } else if (index < length) {
      if (!is_ignored(Side::expected, left)) report(DifferenceKind::iterable_item_removed, left, JsonTree::kNone);
    } else if (!is_ignored(Side::actual, right)) {
      report(DifferenceKind::iterable_item_added, JsonTree::kNone, right);
    }
    if (index < length) left = wanted[left].end;
    if (index < other_length) right = got[right].end;
  }
  leave();
}

}  // namespace plimsoll
