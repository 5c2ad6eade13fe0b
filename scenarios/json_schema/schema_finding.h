#pragma once

// What of a value is not as its schema has it. Plain values; one thread.

#include "core/json/json_tree.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace plimsoll {

struct SchemaFinding {
  std::string place;      // "$.predictions[1].score"
  std::string found;      // "is 1.2"; may be empty
  std::string reason;     // "above the maximum 1"
  std::string keyword;    // where the schema says it: "#/properties/predictions/items/properties/score/maximum"
  std::string nearest{};  // of several schemas of which none fits: what is wrong with the nearest; of this value alone

  // "$.predictions[1].score: is 1.2, above the maximum 1 (schema at #/...)"; behind it what the nearest is.
  std::string text() const;
  // The same of all elements and values: "$.predictions[*].score: above the maximum 1 (schema at #/...)".
  std::string kind() const;
};

// The first of them, and how many there are in all.
struct SchemaFindings {
  explicit SchemaFindings(std::size_t most_kept) : most(most_kept) {}

  std::size_t most;
  std::uint64_t all = 0;
  std::vector<SchemaFinding> list{};
};

// "$.predictions[1].score", "$['a b']".
std::string path_to(const JsonTree& tree, JsonTree::Id id);

}  // namespace plimsoll
