#pragma once

// Differences as people, logs and DeepDiff's readers have them. Pure functions; any thread.

#include "core/json/json_tree.h"
#include "engine/differences/difference.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace plimsoll {

// Compact JSON, cut after about `most` bytes between characters: "[0.1,0.2,...".
std::string shown_value(const JsonTree& tree, JsonTree::Id id, std::size_t most = 80);

// "expected 0.5, got 0.7", "is missing, expected 1", "is not expected, got 3".
std::string difference_message(const Difference& difference, const JsonTree& expected, const JsonTree& actual);

// Lines for a terminal, removed before added:
//   $.scores[1]  values_changed
//     - 0.25
//     + 0.75
// With the escape sequences of colours, or without.
std::string difference_lines(const Difference& difference, const JsonTree& expected, const JsonTree& actual,
                             bool coloured);

// The JSON that DeepDiff's to_json() has of them, on one line.
std::string deepdiff_json(const std::vector<Difference>& differences, const JsonTree& expected, const JsonTree& actual);

// One JSON object: whether they are equal, and each difference with its kind, path and both values. NaN is a text
// there.
std::string differences_json(const std::vector<Difference>& differences, const JsonTree& expected,
                             const JsonTree& actual);

}  // namespace plimsoll
