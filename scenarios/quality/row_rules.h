#pragma once

// What an answer is held against beside its fixed checks: the row that its request was made of. Expected values by row,
// and labels that figures of quality are made of. Plain data, part of the plan; any thread.

#include "scenarios/comparing/comparison_rules.h"

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace plimsoll {

using JsonLines = std::shared_ptr<const std::vector<std::string>>;

// A JSON value that differs from request to request.
struct RowValue {
  std::optional<std::size_t> text{};  // a template: its place in VaryingParts::expected
  JsonLines lines{};                  // or one for each row or body, in their order
};

// The value at a place is the row's.
struct RowCheck {
  std::string path;
  RowValue value;
  double within = 0;             // numbers may differ by so much
  std::string label;             // as it was written: {{row.label}}
  bool is_list_of_rows = false;  // of a body of several rows: a value for each
};

// The whole answer is like the line of its row.
struct RowLikeness {
  JsonLines lines;
  ComparisonRules rules;
  std::string label;  // the file that they came from, or ""
};

struct QualityRules {
  RowValue label;           // one, or a list: a label for each row of the request
  std::string prediction;   // JSON path; empty: the class of the highest probability
  std::string probability;  // JSON path: of each row a number (of the positive one of two classes), a list or an object
  bool are_values = false;  // numbers are predicted, no classes
  bool is_type_said = false;
  std::vector<std::string> classes{};  // in the order of the probabilities
  std::optional<std::string> positive_name{};
  std::size_t positive = 1;
  bool by_place = false;  // answers name a class by its place among `classes`, from 0
  double quantile = 0.5;  // that a prediction is meant to be, for the pinball loss
};

struct RowRules {
  std::vector<RowCheck> checks;
  std::optional<QualityRules> quality{};
  std::optional<RowLikeness> like{};
  std::optional<std::size_t> feeder_of_lines{};  // whose rows have the lines; nothing: the request's bodies
};

// A class as it is compared: 1 and 1.0 are "1", true is "true".
std::string class_name_of(double number);

}  // namespace plimsoll
