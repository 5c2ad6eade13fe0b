#include "core/json/number_text.h"
#include "core/stable_hash.h"
#include "engine/differences/deepdiff_walk.h"
#include "engine/differences/json_number.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <utility>

namespace plimsoll {
namespace {

constexpr double kFarthest = 0.3;       // DeepDiff's cutoff_distance_for_pairs
constexpr double kMostDifferent = 0.7;  // its cutoff_intersection_for_pairs
constexpr std::size_t kNoIndex = static_cast<std::size_t>(-1);

// 128 bits as text: DeepDiff's SHA-256 in what it is used for.
std::string digest(std::string_view text) {
  std::uint64_t second = 0x9e3779b97f4a7c15ULL;
  for (const char c : text) {
    second = (second + static_cast<unsigned char>(c)) * 0xff51afd7ed558ccdULL;
    second ^= second >> 29U;
  }
  return fmt::format("{:016x}{:016x}", stable_hash(text), second);
}

// DeepDiff hashes what a value was made into as a text.
std::string digest_of(std::string text, bool any_case) {
  if (any_case)
    for (auto& c : text)
      if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + ('a' - 'A'));
  return digest("str:" + text);
}

bool counts_as_number(const JsonNode& node) { return is_number(node) || node.kind == JsonKind::boolean; }

double numeric(const JsonNode& node) {
  return node.kind == JsonKind::boolean ? static_cast<double>(node.truth) : node.number;
}

std::string python_text(const JsonNode& node) {
  switch (node.kind) {
    case JsonKind::null:
      return "None";
    case JsonKind::boolean:
      return node.truth ? "True" : "False";
    case JsonKind::real: {
      const auto text = fmt::format("{}", node.number);
      return text.find_first_of(".en") == std::string::npos ? text + ".0" : text;
    }
    default:
      return std::string(node.text);
  }
}

}  // namespace

const DeepDiffWalk::Entry* DeepDiffWalk::HashTable::find(const std::string& hash) const {
  const auto found = places.find(hash);
  return found != places.end() ? &entries[found->second] : nullptr;
}

std::string DeepDiffWalk::hash_of_scalar(const JsonNode& node, const std::string& key) {
  const auto known = scalar_hashes_.find(key);
  if (known != scalar_hashes_.end()) return known->second;
  std::string text;
  if (node.kind == JsonKind::null) {
    text = "NONE";
  } else if (node.kind == JsonKind::boolean) {
    text = node.truth ? "bool:true" : "bool:false";
  } else if (node.kind == JsonKind::text) {
    text = node.text;
  } else {
    DigitText digits;
    if (digits_)
      write_digits(node, *digits_, rules_.rules.scientific ? DigitForm::deepdiff_mantissa : DigitForm::fixed, digits);
    text = fmt::format("{}:{}", numbers_alike_ ? "number" : python_type(node),
                       digits_ ? std::string(digits.view()) : python_number_key(node));
  }
  return scalar_hashes_[key] = digest_of(std::move(text), rules_.rules.ignore_string_case);
}

std::optional<DeepDiffWalk::Hashed> DeepDiffWalk::hash(Side side, Id id, const Spot& spot) {
  if (pairing_ > 0 && visits_ > 0) --visits_;
  const auto& node = tree(side)[id];
  const auto skipped = [&] {
    return is_skipped(spot, side == Side::expected ? id : kNone, side == Side::actual ? id : kNone);
  };
  if (node.kind == JsonKind::object) return skipped() ? std::nullopt : hash_object(side, id, spot);
  if (node.kind == JsonKind::array) return skipped() ? std::nullopt : hash_list(side, id, spot);
  std::string key;
  if (node.kind == JsonKind::text) {
    key = fmt::format("s{}", node.text);
  } else if (is_number(node)) {
    key = python_number_key(node);
    if (version_ == ComparisonDialect::deepdiff_9 && !numbers_alike_) key += python_type(node);
  } else {
    key = python_text(node);
  }
  // What was hashed anywhere before is not asked again whether it is left out.
  if (!scalar_hashes_.contains(key) && skipped()) return std::nullopt;
  return Hashed{hash_of_scalar(node, key), 1};
}

