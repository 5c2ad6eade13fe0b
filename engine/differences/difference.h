#pragma once

// What differs between an expected value and an actual one. A value; its places point into the two trees.

#include "core/json/json_tree.h"
#include "scenarios/comparing/comparison_rules.h"

#include <cstdint>
#include <string>
#include <vector>

namespace plimsoll {

struct Difference {
  DifferenceKind kind = DifferenceKind::values_changed;
  std::string path;  // "$.a[0]", of DeepDiff "root['a'][0]"
  JsonTree::Id expected = JsonTree::kNone;
  JsonTree::Id actual = JsonTree::kNone;
  // Of a repetition.
  std::vector<std::uint32_t> expected_indexes{};
  std::vector<std::uint32_t> actual_indexes{};
};

}  // namespace plimsoll
