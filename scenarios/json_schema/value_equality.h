#pragma once

// JSON values held against each other as JSON Schema has it: 1 is 1.0, members in any order. Pure functions; any
// thread.

#include "core/json/json_tree.h"

#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

namespace plimsoll {

struct JsonPlace {
  const JsonTree& tree;
  JsonTree::Id id;
};

// `steps` counts what it looks at.
bool are_equal(JsonPlace one, JsonPlace other, std::uint64_t& steps);

// Two elements of the list that are equal, as indexes. `memory` is used again.
using HashedElements = std::vector<std::pair<std::uint64_t, std::pair<JsonTree::Id, std::uint32_t>>>;
std::optional<std::pair<std::uint32_t, std::uint32_t>> equal_elements(JsonPlace list, HashedElements& memory,
                                                                      std::uint64_t& steps, std::uint64_t most_steps);

}  // namespace plimsoll