std::optional<DeepDiffWalk::Hashed> DeepDiffWalk::hash_object(Side side, Id id, const Spot& spot) {
  const auto& values = tree(side);
  std::vector<std::string> parts;
  std::size_t count = 1;
  values.for_children(id, [&](Id child) {
    ++count;
    const auto name = values[child].name;
    if (private_ignored_ && name.starts_with("__")) return;
    const Spot here{fmt::format("{}['{}']", spot.path, name), &spot, {name, 0, 0, false}};
    const auto skipped = is_skipped(here, side == Side::expected ? child : kNone, side == Side::actual ? child : kNone);
    const auto key = fmt::format("s{}", name);
    if (skipped && !scalar_hashes_.contains(key)) return;
    JsonNode text;
    text.kind = JsonKind::text;
    text.text = name;
    const auto key_hash = hash_of_scalar(text, key);
    if (skipped) return;
    const auto hashed = hash(side, child, here);
    if (!hashed) return;
    parts.push_back(fmt::format("{}:{}", key_hash, hashed->hash));
    count += hashed->count;
  });
  std::sort(parts.begin(), parts.end());
  auto text = fmt::format("dict:{{{}}}", fmt::join(parts, ";"));
  return hashed_[key_of(side, id)] = Hashed{digest_of(std::move(text), rules_.rules.ignore_string_case), count};
}

std::optional<DeepDiffWalk::Hashed> DeepDiffWalk::hash_list(Side side, Id id, const Spot& spot) {
  const auto& values = tree(side);
  std::map<std::string, std::size_t> often;
  std::size_t count = 1;
  std::size_t index = 0;
  values.for_children(id, [&](Id child) {
    const auto here = element_spot(spot, index++, values[id].count);
    if (is_skipped(here, side == Side::expected ? child : kNone, side == Side::actual ? child : kNone)) return;
    const auto hashed = hash(side, child, here);
    if (!hashed) return;
    ++often[hashed->hash];
    count += hashed->count;
  });
  std::string text = "list:";
  for (const auto& [hash, times] : often)
    text += repetition_counts_ ? fmt::format("{}|{},", hash, times) : fmt::format("{},", hash);
  return hashed_[key_of(side, id)] = Hashed{digest_of(std::move(text), rules_.rules.ignore_string_case), count};
}

DeepDiffWalk::HashTable DeepDiffWalk::hash_table(Side side, Id list, const Spot& spot) {
  HashTable table;
  std::uint32_t index = 0;
  tree(side).for_children(list, [&](Id child) {
    const auto at = index++;
    auto hashed = hash(side, child, element_spot(spot, at, tree(side)[list].count));
    // One that is left out here counts all the same if it was hashed elsewhere.
    if (const auto known = hashed_.find(key_of(side, child)); !hashed && known != hashed_.end()) hashed = known->second;
    if (!hashed) return;
    const auto [place, is_new] = table.places.try_emplace(hashed->hash, table.entries.size());
    if (is_new) table.entries.push_back({hashed->hash, child, {}});
    table.entries[place->second].indexes.push_back(at);
  });
  static_cast<void>(hash(side, list, spot));
  return table;
}

void DeepDiffWalk::compare_unordered(const Level& level, Findings& into) {
  auto wanted = hash_table(Side::expected, level.expected, level.spot);
  auto got = hash_table(Side::actual, level.actual, level.spot);
  std::vector<const Entry*> added;
  std::vector<const Entry*> removed;
  for (const auto& entry : got.entries)
    if (wanted.find(entry.hash) == nullptr) added.push_back(&entry);
  for (const auto& entry : wanted.entries)
    if (got.find(entry.hash) == nullptr) removed.push_back(&entry);
  const auto different = static_cast<double>(added.size() + removed.size()) /
                         static_cast<double>(wanted.entries.size() + got.entries.size() + 1);
  auto pairs = different > kMostDifferent ? Pairs() : closest_pairs(added, removed);
  const auto length = trees_.expected[level.expected].count;
  std::set<std::string> paired;
  for (const auto* entry : added) {
    const auto pair = pairs.find(entry->hash);
    if (pair == pairs.end()) {
      report_elements(DifferenceKind::iterable_item_added, level, *entry, into);
      continue;
    }
    const auto& other = *wanted.find(pair->second);
    paired.insert(other.hash);
    for (const auto index : other.indexes) {
      compare({element_spot(level.spot, index, length), other.item, entry->item}, into);
      if (!repetition_counts_) break;
    }
  }
  for (const auto* entry : removed)
    if (!paired.contains(entry->hash)) report_elements(DifferenceKind::iterable_item_removed, level, *entry, into);
  if (repetition_counts_) report_repetitions(level, wanted, got, into);
}

