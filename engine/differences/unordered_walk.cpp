#include "core/json/number_text.h"
#include "engine/differences/sound_walk.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <optional>
#include <tuple>
#include <utility>

namespace plimsoll {
namespace {

// Beyond these, elements that differ by numbers alone are settled in the order of their numbers, and those that are
// left are told as they are, not in pairs.
constexpr std::size_t kMostMatched = 16'384;
constexpr std::size_t kMostPairs = 4096;
constexpr std::size_t kMostDifferencesOfPair = 64;
constexpr double kFarthestPair = 0.5;

std::uint64_t mix(std::uint64_t hash) {  // the finaliser of MurmurHash3
  hash ^= hash >> 33U;
  hash *= 0xff51afd7ed558ccdULL;
  hash ^= hash >> 33U;
  hash *= 0xc4ceb9fe1a85ec53ULL;
  return hash ^ (hash >> 33U);
}

std::uint64_t join(std::uint64_t hash, std::uint64_t more) { return mix(hash * 0x9e3779b97f4a7c15ULL + more); }

std::uint64_t hash_bytes(std::string_view text, bool any_case) {
  std::uint64_t hash = text.size();
  std::uint64_t word = 0;
  unsigned filled = 0;
  for (const char c : text) {
    const auto letter = static_cast<unsigned char>(any_case && c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c);
    word = word << 8U | letter;
    if (++filled == 8) {
      hash = join(hash, word);
      word = filled = 0;
    }
  }
  return join(hash, word);
}

// Two values by the numbers in them, in the order of their texts.
std::strong_ordering by_numbers(const JsonTree& left, JsonTree::Id one, const JsonTree& right, JsonTree::Id other) {
  const auto one_end = left[one].end;
  const auto other_end = right[other].end;
  for (; one < one_end && other < other_end; ++one, ++other) {
    if (!is_number(left[one]) || !is_number(right[other])) continue;
    const auto order = std::strong_order(left[one].number, right[other].number);
    if (order != std::strong_ordering::equal) return order;
  }
  return std::strong_ordering::equal;
}

// Who belongs to whom, so that as many as possible do: augmenting paths (Kuhn).
struct Matching {
  std::size_t wanted;
  std::size_t offered;
  const std::vector<bool>& fits;  // wanted x offered
  std::vector<std::optional<std::size_t>> taken_by;
  std::vector<bool> tried;

  bool place(std::size_t one) {
    for (std::size_t other = 0; other < offered; ++other) {
      if (!fits[one * offered + other] || tried[other]) continue;
      tried[other] = true;
      if (!taken_by[other] || place(*taken_by[other])) {
        taken_by[other] = one;
        return true;
      }
    }
    return false;
  }
};

}  // namespace

// Elements of one hash, on the stack.
struct SoundWalk::Group {
  std::size_t expected = 0, expected_end = 0, actual = 0, actual_end = 0;
  bool is_coarse = false;  // the hash does not say all: numbers have a tolerance

