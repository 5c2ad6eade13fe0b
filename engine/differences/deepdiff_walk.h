#pragma once

// Two trees side by side as DeepDiff compares what Python's json made of the texts: its kinds of differences, its paths
// and its peculiarities, of 8.6 and where they differ of 6.2 and 9. docs/comparing.md lists what is otherwise here.
// Made for one comparison; one thread.

#include "core/json/json_tree.h"
#include "engine/differences/compiled_rules.h"
#include "engine/differences/difference.h"
#include "engine/differences/sound_walk.h"

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace plimsoll {

class DeepDiffWalk {
 public:
  DeepDiffWalk(const CompiledRules& rules, const ComparedTrees& trees);

  // In the order of DeepDiff's own text view: by kind, of a kind in the order in which they were found.
  std::vector<Difference> take();

 private:
  using Id = JsonTree::Id;
  static constexpr Id kNone = JsonTree::kNone;
  enum class Side { expected, actual };

  // A difference while it is looked for.
  struct Finding {
    DifferenceKind kind;
    std::string path;
    std::string parent;  // the path of what it is a part of
    Id expected = kNone, actual = kNone;
    std::vector<std::uint32_t> expected_indexes{}, actual_indexes{};
    bool is_of_opcodes = false;  // DeepDiff has kept the edits of the list beside it
  };
  using Findings = std::vector<Finding>;

  struct Spot {
    std::string path;
    const Spot* up = nullptr;  // null: the root
    PlaceSegment segment{};
  };
  // What is compared: its place, and the two values.
  struct Level {
    Spot spot;
    Id expected, actual;
  };
  struct Hashed {
    std::string hash;
    std::size_t count = 0;  // of what the value is built of
  };
  // The elements of a list by their hash, in the order in which it came first.
  struct Entry {
    std::string hash;
    Id item;
    std::vector<std::uint32_t> indexes;
  };
  struct HashTable {
    std::vector<Entry> entries;
    std::unordered_map<std::string, std::size_t> places;

    const Entry* find(const std::string& hash) const;
  };
  using Pairs = std::map<std::string, std::string>;

  static std::uint64_t key_of(Side side, Id id) {
    return static_cast<std::uint64_t>(id) << 1U | static_cast<std::uint64_t>(side);
  }
  const JsonTree& tree(Side side) const { return side == Side::expected ? trees_.expected : trees_.actual; }
  const JsonNode& expected_of(const Level& level) const { return trees_.expected[level.expected]; }
  const JsonNode& actual_of(const Level& level) const { return trees_.actual[level.actual]; }
  static std::vector<PlaceSegment> place_of(const Spot& spot);
  Spot member_spot(const Spot& of, std::string_view name) const;
  static Spot element_spot(const Spot& of, std::size_t index, std::size_t length);
  bool is_skipped(const Spot& spot, Id expected, Id actual) const;
  bool is_unordered(const Spot& spot) const;
  void report(DifferenceKind kind, const Level& level, Findings& into);

  void compare(const Level& level, Findings& into);
  bool same_numbers(JsonNode one, JsonNode other) const;
  struct Member {
    std::string key;  // without its case, where that is ignored
    std::string_view name;
    Id id;
  };
  std::vector<Member> members_of(Side side, Id object) const;
  void compare_objects(const Level& level, Findings& into);
  bool are_strangers(const Level& level, const std::vector<std::string>& all, std::size_t shared) const;
  static std::vector<Id> elements_of(const JsonTree& tree, Id list);
  void compare_lists(const Level& level, Findings& into);
  void compare_flat_lists(const Level& level, const std::vector<Id>& one, const std::vector<Id>& other, Findings& into);
  struct Slice {
    std::size_t begin, end, other_begin, other_end;
  };
  void compare_by_index(const Level& level, const std::vector<Id>& one, const std::vector<Id>& other,
                        const Slice& slice, Findings& into);
  std::vector<std::uint32_t> classes_of(Side side, const std::vector<Id>& values,
                                        std::unordered_map<std::string, std::uint32_t>& known) const;

  // deepdiff_unordered.cpp
  void compare_unordered(const Level& level, Findings& into);
  void report_elements(DifferenceKind kind, const Level& level, const Entry& entry, Findings& into);
  void report_repetitions(const Level& level, const HashTable& wanted, const HashTable& got, Findings& into);
  HashTable hash_table(Side side, Id list, const Spot& spot);
  std::optional<Hashed> hash(Side side, Id id, const Spot& spot);
  std::string hash_of_scalar(const JsonNode& node, const std::string& key);
  std::optional<Hashed> hash_object(Side side, Id id, const Spot& spot);
  std::optional<Hashed> hash_list(Side side, Id id, const Spot& spot);
  // Of each added one the removed ones by their distance.
  using Near = std::vector<std::map<double, std::vector<std::size_t>>>;
  Near distances(const std::vector<const Entry*>& added, const std::vector<const Entry*>& removed);
  Pairs closest_pairs(const std::vector<const Entry*>& added, const std::vector<const Entry*>& removed);
  double distance(const Entry& removed, const Entry& added);
  std::size_t operations(const Findings& findings) const;
  std::size_t length_of_finding(const Finding& finding) const;
  std::size_t length_of(Side side, Id id) const;
  std::size_t length_of_type_change(const Finding& finding) const;
  static bool converts(const JsonNode& from, const JsonNode& to);  // type(to)(from) == to
  std::size_t rough_length(Side side, Id id);
  static void join_added_and_removed(Findings& findings);

  const CompiledRules& rules_;
  const ComparedTrees& trees_;
  ComparisonDialect version_;
  bool numbers_alike_;
  bool repetition_counts_;
  bool private_ignored_;
  bool by_index_;
  double least_shared_;
  std::optional<unsigned> digits_;
  // What a number was when it was first hashed: in one run DeepDiff 6 and 8 keep hashes by ==, and 1 == 1.0.
  std::unordered_map<std::string, std::string> scalar_hashes_;
  std::unordered_map<std::uint64_t, Hashed> hashed_;  // lists and objects, as they were hashed last
  std::uint64_t visits_;                              // that are left for pairing
  std::size_t pairing_ = 0;
};

// "int", "float", "str", "bool", "NoneType", "list", "dict"
std::string_view python_type(const JsonNode& node);
// As Python's repr(): 'it', "it's"
std::string python_repr(std::string_view text);

}  // namespace plimsoll