void DeepDiffWalk::report_elements(DifferenceKind kind, const Level& level, const Entry& entry, Findings& into) {
  const bool is_added = kind == DifferenceKind::iterable_item_added;
  const auto length = is_added ? trees_.actual[level.actual].count : trees_.expected[level.expected].count;
  for (const auto index : entry.indexes) {
    report(kind,
           {element_spot(level.spot, index, length), is_added ? kNone : entry.item, is_added ? entry.item : kNone},
           into);
    if (!repetition_counts_) break;
  }
}

void DeepDiffWalk::report_repetitions(const Level& level, const HashTable& wanted, const HashTable& got,
                                      Findings& into) {
  const auto length = trees_.expected[level.expected].count;
  for (const auto& entry : got.entries) {
    const auto* other = wanted.find(entry.hash);
    if (other == nullptr || other->indexes.size() == entry.indexes.size()) continue;
    const auto before = into.size();
    report(DifferenceKind::repetition_change,
           {element_spot(level.spot, other->indexes.front(), length), other->item, entry.item}, into);
    if (into.size() == before) continue;
    into.back().expected_indexes = other->indexes;
    into.back().actual_indexes = entry.indexes;
  }
}

DeepDiffWalk::Near DeepDiffWalk::distances(const std::vector<const Entry*>& added,
                                           const std::vector<const Entry*>& removed) {
  Near near(added.size());
  for (std::size_t i = 0; i < added.size(); ++i)
    for (std::size_t j = 0; j < removed.size() && visits_ > 0; ++j)
      if (const auto far = distance(*removed[j], *added[i]); far < kFarthest) near[i][far].push_back(j);
  return near;
}

DeepDiffWalk::Pairs DeepDiffWalk::closest_pairs(const std::vector<const Entry*>& added,
                                                const std::vector<const Entry*>& removed) {
  auto near = distances(added, removed);
  std::map<double, std::vector<std::size_t>> from;
  for (std::size_t i = 0; i < added.size(); ++i)
    for (const auto& [far, others] : near[i]) from[far].push_back(i);
  std::vector<bool> added_used(added.size());
  std::vector<bool> removed_used(removed.size());
  std::vector<std::size_t> partner(added.size(), kNoIndex);
  // From the last to the first; in version 6 the other way round.
  const auto order = [&](std::vector<std::size_t>& numbers) -> std::vector<std::size_t>& {
    if (version_ != ComparisonDialect::deepdiff_6) std::reverse(numbers.begin(), numbers.end());
    return numbers;
  };
  for (auto& [far, sources] : from)
    for (const auto source : order(sources)) {
      if (added_used[source]) continue;
      // It goes on behind the first that is free: the last it meets stays, the others are in no pair.
      for (const auto other : order(near[source][far])) {
        if (removed_used[other]) continue;
        added_used[source] = removed_used[other] = true;
        partner[source] = other;
      }
    }
  Pairs pairs;
  for (std::size_t i = 0; i < added.size(); ++i)
    if (partner[i] != kNoIndex) pairs[added[i]->hash] = removed[partner[i]]->hash;
  return pairs;
}

double DeepDiffWalk::distance(const Entry& removed, const Entry& added) {
  const auto& one = trees_.expected[removed.item];
  const auto& other = trees_.actual[added.item];
  if (counts_as_number(one) && counts_as_number(other)) {
    const auto left = numeric(one);
    const auto right = numeric(other);
    if (left == right) return 0;
    if (rules_.rules.log_scale) return log_distance(left, right);
    const auto divisor = (left + right) / kFarthest;
    if (divisor == 0) return kFarthest;
    const auto far = std::abs((left - right) / divisor);
    return far < kFarthest ? far : kFarthest;
  }
  Findings findings;
  ++pairing_;
  compare({{"root"}, removed.item, added.item}, findings);
  --pairing_;
  if (!repetition_counts_) join_added_and_removed(findings);
  const auto length = operations(findings);
  if (length == 0) return 0;
  return static_cast<double>(length) /
         static_cast<double>(rough_length(Side::expected, removed.item) + rough_length(Side::actual, added.item));
}

