#pragma once

// Fewer points for a chart, keeping what the eye looks for: of each bucket of neighbours the least and the greatest
// value, in the order they came. Pure functions; any thread.

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

namespace plimsoll {

// As many points as a wide screen can tell apart.
inline constexpr std::size_t kDisplayPoints = 800;

// The columns of one chart share their instants, so all are thinned in step: at most `limit` points.
class DisplayGrid {
 public:
  // Instants ascend.
  explicit DisplayGrid(std::vector<double> instants, std::size_t limit = kDisplayPoints);

  const std::vector<double>& instants() const noexcept { return shown_; }
  // One value an instant given to the constructor; nothing where there was none.
  std::vector<std::optional<double>> thinned(std::span<const std::optional<double>> values) const;

 private:
  std::size_t count_;
  std::size_t buckets_;  // 0: everything fits
  std::vector<double> shown_;
};

// The middles of the spans in which nothing was read: neighbours more than three times as far apart as those around
// them are. Instants ascend.
std::vector<double> gaps_between(std::span<const double> instants);

// Puts an instant without a value into a thinned column where a gap is, so that a line is not drawn over it.
void mark_gaps(std::span<const double> gaps, std::vector<double>& instants,
               std::span<std::vector<std::optional<double>>* const> columns);

// Where the least and the greatest value of each bucket of neighbours are, ascending, and the first and the last place:
// at most `limit` and two. For columns that only mean something together.
std::vector<std::size_t> places_of_extremes(std::span<const std::optional<double>> values, std::size_t limit);

}  // namespace plimsoll
