#pragma once

// Two models on the same labelled rows: is the new one better? The difference of a figure with the interval of a paired
// bootstrap (Efron and Tibshirani, An Introduction to the Bootstrap, 1993, chapter 16): rows are drawn again and again,
// each time the same ones for both models, so that what is hard about a row is not taken for a difference.
// Pure; any thread.

#include "core/quality/quality_stats.h"
#include "record/quality/model_comparison.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace plimsoll {

// Fewer have no interval.
inline constexpr std::size_t kFewestComparedRows = 5;

struct PairingRules {
  std::size_t folds = 5;         // 0 or 1: none
  std::size_t resamples = 2000;  // of the bootstrap
  double confidence = 0.95;      // above 0, below 1
  std::uint64_t seed = 1;
};

// Rows of both in the same order, of as many: labels are the same. Nothing where the figure is none of theirs, as the
// AUC of labels that are all alike. Percentiles are widened for few rows, as Hesterberg has it (What Teachers Should
// Know About the Bootstrap, 2015: "expanded percentile interval").
std::optional<FigureComparison> compare_models(const QualityFigure& figure, const JudgedRows& baseline,
                                               const JudgedRows& candidate, const PairingRules& rules = {});

// Which figure says what the candidate is where nobody has chosen one: `usual`, but the accuracy where that is worse,
// since probabilities may be as good as before and the classes that users get wrong.
const FigureComparison& deciding_figure(const FigureComparison& usual, const std::vector<FigureComparison>& all);

// The folds of the rows: for each its number. Drawn with the seed, of classes as even as can be.
std::vector<std::size_t> folds_of(const JudgedRows& rows, std::size_t folds, std::uint64_t seed);

}  // namespace plimsoll
