#pragma once

// How two JSON values are held against each other, and what may differ between them. Plain data; immutable; any thread.

#include "core/error.h"

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace plimsoll {

// By DeepDiff's names, which its users assert on.
enum class DifferenceKind {
  type_changes,
  values_changed,
  dictionary_item_added,
  dictionary_item_removed,
  iterable_item_added,
  iterable_item_removed,
  repetition_change,
};
inline constexpr std::array<std::string_view, 7> kDifferenceNames = {
    "type_changes",        "values_changed",        "dictionary_item_added", "dictionary_item_removed",
    "iterable_item_added", "iterable_item_removed", "repetition_change"};
constexpr std::string_view name_of(DifferenceKind kind) { return kDifferenceNames.at(static_cast<std::size_t>(kind)); }

// Whose meaning the comparison has. Of DeepDiff: its versions 8.6, 6.2 and 9.
enum class ComparisonDialect { plimsoll, deepdiff, deepdiff_6, deepdiff_9 };
inline constexpr std::array<std::string_view, 4> kDialectNames = {"plimsoll", "deepdiff", "deepdiff-6", "deepdiff-9"};

inline constexpr unsigned kMostDigits = 100;

// By how much numbers may differ; what is not given comes from the whole.
struct NumberTolerance {
  std::optional<double> absolute{};
  std::optional<double> relative{};              // of the expected number's magnitude; a number passes within either
  std::optional<unsigned> significant_digits{};  // up to kMostDigits: numbers are equal that round to the same
};

struct PlaceTolerance {
  std::string place;  // PlacePattern
  NumberTolerance tolerance;
};

struct ComparisonRules {
  ComparisonDialect like = ComparisonDialect::plimsoll;
  NumberTolerance tolerance{};
  bool scientific = false;                     // digits are those of the mantissa, not behind the point
  std::vector<PlaceTolerance> tolerance_at{};  // the last that matches counts
  std::vector<std::string> ignored{};          // PlacePattern, as the next two
  std::vector<std::string> ignored_globs{};
  std::vector<std::string> ignored_regexes{};
  bool ignore_order = false;
  std::vector<std::string> ignore_order_at{};  // or of the lists at these places alone
  bool text_numbers = false;                   // "0.5" is the number 0.5
  bool ignore_string_case = false;
  std::optional<double> log_scale{};  // DeepDiff's log_scale_similarity_threshold
  // Nothing: what the dialect does.
  std::optional<bool> report_repetition{};
  std::optional<bool> ignore_numeric_type_changes{};  // 1 is 1.0
  std::optional<bool> ignore_private_variables{};     // names that begin with __
  std::optional<bool> zip_ordered_iterables{};
  std::optional<double> threshold_to_diff_deeper{};
  std::vector<DifferenceKind> only{};  // differences of other kinds are none; empty: all are

  bool is_deepdiff() const { return like != ComparisonDialect::plimsoll; }
};

// A key that says nothing in the dialect, by its name, and what to write instead.
struct RuleTrouble {
  std::string key;
  std::string message;
};
std::optional<RuleTrouble> trouble_of(const ComparisonRules& rules);

}  // namespace plimsoll
