#pragma once

// The rows of a trace as they come, in bounded memory: all of them, until there are too many; then of each few
// neighbouring instants the one of least memory and the one of greatest. Owned by one reading; one thread.

#include <cstddef>
#include <span>
#include <vector>

namespace plimsoll {

class TraceRows {
 public:
  // The first column is the time, the second the memory.
  explicit TraceRows(std::size_t columns);

  void add(std::span<const double> row);

  // Columns of equal length.
  const std::vector<std::vector<double>>& columns() const { return columns_; }
  std::size_t kept() const { return columns_.front().size(); }
  std::size_t added() const { return added_; }
  std::size_t gaps() const { return gaps_; }                  // no time or no memory
  std::size_t not_positive() const { return not_positive_; }  // memory of 0 or less
  std::size_t backwards() const { return backwards_; }        // earlier than the row before

 private:
  void count(double t_s, double memory);
  bool begins_instant(double t_s) const;
  void keep_extremes(std::size_t first_instant, std::size_t of_instants);
  std::size_t end_of(std::size_t instant) const;
  double memory_of(std::size_t instant) const;

  std::vector<std::vector<double>> columns_;
  std::vector<std::size_t> starts_;  // of each instant, a row each process
  std::size_t most_rows_;
  std::size_t bucket_ = 0;   // instants of which two are kept; 0: all are
  std::size_t filling_ = 0;  // the first instant of the bucket that is not full
  std::size_t added_ = 0, gaps_ = 0, not_positive_ = 0, backwards_ = 0;
  double latest_s_;
};

}  // namespace plimsoll