// How long DeepDiff's delta of them is.
std::size_t DeepDiffWalk::operations(const Findings& findings) const {
  std::map<std::pair<DifferenceKind, std::string>, std::size_t> lengths;
  std::set<std::pair<std::string, Id>> told;  // the same element several times counts once
  std::size_t of_lists = 0;
  for (const auto& one : findings) {
    const bool is_added = one.kind == DifferenceKind::iterable_item_added;
    const bool is_of_list = is_added || one.kind == DifferenceKind::iterable_item_removed;
    auto& length = lengths[{one.kind, one.path}];
    if (is_of_list && rules_.rules.ignore_order) {
      const auto id = is_added ? one.actual : one.expected;
      const auto value = length_of(is_added ? Side::actual : Side::expected, id);
      if (told.insert({fmt::format("{}{}", is_added ? '+' : '-', one.parent), id}).second) of_lists += value;
    } else if (!is_of_list || !one.is_of_opcodes) {
      length = length_of_finding(one);
    }
  }
  for (const auto& [place, length] : lengths) of_lists += length;
  return of_lists;
}

std::size_t DeepDiffWalk::length_of_finding(const Finding& finding) const {
  if (finding.kind == DifferenceKind::type_changes) return length_of_type_change(finding);
  if (finding.kind == DifferenceKind::repetition_change)
    return length_of(Side::expected, finding.expected);  // added again, however often
  // Of a change the new value alone.
  return finding.actual != kNone ? length_of(Side::actual, finding.actual)
                                 : length_of(Side::expected, finding.expected);
}

std::size_t DeepDiffWalk::length_of(Side side, Id id) const {
  const auto& values = tree(side);
  const auto& node = values[id];
  if (node.kind == JsonKind::null) return 0;
  if (node.kind != JsonKind::array && node.kind != JsonKind::object) return 1;
  std::size_t length = 0;
  values.for_children(id, [&](Id child) {
    const auto name = values[child].name;
    const bool is_nine = version_ == ComparisonDialect::deepdiff_9;
    const bool is_left_out =
        node.kind == JsonKind::object && (name.starts_with('_') || name == "deep_distance" ||
                                          (name == "new_path" && version_ != ComparisonDialect::deepdiff_6) ||
                                          (is_nine && (name == "old_type" || name == "old_value")));
    if (!is_left_out) length += length_of(side, child);
  });
  return length;
}

std::size_t DeepDiffWalk::length_of_type_change(const Finding& finding) const {
  const bool is_nine = version_ == ComparisonDialect::deepdiff_9;
  const std::size_t length = is_nine ? 1 : 2;
  if (converts(trees_.expected[finding.expected], trees_.actual[finding.actual])) return length;
  return length + length_of(Side::actual, finding.actual);
}

bool DeepDiffWalk::converts(const JsonNode& from, const JsonNode& to) {
  const bool is_empty = from.kind == JsonKind::text ? from.text.empty() : from.count == 0;
  switch (to.kind) {
    case JsonKind::null:
      return false;
    case JsonKind::boolean: {
      const bool truth = from.kind == JsonKind::null ? false : is_number(from) ? from.number != 0 : !is_empty;
      return truth == to.truth;
    }
    case JsonKind::integer:
    case JsonKind::real: {
      if (counts_as_number(from))
        return (to.kind == JsonKind::integer ? std::trunc(numeric(from)) : numeric(from)) == to.number;
      if (from.kind != JsonKind::text) return false;
      const bool is_integer = from.text.find_first_of(".eE") == std::string_view::npos;
      const auto number = number_of_text(from.text);
      return number && (is_integer || to.kind == JsonKind::real) && *number == to.number;
    }
    case JsonKind::text:
      return from.kind != JsonKind::array && from.kind != JsonKind::object && python_text(from) == to.text;
    case JsonKind::array:
    case JsonKind::object:
      return (from.kind == JsonKind::text || from.kind == JsonKind::array || from.kind == JsonKind::object) &&
             is_empty && to.count == 0;
  }
  return false;
}

std::size_t DeepDiffWalk::rough_length(Side side, Id id) {
  const auto& node = tree(side)[id];
  if (node.kind != JsonKind::array && node.kind != JsonKind::object) return 1;
  const auto key = key_of(side, id);
  if (const auto known = hashed_.find(key); known != hashed_.end()) return known->second.count;
  static_cast<void>(hash(side, id, {"root"}));
  return std::max<std::size_t>(hashed_[key].count, 1);
}

}  // namespace plimsoll
