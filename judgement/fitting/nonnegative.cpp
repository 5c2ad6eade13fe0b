#include "judgement/fitting/nonnegative.h"

#include "judgement/fitting/statistics.h"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <utility>

namespace plimsoll {
namespace {

constexpr double kGradientTolerance = 1e-12;
constexpr double kDependent = 1e-10;
constexpr std::size_t kMaxRoundsAColumn = 10;

using Column = std::vector<double>;

// Reflects rows from `pivot` on so that the column's become a single number there.
void reflect_away(Column& column, std::size_t pivot, std::vector<Column*>& others) {
  double norm = length(std::span(column).subspan(pivot));
  if (norm == 0) return;
  if (column[pivot] > 0) norm = -norm;
  Column mirror(column.begin() + static_cast<std::ptrdiff_t>(pivot), column.end());
  mirror[0] -= norm;
  const double squares = dot(mirror, mirror);
  for (Column* other : others) {
    const auto below = std::span(*other).subspan(pivot);
    const double share = 2 * dot(mirror, below) / squares;
    for (std::size_t i = 0; i < below.size(); ++i) below[i] -= share * mirror[i];
  }
  std::fill(column.begin() + static_cast<std::ptrdiff_t>(pivot), column.end(), 0.0);
  column[pivot] = norm;
}

// An orthogonal change of rows keeps every sum of squares and leaves no more rows than there are columns.
void compress(std::vector<Column>& columns, Column& y) {
  const std::size_t rows = columns.size() + 1;
  if (y.size() <= rows) return;
  std::vector<Column*> all;
  all.reserve(rows);
  for (auto& column : columns) all.push_back(&column);
  all.push_back(&y);
  for (std::size_t pivot = 0; pivot < all.size(); ++pivot) {
    std::vector<Column*> others(all.begin() + static_cast<std::ptrdiff_t>(pivot) + 1, all.end());
    reflect_away(*all[pivot], pivot, others);
  }
  for (Column* column : all) column->resize(rows);
}

void subtract(Column& from, const Column& column, double share) {
  for (std::size_t i = 0; i < from.size(); ++i) from[i] -= share * column[i];
}

// Least squares on these columns alone; one that depends on those before it gets 0.
Column solve(const std::vector<Column>& columns, const std::vector<std::size_t>& chosen, const Column& y) {
  std::vector<Column> units;
  std::vector<Column> parts;  // parts[j][i]: how much of column j lies along unit i
  for (const std::size_t place : chosen) {
    Column column = columns[place];
    const double whole = length(column);
    Column along(units.size() + 1, 0);
    for (int pass = 0; pass < 2; ++pass) {
      for (std::size_t i = 0; i < units.size(); ++i) {
        const double share = dot(column, units[i]);
        along[i] += share;
        subtract(column, units[i], share);
      }
    }
    const double kept = length(column);
    const bool depends = kept <= kDependent * whole;
    along.back() = depends ? 0 : kept;
    for (double& value : column) value = depends ? 0 : value / kept;
    units.push_back(std::move(column));
    parts.push_back(std::move(along));
  }
  Column solution(chosen.size(), 0);
  for (std::size_t j = chosen.size(); j-- > 0;) {
    if (parts[j].back() == 0) continue;
    double rest = dot(units[j], y);
    for (std::size_t later = j + 1; later < chosen.size(); ++later) rest -= parts[later][j] * solution[later];
    solution[j] = rest / parts[j].back();
  }
  return solution;
}

// The active set method: columns come in where the residual asks for them and leave where they would turn negative.
class Search {
 public:
  Search(const std::vector<Column>& columns, Column y) : columns_(columns), y_(std::move(y)) {
    coefficients_.assign(columns.size(), 0);
    barred_.assign(columns.size(), false);
  }

  void bar(std::size_t column) { barred_[column] = true; }

