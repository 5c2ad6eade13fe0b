#pragma once

// Labels and what an answer predicted, row by row, whatever form the answer has. Immutable; any thread.

#include "core/error.h"
#include "core/quality/quality_stats.h"
#include "scenarios/quality/row_rules.h"

#include <cstddef>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace plimsoll {

class PredictedRows {
 public:
  // `rules` outlives it.
  explicit PredictedRows(const QualityRules& rules);

  // What stands at a path, a value a row: several matches, or the one list that there is. Nothing: not so many.
  static std::optional<std::vector<const nlohmann::json*>> of_rows(std::span<const nlohmann::json* const> matches,
                                                                   std::size_t rows);

  // The place of a label among the classes; nothing: it is missing, or no class.
  std::optional<std::size_t> class_of_label(const nlohmann::json& label) const;
  // That of an answer; as many as there are classes: one that no label has. Nothing: it is no class at all.
  std::optional<std::size_t> class_of_answer(const nlohmann::json& answer) const;
  // Appends one probability a class. Error: why it is none.
  Result<> add_probabilities(const nlohmann::json& answer, std::vector<double>& into) const;

  // A number, or text that is one.
  static std::optional<double> number_of(const nlohmann::json& value);

 private:
  Result<> append_probabilities(const nlohmann::json& value, std::vector<double>& into) const;
  std::string names_of_classes() const;
  std::optional<std::size_t> place_of(const std::string& name) const;

  const QualityRules& rules_;
  std::unordered_map<std::string, std::size_t> places_;
};

}  // namespace plimsoll
