#pragma once

// The steps of a JSON path, each of which leads from some values to others. Plain data; any thread.

#include "core/pattern.h"

#include <cstdint>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace plimsoll {

struct PathMember {
  std::string name;
};
struct PathElement {
  std::int64_t index = 0;  // below 0: from the end
};
// [first:end:step], as Python's.
struct PathSlice {
  std::optional<std::int64_t> first, end;
  std::int64_t step = 1;
};
struct PathAnyChild {};
// ..name, of the values themselves and all below them.
struct PathDescendant {
  std::string name;
};
// All of them, for the step behind: ..*, ..[0]
struct PathBelow {};
// ['a', 0, 1:3]
struct PathUnion {
  std::vector<std::variant<PathMember, PathElement, PathSlice>> parts;
};
// Those children that it holds for: [?@.score > 0.5]
struct PathFilter;
struct PathWhere {
  std::shared_ptr<const PathFilter> filter;
};

using JsonPathStep =
    std::variant<PathMember, PathElement, PathSlice, PathAnyChild, PathDescendant, PathBelow, PathUnion, PathWhere>;

// One side of a comparison, or what is to be there.
struct PathOperand {
  enum class Kind { constant, of_child, of_root, length, count, value };
  Kind kind = Kind::constant;
  std::shared_ptr<const nlohmann::json> constant;
  std::vector<JsonPathStep> steps;     // from the child, @, or from the root, $
  std::vector<PathOperand> arguments;  // of a function: one
};

struct PathFilter {
  enum class Kind {
    any_of,
    all_of,
    none_of,
    exists,
    equal,
    unequal,
    less,
    less_or_equal,
    greater,
    greater_or_equal,
    matches,   // the left text as a whole is what the right expression says
    searches,  // or a part of it
  };
  Kind kind = Kind::exists;
  std::vector<PathFilter> parts;             // of the first three
  PathOperand left, right;                   // `exists` has the left alone
  std::shared_ptr<const Pattern> pattern{};  // of a right that is a text
};

}  // namespace plimsoll
