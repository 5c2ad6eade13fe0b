#pragma once

// How right the answers of one request were: labelled rows against what was predicted for them, of a second or of a
// run. Of requests without labels it stays empty and small. Mergeable; a value.

#include "core/quality/class_quality.h"
#include "core/quality/value_quality.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace plimsoll {

// One row of one answer.
struct JudgedRow {
  std::size_t label = 0;  // of classes
  std::size_t predicted = 0;
  double label_value = 0;  // of values
  double predicted_value = 0;
  std::size_t first_probability = 0;  // among those of the answer
  std::size_t probabilities = 0;      // so many; 0: none were given
};

// What one answer says about the model: its rows, and how they are to be taken. Lives as long as the answer is looked
// at; used again for the next one.
struct JudgedRows {
  bool are_values = false;
  std::size_t classes = 0, positive = 0;
  double quantile = 0.5;
  std::uint64_t unlabelled = 0;  // rows that nothing is known of
  std::span<const JudgedRow> rows{};
  std::span<const double> probabilities{};
};

struct QualityStats {
  ClassQuality classes;
  ValueQuality values;
  std::uint64_t unlabelled = 0;  // rows without a label, or with one that is no class
  std::uint64_t unread = 0;      // answers in which the prediction was not found, or made no sense

  void add(const JudgedRows& judged);
  void merge(const QualityStats& other);
  void clear();  // the memory stays
  bool empty() const { return rows() + unlabelled + unread == 0; }
  std::uint64_t rows() const { return classes.rows() + values.rows; }
};

// Every figure once: thresholds, records and reports read this list.
struct QualityFigure {
  std::string_view name;   // "log_loss"
  std::string_view title;  // "Log loss"
  std::optional<double> (*read)(const QualityStats&) = nullptr;
  bool is_better_higher = false;
  bool is_usual = true;  // shown unasked
};
std::span<const QualityFigure> quality_figures();
const QualityFigure* find_quality_figure(std::string_view name);

}  // namespace plimsoll
