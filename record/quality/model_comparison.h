#pragma once

// Two models asked for the same labelled rows: what each came to, and whether the new one is better. Made by
// conduct/models and judgement/quality, read by the writers; a value, any thread.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace plimsoll {

enum class ModelVerdict { better, worse, cannot_tell };
std::string_view to_string(ModelVerdict verdict);  // "better", "worse", "cannot tell"

// One figure of one model. Folds are parts of the rows with as many of each class as the whole: the models are not
// trained again, so they tell how much the figure varies from rows to rows.
struct ModelFigure {
  double value = 0;                  // of all rows
  std::optional<double> folds_mean;  // absent where a fold has no such figure
  std::optional<double> folds_std;   // divided by the number of folds, as numpy's std does
};

struct FigureComparison {
  std::string figure;  // "log_loss"
  bool is_better_higher = false;
  ModelFigure baseline, candidate;
  double difference = 0;  // candidate - baseline
  double low = 0, high = 0;
  ModelVerdict verdict = ModelVerdict::cannot_tell;  // of the candidate
};

struct ModelAsked {
  std::string url;
  std::uint64_t answered = 0;                // rows
  std::uint64_t failed = 0;                  // rows that it gave no prediction for
  std::string first_failure;                 // of which row, and why
  std::optional<double> p50_ms{}, p99_ms{};  // of its answers, one after the other
};

struct ModelComparison {
  std::string tool_version;
  std::string data;  // the file of the rows
  ModelAsked baseline, candidate;
  std::uint64_t rows = 0;        // that both answered and that have labels
  std::uint64_t unlabelled = 0;  // of all rows
  std::uint64_t one_sided = 0;   // that one of them alone answered
  std::uint64_t folds = 0, resamples = 0, seed = 0;
  double confidence = 0.95;
  std::vector<FigureComparison> figures;
  std::string decided_by;  // one of them
  ModelVerdict verdict = ModelVerdict::cannot_tell;
  std::string why;                   // in a sentence
  std::vector<std::string> notes{};  // what a reader has to know beside it, each a sentence
  int exit_code = 0;
};

std::string to_json(const ModelComparison& comparison);

}  // namespace plimsoll
