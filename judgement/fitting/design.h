#pragma once

// Floor points as a regression sees them: whitened inside each life, with level and covariates partialled out. Plain
// values, each owned by one fit; any thread.

#include "judgement/fitting/floor.h"

#include <cstddef>
#include <span>
#include <vector>

namespace plimsoll {

// Prais & Winsten's rows of an autoregression of first order, restarted in every life. With phi = 1 plain differences,
// one row fewer a life.
std::vector<double> whiten(std::span<const double> values, std::span<const std::size_t> segment, double phi);

// The lives of those rows.
std::vector<std::size_t> whitened_segments(std::span<const std::size_t> segment, double phi);

// An orthonormal basis of what is partialled out. One level for each life first: they do not overlap, so all together
// cost what one column does.
class Basis {
 public:
  // Rows without levels.
  Basis() = default;
  // The levels of these lives, whitened; a level that vanished is dropped.
  Basis(std::span<const std::size_t> segment, double phi);

  // The length that is left of the column, of which only what the basis does not explain is kept; 0 if that is nothing
  // but rounding, and then the basis stays as it was.
  double add(std::vector<double> column);

  // The column less its projection on the basis.
  void partial_out(std::vector<double>& column) const;

  std::size_t rank() const { return levels_ + columns_.size(); }

 private:
  std::vector<std::size_t> segment_;
  std::vector<double> level_;  // each row's own; 0 where it vanished
  std::size_t levels_ = 0;
  std::vector<std::vector<double>> columns_;
};

// The part of a length that is more than rounding, of a column partialled out.
inline constexpr double kKeptShare = 1e-6;

class Design {
 public:
  Design(const FloorPoints& points, double phi);

  // A column of the floor points, whitened and partialled out.
  std::vector<double> transform(std::span<const double> column) const;

  const FloorPoints& points() const { return *points_; }
  double phi() const { return phi_; }
  const std::vector<double>& y() const { return y_; }
  const std::vector<double>& x() const { return x_; }
  std::size_t rows() const { return y_.size(); }
  std::size_t rank() const { return basis_.rank(); }
  // Level and covariates rise in step with time: no line is left to judge.
  bool time_is_explained() const { return time_is_explained_; }

 private:
  const FloorPoints* points_;
  double phi_;
  Basis basis_;
  std::vector<double> y_, x_;
  bool time_is_explained_ = false;
};

// Memory above its least, and time since the cut, at the floor points.
std::vector<double> memory_above_least(const FloorPoints& points);
std::vector<double> time_since_cut(const FloorPoints& points);

}  // namespace plimsoll
