#include "scenarios/json_schema/value_equality.h"

#include "core/stable_hash.h"
#include "scenarios/json_schema/decimal.h"

#include <algorithm>

namespace plimsoll {
namespace {

// Those of an object add up, so that their order is none.
std::uint64_t hash_of(const JsonTree& tree, JsonTree::Id id, std::uint64_t& steps) {
  ++steps;
  const auto& node = tree[id];
  const auto mixed = [](std::uint64_t hash, std::uint64_t other) {
    hash = (hash ^ other) * 0x9e3779b97f4a7c15ULL;
    return hash ^ (hash >> 29U);
  };
  switch (node.kind) {
    case JsonKind::null:
      return 1;
    case JsonKind::boolean:
      return node.truth ? 2 : 3;
    case JsonKind::integer:
    case JsonKind::real:
      return mixed(4, hash_of_number(node));
    case JsonKind::text:
      return mixed(5, stable_hash(node.text));
    case JsonKind::array: {
      std::uint64_t hash = 6;
      tree.for_children(id, [&](JsonTree::Id child) { hash = mixed(hash, hash_of(tree, child, steps)); });
      return hash;
    }
    case JsonKind::object:
      break;
  }
  std::uint64_t sum = 7;
  tree.for_children(
      id, [&](JsonTree::Id child) { sum += mixed(stable_hash(tree[child].name), hash_of(tree, child, steps)); });
  return sum;
}

bool are_equal_arrays(JsonPlace one, JsonPlace other, std::uint64_t& steps) {
  auto right = other.id + 1;
  const auto end = one.tree[one.id].end;
  for (auto left = one.id + 1; left < end; left = one.tree[left].end, right = other.tree[right].end)
    if (!are_equal({one.tree, left}, {other.tree, right}, steps)) return false;
  return true;
}

// Most stand in the same order in both.
bool are_equal_objects(JsonPlace one, JsonPlace other, std::uint64_t& steps) {
  const auto end = one.tree[one.id].end;
  const auto other_end = other.tree[other.id].end;
  const auto begin = other.tree.shown_from(other.id + 1, other_end);
  auto hint = begin;
  for (auto left = one.tree.shown_from(one.id + 1, end); left < end;
       left = one.tree.shown_from(one.tree[left].end, end)) {
    const auto name = one.tree[left].name;
    auto right = hint;
    bool is_found = right < other_end && other.tree[right].name == name;
    if (!is_found)
      for (right = begin; right < other_end; right = other.tree.shown_from(other.tree[right].end, other_end)) {
        ++steps;
        if (other.tree[right].name != name) continue;
        is_found = true;
        break;
      }
    if (!is_found || !are_equal({one.tree, left}, {other.tree, right}, steps)) return false;
    hint = other.tree.shown_from(other.tree[right].end, other_end);
  }
  return true;
}

}  // namespace

bool are_equal(JsonPlace one, JsonPlace other, std::uint64_t& steps) {
  ++steps;
  const auto& left = one.tree[one.id];
  const auto& right = other.tree[other.id];
  if (is_number(left) && is_number(right)) return compare_numbers(left, right) == 0;
  if (left.kind != right.kind || left.count != right.count) return false;
  switch (left.kind) {
    case JsonKind::boolean:
      return left.truth == right.truth;
    case JsonKind::text:
      return left.text == right.text;
    case JsonKind::array:
      return are_equal_arrays(one, other, steps);
    case JsonKind::object:
      return are_equal_objects(one, other, steps);
    default:
      return true;
  }
}

std::optional<std::pair<std::uint32_t, std::uint32_t>> equal_elements(JsonPlace list, HashedElements& memory,
                                                                      std::uint64_t& steps, std::uint64_t most_steps) {
  memory.clear();
  std::uint32_t index = 0;
  list.tree.for_children(list.id, [&](JsonTree::Id id) {
    memory.push_back({hash_of(list.tree, id, steps), {id, index++}});
  });
  std::sort(memory.begin(), memory.end());
  for (std::size_t i = 0; i < memory.size() && steps <= most_steps; ++i)
    for (auto j = i + 1; j < memory.size() && memory[j].first == memory[i].first && steps <= most_steps; ++j)
      if (are_equal({list.tree, memory[i].second.first}, {list.tree, memory[j].second.first}, steps))
        return std::pair(memory[i].second.second, memory[j].second.second);
  return std::nullopt;
}

}  // namespace plimsoll