  void start_from(std::vector<std::size_t> above_zero) {
    passive_ = std::move(above_zero);
    solution_ = solve(columns_, passive_, y_);
    while (std::any_of(solution_.begin(), solution_.end(), [](double value) { return value <= 0; })) keep_positive();
    for (std::size_t i = 0; i < passive_.size(); ++i) coefficients_[passive_[i]] = solution_[i];
  }

  void run() {
    for (std::size_t round = 0; round < kMaxRoundsAColumn * columns_.size(); ++round) {
      const auto next = steepest();
      if (!next) return;
      passive_.push_back(*next);
      solution_ = solve(columns_, passive_, y_);
      if (solution_.back() <= 0) {  // nothing but rounding asked for it
        passive_.pop_back();
        bar(*next);
        continue;
      }
      while (!step()) solution_ = solve(columns_, passive_, y_);
    }
  }

  Column residuals() const {
    Column left = y_;
    for (const std::size_t j : passive_) subtract(left, columns_[j], coefficients_[j]);
    return left;
  }

  const Column& coefficients() const { return coefficients_; }

 private:
  void keep_positive() {
    std::vector<std::size_t> positive;
    for (std::size_t i = 0; i < passive_.size(); ++i) {
      if (solution_[i] > 0) positive.push_back(passive_[i]);
    }
    passive_ = std::move(positive);
    solution_ = solve(columns_, passive_, y_);
  }

  std::optional<std::size_t> steepest() const {
    const auto left = residuals();
    std::optional<std::size_t> found;
    double gradient = kGradientTolerance * length(y_);
    for (std::size_t j = 0; j < columns_.size(); ++j) {
      if (barred_[j] || coefficients_[j] > 0) continue;
      const double value = dot(columns_[j], left);
      if (value <= gradient) continue;
      gradient = value;
      found = j;
    }
    return found;
  }

  // Towards the solution as far as nothing turns negative. True if it was reached; else what stopped it has left.
  bool step() {
    double reach = 1;
    std::optional<std::size_t> stopper;
    for (std::size_t i = 0; i < passive_.size(); ++i) {
      if (solution_[i] > 0) continue;
      const double now = coefficients_[passive_[i]];
      const double share = now / (now - solution_[i]);
      if (stopper && share >= reach) continue;
      reach = share;
      stopper = i;
    }
    for (std::size_t i = 0; i < passive_.size(); ++i) {
      double& now = coefficients_[passive_[i]];
      now += reach * (solution_[i] - now);
    }
    if (!stopper) return true;
    coefficients_[passive_[*stopper]] = 0;
    passive_.erase(passive_.begin() + static_cast<std::ptrdiff_t>(*stopper));
    return false;
  }

  const std::vector<Column>& columns_;
  Column y_, coefficients_, solution_;
  std::vector<std::size_t> passive_;
  std::vector<bool> barred_;
};

}  // namespace

NonNegative::NonNegative(std::vector<std::vector<double>> columns, std::vector<double> y)
    : columns_(std::move(columns)), y_(std::move(y)) {
  compress(columns_, y_);
}

NonNegativeFit NonNegative::fit(const std::vector<bool>& free, const std::vector<double>& start) const {
  Column y = y_;
  for (std::size_t j = 0; j < columns_.size(); ++j) {
    if (!free[j]) subtract(y, columns_[j], start[j]);
  }
  Search search(columns_, std::move(y));
  std::vector<std::size_t> above_zero;
  for (std::size_t j = 0; j < columns_.size(); ++j) {
    if (!free[j]) {
      search.bar(j);
    } else if (start[j] > 0) {
      above_zero.push_back(j);
    }
  }
  search.start_from(std::move(above_zero));
  search.run();
  const auto left = search.residuals();
  NonNegativeFit found{search.coefficients(), dot(left, left)};
  for (std::size_t j = 0; j < columns_.size(); ++j) {
    if (!free[j]) found.coefficients[j] = start[j];
  }
  return found;
}

}  // namespace plimsoll
