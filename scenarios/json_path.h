#pragma once

// A place (or places) in a JSON value: $, .name, ['name'], [n] (negative from the end), [1:3], [0, 'a'], [*], .*,
// ..name, ..[0], [?@.score > 0.5 && !@.hidden], [?length(@.name) > 3 && match(@.id, 'a.*')]. Compiled once, then a pure
// function of the value. Immutable; any thread.

#include "core/error.h"
#include "scenarios/paths/path_steps.h"

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace plimsoll {

class JsonPath {
 public:
  // The error names the column and what may stand there.
  static Result<JsonPath> compile(std::string_view text);

  // Every match in document order; they point into `root`.
  std::vector<const nlohmann::json*> select(const nlohmann::json& root) const;

  const std::string& text() const noexcept { return text_; }

  using Member = PathMember;
  using Element = PathElement;
  // Names and numbers alone, so that it leads to one value or to none; `walk` is then called with each in turn, until
  // one says false.
  bool is_one_place() const noexcept;
  template <typename Walk>
  bool follow(const Walk& walk) const {
    for (const auto& step : steps_) {
      const auto* name = std::get_if<Member>(&step);
      if (!(name != nullptr ? walk(*name) : walk(std::get<Element>(step)))) return false;
    }
    return true;
  }

 private:
  std::string text_;
  std::vector<JsonPathStep> steps_;
};

}  // namespace plimsoll
