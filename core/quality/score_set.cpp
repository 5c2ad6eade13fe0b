#include "core/quality/score_set.h"

#include <algorithm>

namespace plimsoll {
namespace {

// Rows in order of their scores: `of_class` of the class and `others` have the same one.
struct AreaSum {
  double below = 0;  // other rows with lower scores
  double pairs = 0;  // in which the one of the class is higher, ties for half
  double ties = 0;

  void add(double of_class, double others) {
    pairs += of_class * (below + others / 2);
    ties += of_class * others;
    below += others;
  }
};

}  // namespace

std::size_t ScoreSet::bin_of(double score) {
  if (score < 0) return 0;
  if (score > 1) return kBins + 1;
  return 1 + std::min(static_cast<std::size_t>(score * static_cast<double>(kBins)), kBins - 1);
}

void ScoreSet::count(double score, bool is_of_class) {
  auto& bin = bins_[bin_of(score)];
  ++(is_of_class ? bin.of_class : bin.others);
}

void ScoreSet::into_bins() {
  if (binned_) return;
  binned_ = true;
  bins_.resize(kBins + 2);
  for (const double score : kept_of_class_) count(score, true);
  for (const double score : kept_others_) count(score, false);
  kept_of_class_.clear();
  kept_others_.clear();
}

void ScoreSet::add(double score, bool is_of_class) {
  ++(is_of_class ? of_class_ : others_);
  if (!binned_ && kept_of_class_.size() + kept_others_.size() >= most_kept_) into_bins();
  if (binned_)
    count(score, is_of_class);
  else
    (is_of_class ? kept_of_class_ : kept_others_).push_back(score);
}

void ScoreSet::merge(const ScoreSet& other) {
  if (other.rows() == 0) return;
  if (other.told_) told_ = rows() == 0 ? other.told_ : std::nullopt;
  of_class_ += other.of_class_;
  others_ += other.others_;
  const auto kept = kept_of_class_.size() + kept_others_.size();
  if (other.binned_ || kept + other.kept_of_class_.size() + other.kept_others_.size() > most_kept_) into_bins();
  if (!binned_) {
    kept_of_class_.insert(kept_of_class_.end(), other.kept_of_class_.begin(), other.kept_of_class_.end());
    kept_others_.insert(kept_others_.end(), other.kept_others_.begin(), other.kept_others_.end());
    return;
  }
  for (const double score : other.kept_of_class_) count(score, true);
  for (const double score : other.kept_others_) count(score, false);
  if (!other.binned_) return;
  for (std::size_t i = 0; i < bins_.size(); ++i) {
    bins_[i].of_class += other.bins_[i].of_class;
    bins_[i].others += other.bins_[i].others;
  }
}

void ScoreSet::clear() {
  kept_of_class_.clear();
  kept_others_.clear();
  std::fill(bins_.begin(), bins_.end(), Bin());
  binned_ = false;
  of_class_ = others_ = 0;
  told_.reset();
}

void ScoreSet::restore(const Area& told, std::uint64_t of_class, std::uint64_t others) {
  clear();
  told_ = told;
  of_class_ = of_class;
  others_ = others;
}

std::optional<ScoreSet::Area> ScoreSet::area() const {
  if (told_) return told_;
  if (of_class_ == 0 || others_ == 0) return std::nullopt;
  const double all = static_cast<double>(of_class_) * static_cast<double>(others_);
  AreaSum sum;
  if (binned_) {
    for (const auto& bin : bins_) sum.add(static_cast<double>(bin.of_class), static_cast<double>(bin.others));
    return Area{sum.pairs / all, sum.ties / 2 / all};
  }
  auto ones = kept_of_class_;
  auto rest = kept_others_;
  std::sort(ones.begin(), ones.end());
  std::sort(rest.begin(), rest.end());
  for (std::size_t one = 0, other = 0; one < ones.size() || other < rest.size();) {
    const double score = one == ones.size()     ? rest[other]
                         : other == rest.size() ? ones[one]
                                                : std::min(ones[one], rest[other]);
    double of_class = 0;
    double others = 0;
    for (; one < ones.size() && ones[one] == score; ++one) ++of_class;
    for (; other < rest.size() && rest[other] == score; ++other) ++others;
    sum.add(of_class, others);
  }
  return Area{sum.pairs / all, 0};
}

}  // namespace plimsoll
