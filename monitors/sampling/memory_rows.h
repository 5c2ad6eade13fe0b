#pragma once

// What the leak verdict is made from: the memory of each process at each instant, in bounded memory. When full, the
// instants of least and of greatest memory are kept of every few, whole, so that what all processes hold can still be
// added up; the first and the last always stay. Owned by a sampler; one thread.

#include "core/time_series.h"
#include "record/monitor_record.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace plimsoll {

class MemoryRows {
 public:
  static constexpr std::size_t kMostJudgedBeside = 32;

  struct Capacity {
    std::size_t rows = 32768;
    std::size_t least_instants = 512;  // kept however many processes there are
  };

  MemoryRows() : MemoryRows(Capacity()) {}
  explicit MemoryRows(Capacity capacity) : capacity_(capacity) {}

  // The rows of one instant, which differ in life and figures only; in order of time.
  void add(std::vector<MemoryRow> instant);

  // The place of a further column, new where it was not there; nothing once there are kMostJudgedBeside.
  std::optional<std::size_t> place_beside(const std::string& name, const std::string& unit);
  // What is judged beside the memory of the processes.
  const std::vector<SeriesLabel>& judged_beside() const noexcept { return judged_beside_; }

  std::size_t size() const noexcept { return row_count_; }
  bool empty() const noexcept { return row_count_ == 0; }
  // A row a process and instant, in order of time.
  std::vector<MemoryRow> rows() const;
  // Those of the instant that was added last.
  std::vector<MemoryRow> newest() const;

 private:
  struct Kept {
    std::uint64_t index = 0;      // of all instants that were added
    std::vector<MemoryRow> rows;  // counts by request, alike in all of them, stand in the first alone
  };

  std::uint64_t bucket_of(std::size_t i) const { return kept_[i].index / bucket_; }
  // Keeps two instants of each bucket from kept_[first] on, and the newest.
  void reduce_from(std::size_t first);

  Capacity capacity_;
  std::vector<SeriesLabel> judged_beside_;
  std::vector<Kept> kept_;
  std::uint64_t added_ = 0;
  std::uint64_t bucket_ = 1;  // instants of which two are kept; 1: all are
  std::size_t row_count_ = 0;
};

}  // namespace plimsoll
