#include "demo/iris_model.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <iterator>

namespace plimsoll {
namespace {

constexpr std::array<std::string_view, 3> kSpecies = {"setosa", "versicolor", "virginica"};
constexpr std::array<IrisRow, 3> kCoefficients = {
    {{-0.4242, 0.9663, -2.516, -1.0821}, {0.5346, -0.3204, -0.207, -0.9432}, {-0.1105, -0.6459, 2.7231, 2.0253}}};
constexpr std::array<double, 3> kIntercepts = {9.8553, 2.2342, -12.0895};

}  // namespace

IrisPrediction predict_iris(const IrisRow& row) {
  std::array<double, 3> scores = kIntercepts;
  for (std::size_t k = 0; k < scores.size(); ++k)
    for (std::size_t i = 0; i < row.size(); ++i) scores[k] += kCoefficients[k][i] * row[i];
  // Softmax, shifted by the greatest score so that exp cannot overflow.
  const double greatest = *std::max_element(scores.begin(), scores.end());
  double sum = 0;
  for (auto& score : scores) sum += score = std::exp(score - greatest);
  for (auto& score : scores) score /= sum;
  const auto best = std::distance(scores.begin(), std::max_element(scores.begin(), scores.end()));
  return {kSpecies[static_cast<std::size_t>(best)], scores};
}

}  // namespace plimsoll
