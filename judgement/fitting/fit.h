#pragma once

// The straight line beside each harmless shape in turn, under autocorrelated noise. Plain values, each owned by one
// judgement; any thread.

#include "judgement/fitting/design.h"
#include "judgement/fitting/shapes.h"

#include <cstddef>
#include <vector>

namespace plimsoll {

// How much better than any other a slow shape must be, as twice the distance of log likelihood: 95 % of chi-squared
// with 2 degrees of freedom, its amplitude and its pace.
inline constexpr double kSlowShapeNeeded = 5.99;

struct ShapeFit {
  Shape shape;
  bool usable = false;
  double slope = 0;      // bytes a second
  double amplitude = 0;  // of the shape, bytes
  double squares = 0;    // sum of squared residuals; infinite where not usable
  double degrees_of_freedom = 1;
};

// All shapes over one design. The first is "none".
class Fit {
 public:
  Fit(Design design, const std::vector<Shape>& shapes, double quantum_bytes);

  const Design& design() const { return design_; }
  const std::vector<ShapeFit>& shapes() const { return shapes_; }
  const ShapeFit& none() const { return shapes_.front(); }
  // The usable shape of least squares; none where nothing is usable.
  const ShapeFit& best() const { return shapes_[best_]; }
  bool usable() const { return best().usable; }

  // Twice the distance of log likelihood to the best shape.
  double likelihood_ratio(const ShapeFit& fit) const;
  bool possible(const ShapeFit& fit) const { return fit.usable && likelihood_ratio(fit) <= kPossible; }
  bool near(const ShapeFit& fit) const { return fit.usable && likelihood_ratio(fit) <= kNear; }

  std::vector<double> residuals(const ShapeFit& fit) const;
  // Of the slope, allowing for the autocorrelation that is left (Newey & West).
  double standard_error(const ShapeFit& fit) const;

  // The best shape where the data ask for one, else none. A slow one only where no other comes near it.
  const ShapeFit& chosen() const { return shapes_[place_of_chosen()]; }
  std::size_t place_of_chosen() const;

 private:
  static constexpr double kPossible = 16;
  static constexpr double kNear = 5.99;

  ShapeFit fit_shape(const Shape& shape) const;

  Design design_;
  double least_squares_;  // what rounding alone leaves
  double xx_, xy_, yy_;
  std::vector<ShapeFit> shapes_;
  std::size_t best_ = 0;
};

struct Autocorrelation {
  double raw = 0;  // of the residuals
  double phi = 0;  // corrected for what least squares hides; 1 near a random walk
};

// Of residuals over these rows, one row a floor point.
Autocorrelation autocorrelation(const std::vector<double>& residuals, const std::vector<std::size_t>& segment,
                                double quantum_bytes);

double corrected_phi(double raw, std::size_t floor_points);

}  // namespace plimsoll
