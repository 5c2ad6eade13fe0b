#pragma once

// Places of a JSON value by a pattern: a JSON path ($.a[*].b, $..id), DeepDiff's form (root['a'][0], with [*] and
// [**]), a glob ($.meta.*_at) or a regular expression over the path as text. Compiled once. Immutable; any thread.

#include "core/error.h"
#include "core/pattern.h"
#include "scenarios/paths/path_steps.h"

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace plimsoll {

// One step down to a place: the name of a member, or the index of an element within a list of `of`.
struct PlaceSegment {
  std::string_view name{};
  std::size_t index = 0;
  std::size_t of = 0;
  bool is_index = false;
};

// "$.a[0]['b c']" and "root['a'][0]['b c']". `quoted_by_content`: DeepDiff from 7 writes a name with ' between ".
std::string path_text(const std::vector<PlaceSegment>& place);
std::string deepdiff_path_text(const std::vector<PlaceSegment>& place, bool quoted_by_content);

class PlacePattern {
 public:
  // $..., root...; a bare name is that of a member of the root. The error names the column.
  static Result<PlacePattern> compile(std::string_view text);
  // Over the path's text: * is anything but . and [, ** anything, ? one character.
  static Result<PlacePattern> compile_glob(std::string_view text);
  // Found anywhere in the path's text.
  static Result<PlacePattern> compile_regex(std::string_view text);

  const std::string& text() const noexcept { return text_; }
  // It asks for the path's text; which form, is the caller's choice.
  bool is_of_text() const noexcept { return regex_ != nullptr; }
  bool is_glob() const noexcept { return is_glob_; }
  // It has [?...]: which places it means is in the values. Then `matches` is false for all.
  bool is_of_values() const noexcept { return of_values_; }
  // In DeepDiff's form without a wildcard.
  bool is_exact_deepdiff() const noexcept { return exact_deepdiff_; }

  bool matches(const std::vector<PlaceSegment>& place) const;
  bool matches(std::string_view path) const;

 private:
  std::string text_;
  std::vector<JsonPathStep> steps_;
  std::shared_ptr<const Pattern> regex_;
  bool of_values_ = false;
  bool exact_deepdiff_ = false;
  bool is_glob_ = false;
};

}  // namespace plimsoll