  std::size_t wanted() const { return expected_end - expected; }
  std::size_t offered() const { return actual_end - actual; }
};

std::uint64_t SoundWalk::hash_number(const JsonNode& number) const {
  const auto allowed = tolerance();
  if (allowed.absolute.value_or(0) > 0 || allowed.relative.value_or(0) > 0)
    return numbers_apart_ ? static_cast<std::uint64_t>(number.kind) + 20 : 20;
  std::uint64_t hash = numbers_apart_ ? static_cast<std::uint64_t>(number.kind) : 0;
  if (allowed.significant_digits) {
    DigitText text;
    write_digits(number, *allowed.significant_digits, rules_.rules.scientific ? DigitForm::mantissa : DigitForm::fixed,
                 text);
    return join(hash, hash_bytes(text.view(), false));
  }
  return join(hash + 2, std::bit_cast<std::uint64_t>(number.number == 0 ? 0.0 : number.number));
}

std::uint64_t SoundWalk::hash_list(Side side, Id id) {
  const auto& values = tree(side);
  const bool unordered = is_unordered();
  std::uint64_t hash = 5;
  const auto base = scratch_.hashes.size();
  std::size_t index = 0;
  values.for_children(id, [&](Id child) {
    enter(index++, values[id].count);
    if (!is_ignored(side, child)) {
      const auto one = this->hash(side, child);
      if (unordered)
        scratch_.hashes.push_back(one);
      else
        hash = join(hash, one);
    }
    leave();
  });
  const auto own = scratch_.hashes.begin() + static_cast<std::ptrdiff_t>(base);
  std::sort(own, scratch_.hashes.end());
  const auto end = repetition_counts_ ? scratch_.hashes.end() : std::unique(own, scratch_.hashes.end());
  for (auto one = own; one != end; ++one) hash = join(hash, *one);
  scratch_.hashes.resize(base);
  return hash;
}

// Once for each value, whose place is always the same: lists in lists cost no more than their size.
std::uint64_t SoundWalk::hash(Side side, Id id) {
  auto& known = scratch_.known[side == Side::expected ? 0 : 1];
  if (known.empty()) known.resize(tree(side).size());
  if (known[id] == 0) {
    if (pairing_ > 0 && visits_ > 0) --visits_;
    const auto hashed = hash_anew(side, id);
    known[id] = hashed != 0 ? hashed : 1;
  }
  return known[id];
}

std::uint64_t SoundWalk::hash_anew(Side side, Id id) {
  const auto& values = tree(side);
  const auto& node = values[id];
  switch (node.kind) {
    case JsonKind::null:
      return 11;
    case JsonKind::boolean:
      return node.truth ? 13 : 12;
    case JsonKind::integer:
    case JsonKind::real:
      return hash_number(node);
    case JsonKind::text:
      if (rules_.rules.text_numbers && is_number_text(node.text)) {
        auto number = node;
        number.kind = JsonKind::real;
        number.number = number_of_text(node.text).value_or(node.text.starts_with('-') ? -HUGE_VAL : HUGE_VAL);
        return hash_number(number);
      }
      return join(3, hash_bytes(node.text, rules_.rules.ignore_string_case));
    case JsonKind::array:
      return hash_list(side, id);
    case JsonKind::object:
      break;
  }
  std::uint64_t hash = 7;  // members in any order: a sum
  values.for_children(id, [&](Id child) {
    if (is_private(values[child].name)) return;
    enter(values[child].name);
    if (!is_ignored(side, child)) hash += join(hash_bytes(values[child].name, false), this->hash(side, child));
    leave();
  });
  return mix(hash);
}

void SoundWalk::push_elements(Side side, Id list) {
  const auto& values = tree(side);
  std::uint32_t index = 0;
  values.for_children(list, [&](Id child) {
    enter(index, values[list].count);
    if (!is_ignored(side, child)) {
      const auto hashed = hash(side, child);
      scratch_.elements.push_back({hashed, child, index, false});
    }
    ++index;
    leave();
  });
}

// Counted up to `most`; nothing is told.
std::size_t SoundWalk::differences_of(const HashedElement& expected, const HashedElement& actual, std::size_t most) {
  if (visits_ == 0) return most;
  const auto tells = std::exchange(tells_, false);
  const auto limit = std::exchange(limit_, most);
  const auto counted = std::exchange(counted_, 0);
  ++pairing_;
  enter(expected.index, 0);
  compare(expected.id, actual.id);
  leave();
  --pairing_;
  tells_ = tells;
  limit_ = limit;
  const auto found = std::exchange(counted_, counted);
  return visits_ == 0 ? most : found;
}

bool SoundWalk::settle_pair(std::size_t expected, std::size_t actual) {
  if (differences_of(scratch_.elements[expected], scratch_.elements[actual], 1) > 0) return false;
  scratch_.elements[expected].is_settled = scratch_.elements[actual].is_settled = true;
  return true;
}

void SoundWalk::settle_by_order_of_numbers(const Group& group) {
  auto& elements = scratch_.elements;
  const auto sort = [&](const JsonTree& values, std::size_t begin, std::size_t end) {
    std::sort(elements.begin() + static_cast<std::ptrdiff_t>(begin),
              elements.begin() + static_cast<std::ptrdiff_t>(end),
              [&](const HashedElement& one, const HashedElement& other) {
                const auto order = by_numbers(values, one.id, values, other.id);
                return std::is_neq(order) ? std::is_lt(order) : one.index < other.index;
              });
  };
  sort(trees_.expected, group.expected, group.expected_end);
  sort(trees_.actual, group.actual, group.actual_end);
  for (auto one = group.expected, other = group.actual; one < group.expected_end && other < group.actual_end;) {
    if (settle_pair(one, other)) {
      ++one;
      ++other;
    } else if (std::is_lt(by_numbers(trees_.expected, elements[one].id, trees_.actual, elements[other].id))) {
      ++one;
    } else {
      ++other;
    }
  }
}

void SoundWalk::settle_by_matching(const Group& group) {
  std::vector<bool> fits(group.wanted() * group.offered());
  for (std::size_t one = 0; one < group.wanted(); ++one)
    for (std::size_t other = 0; other < group.offered(); ++other)
      fits[one * group.offered() + other] =
          differences_of(scratch_.elements[group.expected + one], scratch_.elements[group.actual + other], 1) == 0;
  Matching matching{group.wanted(), group.offered(), fits, {}, {}};
  matching.taken_by.resize(group.offered());
  for (std::size_t one = 0; one < group.wanted(); ++one) {
    matching.tried.assign(group.offered(), false);
    static_cast<void>(matching.place(one));
  }
  for (std::size_t other = 0; other < group.offered(); ++other) {
    if (!matching.taken_by[other]) continue;
    scratch_.elements[group.expected + *matching.taken_by[other]].is_settled = true;
    scratch_.elements[group.actual + other].is_settled = true;
  }
}

// Equal, but not as often: one finding where that counts.
void SoundWalk::settle_repeated(const Group& group) {
  auto& elements = scratch_.elements;
  if (group.wanted() == 0 || group.offered() == 0) {
    if (repetition_counts_) return;
    for (auto i = group.expected + 1; i < group.expected_end; ++i) elements[i].is_settled = true;
    for (auto i = group.actual + 1; i < group.actual_end; ++i) elements[i].is_settled = true;
    return;
  }
  if (repetition_counts_) {
    const auto before = counted_;
    enter(elements[group.expected].index, 0);
    report(DifferenceKind::repetition_change, elements[group.expected].id, elements[group.actual].id);
    leave();
    if (tells_ && counted_ > before) {
      for (auto i = group.expected; i < group.expected_end; ++i)
        found_.back().expected_indexes.push_back(elements[i].index);
      for (auto i = group.actual; i < group.actual_end; ++i) found_.back().actual_indexes.push_back(elements[i].index);
    }
  }
  for (auto i = group.expected; i < group.expected_end; ++i) elements[i].is_settled = true;
  for (auto i = group.actual; i < group.actual_end; ++i) elements[i].is_settled = true;
}

void SoundWalk::settle(const Group& group) {
  const auto common = std::min(group.wanted(), group.offered());
  if (!group.is_coarse) {
    bool all_equal = true;  // but for what has the same hash by chance
    for (std::size_t i = 0; i < common; ++i) all_equal = settle_pair(group.expected + i, group.actual + i) && all_equal;
    if (all_equal && group.wanted() != group.offered()) settle_repeated(group);
    return;
  }
  if (common == 0) return;
  const bool are_numbers = is_number(trees_.expected[scratch_.elements[group.expected].id]);
  if (are_numbers || group.wanted() * group.offered() > kMostMatched)
    settle_by_order_of_numbers(group);
  else
    settle_by_matching(group);
}

void SoundWalk::compare_unordered(Id expected, Id actual) {
  auto& elements = scratch_.elements;
  const auto base = elements.size();
  push_elements(Side::expected, expected);
  const auto middle = elements.size();
  push_elements(Side::actual, actual);
  const auto end = elements.size();
  const auto at = [&](std::size_t i) { return elements.begin() + static_cast<std::ptrdiff_t>(i); };
  const auto by_hash = [](const HashedElement& one, const HashedElement& other) {
    return std::tie(one.hash, one.index) < std::tie(other.hash, other.index);
  };
  std::sort(at(base), at(middle), by_hash);
  std::sort(at(middle), at(end), by_hash);
  // A tolerance anywhere may have made any of the hashes coarse.
  bool is_coarse = rules_.rules.tolerance.absolute.value_or(0) > 0 || rules_.rules.tolerance.relative.value_or(0) > 0;
  for (const auto& [place, tolerance] : rules_.tolerances)
    is_coarse = is_coarse || tolerance.absolute.value_or(0) > 0 || tolerance.relative.value_or(0) > 0;
  for (Group group{base, base, middle, middle, is_coarse}; group.expected < middle || group.actual < end;) {
    const bool first_is_expected = group.expected < middle && (group.actual == end || elements[group.expected].hash <=
                                                                                          elements[group.actual].hash);
    const auto hash = elements[first_is_expected ? group.expected : group.actual].hash;
    for (group.expected_end = group.expected; group.expected_end < middle && elements[group.expected_end].hash == hash;)
      ++group.expected_end;
    for (group.actual_end = group.actual; group.actual_end < end && elements[group.actual_end].hash == hash;)
      ++group.actual_end;
    settle(group);
    group.expected = group.expected_end;
    group.actual = group.actual_end;
  }
  const auto is_left = [](const HashedElement& element) { return !element.is_settled; };
  if (!is_done() && std::any_of(at(base), at(end), is_left)) {
    std::vector<HashedElement> wanted;
    std::vector<HashedElement> offered;
    std::copy_if(at(base), at(middle), std::back_inserter(wanted), is_left);
    std::copy_if(at(middle), at(end), std::back_inserter(offered), is_left);
    tell_rest(std::move(wanted), std::move(offered));
  }
  elements.resize(base);
}

// As DeepDiff's: a value each, and one for each name.
std::size_t SoundWalk::rough_length(const JsonTree& tree, Id id) {
  std::size_t length = 0;
  for (auto child = id; child < tree[id].end; ++child)
    length += 1 + (tree[child].kind == JsonKind::object ? tree[child].count : 0);
  return length;
}

double SoundWalk::distance(const HashedElement& expected, const HashedElement& actual) {
  const auto& one = trees_.expected[expected.id];
  const auto& other = trees_.actual[actual.id];
  if (is_number(one) && is_number(other)) {
    const auto sum = std::abs(one.number) + std::abs(other.number);
    const auto share = sum > 0 ? std::abs(one.number - other.number) / sum : 0;
    return std::isfinite(share) ? kFarthestPair / 2 * share : kFarthestPair;  // any two may be a pair
  }
  if (one.kind != other.kind || (one.kind != JsonKind::object && one.kind != JsonKind::array)) return kFarthestPair;
  const auto lengths = rough_length(trees_.expected, expected.id) + rough_length(trees_.actual, actual.id);
  return 2 * static_cast<double>(differences_of(expected, actual, kMostDifferencesOfPair)) /
         static_cast<double>(lengths);
}

void SoundWalk::tell_rest(std::vector<HashedElement> expected, std::vector<HashedElement> actual) {
  const auto by_index = [](const HashedElement& one, const HashedElement& other) { return one.index < other.index; };
  std::sort(expected.begin(), expected.end(), by_index);
  std::sort(actual.begin(), actual.end(), by_index);
  struct Pair {
    double distance;
    std::size_t one, other;
  };
  std::vector<Pair> pairs;
  const bool only_asks = !tells_ && limit_ == 1;
  if (!only_asks && expected.size() * actual.size() <= kMostPairs)
    for (std::size_t one = 0; one < expected.size(); ++one)
      for (std::size_t other = 0; other < actual.size(); ++other)
        if (const auto far = distance(expected[one], actual[other]); far < kFarthestPair)
          pairs.push_back({far, one, other});
  std::stable_sort(pairs.begin(), pairs.end(),
                   [](const Pair& left, const Pair& right) { return left.distance < right.distance; });
  std::vector<std::optional<std::size_t>> partner(expected.size());
  for (const auto& [far, one, other] : pairs) {
    if (partner[one] || actual[other].is_settled) continue;
    partner[one] = other;
    actual[other].is_settled = true;
  }
  for (std::size_t i = 0; i < expected.size() && !is_done(); ++i) {
    enter(expected[i].index, 0);
    if (partner[i])
      compare(expected[i].id, actual[*partner[i]].id);
    else
      report(DifferenceKind::iterable_item_removed, expected[i].id, JsonTree::kNone);
    leave();
  }
  for (const auto& element : actual) {
    if (element.is_settled || is_done()) continue;
    enter(element.index, 0);
    report(DifferenceKind::iterable_item_added, JsonTree::kNone, element.id);
    leave();
  }
}

}  // namespace plimsoll
