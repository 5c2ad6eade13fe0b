#pragma once

// Two trees side by side in Plimsoll's own meaning: members by name, elements by index or, where their order does not
// matter, by hash. Made for one comparison; its scratch is used again. One thread.

#include "core/json/json_tree.h"
#include "engine/differences/compiled_rules.h"
#include "engine/differences/difference.h"
#include "engine/differences/json_number.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace plimsoll {

// An element of a list whose order does not matter.
struct HashedElement {
  std::uint64_t hash = 0;
  JsonTree::Id id = 0;
  std::uint32_t index = 0;
  bool is_settled = false;
};

struct SoundScratch {
  std::vector<PlaceSegment> place;
  std::vector<HashedElement> elements;              // a stack: each list takes what it needs, and gives it back
  std::vector<std::uint64_t> hashes;                // a stack too
  std::array<std::vector<std::uint64_t>, 2> known;  // of the values of each side; 0: not hashed yet
};

struct ComparedTrees {
  const JsonTree& expected;
  const JsonTree& actual;
  // Of filters: ignored.
  std::vector<JsonTree::Id> expected_filtered{};
  std::vector<JsonTree::Id> actual_filtered{};
};

// The members of an object, found by name: at once where both sides have the same order.
class MemberFinder {
 public:
  MemberFinder(const JsonTree& tree, JsonTree::Id object);
  JsonTree::Id find(std::string_view name);  // kNone: there is none that counts

 private:
  const JsonTree& tree_;
  JsonTree::Id object_;
  JsonTree::Id next_;                  // behind the last that was found
  std::vector<JsonTree::Id> by_name_;  // of a large object, once the order was another
};

// By the rules for that place.
NumberTolerance tolerance_at(const CompiledRules& rules, const std::vector<PlaceSegment>& place);
// The same number, or within the tolerance.
bool are_numbers_like(const JsonNode& expected, const JsonNode& actual, const NumberTolerance& tolerance,
                      bool scientific);

class SoundWalk {
 public:
  SoundWalk(const CompiledRules& rules, const ComparedTrees& trees, SoundScratch& scratch, std::size_t limit);

  // The first differences up to the limit, in the order of the expected text.
  std::vector<Difference> take();
  // Whether there are none; tells none.
  bool finds_nothing();

 private:
  using Id = JsonTree::Id;
  enum class Side { expected, actual };
  struct Group;

  bool is_done() const noexcept { return counted_ >= limit_ || (pairing_ > 0 && visits_ == 0); }
  void report(DifferenceKind kind, Id expected, Id actual);
  const JsonTree& tree(Side side) const { return side == Side::expected ? trees_.expected : trees_.actual; }
  void enter(std::string_view name) { scratch_.place.push_back({name, 0, 0, false}); }
  void enter(std::size_t index, std::size_t of) { scratch_.place.push_back({{}, index, of, true}); }
  void leave() { scratch_.place.pop_back(); }
  bool is_ignored(Side side, Id id) const;
  bool is_private(std::string_view name) const;
  bool is_unordered() const;
  NumberTolerance tolerance() const { return tolerance_at(rules_, scratch_.place); }

  void compare(Id expected, Id actual);
  bool are_like(Id expected, Id actual) const;  // of neither two objects nor two arrays
  bool same_kind(const JsonNode& one, const JsonNode& other) const;
  bool like_numbers(const JsonNode& expected, const JsonNode& actual) const {
    return are_numbers_like(expected, actual, tolerance(), rules_.rules.scientific);
  }
  void compare_objects(Id expected, Id actual);
  bool are_plainly_like(Id expected, Id actual) const;
  void compare_in_order(Id expected, Id actual);
  bool are_strangers(Id expected, Id actual) const;  // they share too few names

  // unordered_walk.cpp
  void compare_unordered(Id expected, Id actual);
  void push_elements(Side side, Id list);
  std::uint64_t hash(Side side, Id id);
  std::uint64_t hash_anew(Side side, Id id);
  std::uint64_t hash_number(const JsonNode& number) const;
  std::uint64_t hash_list(Side side, Id id);
  bool settle_pair(std::size_t expected, std::size_t actual);  // of the stack
  void settle(const Group& group);
  void settle_by_order_of_numbers(const Group& group);
  void settle_by_matching(const Group& group);
  void settle_repeated(const Group& group);
  std::size_t differences_of(const HashedElement& expected, const HashedElement& actual, std::size_t most);
  static std::size_t rough_length(const JsonTree& tree, Id id);
  double distance(const HashedElement& expected, const HashedElement& actual);
  void tell_rest(std::vector<HashedElement> expected, std::vector<HashedElement> actual);

  const CompiledRules& rules_;
  const ComparedTrees& trees_;
  SoundScratch& scratch_;
  std::size_t limit_;
  std::size_t counted_ = 0;
  bool tells_ = true;        // else it only counts
  std::uint64_t visits_;     // that are left for pairing; then what is not paired yet is different
  std::size_t pairing_ = 0;  // how many levels of it
  bool repetition_counts_;
  bool numbers_apart_;  // 1 is not 1.0
  bool private_ignored_;
  bool has_place_rules_;
  double least_shared_;
  std::vector<Difference> found_;
};

}  // namespace plimsoll
