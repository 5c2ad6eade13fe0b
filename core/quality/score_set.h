#pragma once

// Scores of rows of one class and of all others, for the area under the ROC curve. The first of them, kMostKept or as
// many as is said, are kept as they are, and the area is exact; beyond them scores are counted in bins, and the area
// has an error that is told. Bounded, mergeable; a value.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace plimsoll {

class ScoreSet {
 public:
  static constexpr std::size_t kMostKept = 65'536;
  // Of equal width from 0 to 1; one more on either side for what lies beyond.
  static constexpr std::size_t kBins = 4096;

  explicit ScoreSet(std::size_t most_kept = kMostKept) : most_kept_(most_kept) {}

  // Share of pairs of a row of the class and another one in which that of the class has the higher score, ties for half
  // (Mann and Whitney, 1947): what scikit-learn's roc_auc_score is. `error`: the area may be so much more or less.
  struct Area {
    double value = 0;
    double error = 0;
  };

  void add(double score, bool is_of_class);
  void merge(const ScoreSet& other);
  void clear();  // the memory stays

  // Nothing where the rows are all of the class, or none is. Costs a sort of what is kept.
  std::optional<Area> area() const;
  std::uint64_t rows() const { return of_class_ + others_; }
  bool is_exact() const { return told_ ? told_->error == 0 : !binned_; }
  // What a record holds is read back as this.
  void restore(const Area& told, std::uint64_t of_class, std::uint64_t others);
  std::uint64_t of_class() const { return of_class_; }
  std::uint64_t others() const { return others_; }

 private:
  struct Bin {
    std::uint64_t of_class = 0, others = 0;
  };
  static std::size_t bin_of(double score);
  void into_bins();
  void count(double score, bool is_of_class);

  std::size_t most_kept_;
  std::vector<double> kept_of_class_, kept_others_;
  std::vector<Bin> bins_;
  bool binned_ = false;
  std::uint64_t of_class_ = 0, others_ = 0;
  std::optional<Area> told_;
};

}  // namespace plimsoll
