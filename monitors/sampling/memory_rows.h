#pragma once

// What the leak verdict is made from: the memory of each process at each instant, in bounded memory. When full, the
// instants of least and of greatest memory are kept of every few, whole, so that what all processes hold can still be
// added up; the first and the last always stay. Owned by a sampler; one thread.

#include "core/snapshot.h"
#include "core/time_series.h"
#include "monitors/process_sample.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace plimsoll {

// The life of what is watched as a whole: rows of it hold figures that no process has alone, and no pid.
constexpr std::uint64_t kWholeLife = 0;

struct ProcessRow {
  double t_s = 0;
  std::uint64_t life = 0;
  int pid = 0;
  std::optional<double> anon_bytes, rss_bytes;
  std::vector<std::optional<double>> further;  // by MemoryRows::further(); may be shorter
  bool warmup = false;
  LoadReading load;
  std::uint64_t restarts_total = 0;
  std::uint32_t processes = 1;  // alive then; the root of a tree not counted
};

struct ProcessMemory {
  std::uint64_t life = 0;
  int pid = 0;
  std::optional<double> anon_bytes, rss_bytes;
  std::vector<std::optional<double>> further{};
};

struct MemoryInstant {
  double t_s = 0;
  bool warmup = false;
  LoadReading load;  // cumulative: what is left out between two instants is still in the counts
  std::uint64_t restarts_total = 0;
  std::uint32_t processes = 1;
  std::vector<ProcessMemory> lives;
};

class MemoryRows {
 public:
  static constexpr std::size_t kMaxFurther = 32;

  struct Capacity {
    std::size_t rows = 32768;
    std::size_t least_instants = 512;  // kept however many processes there are
  };

  MemoryRows() : MemoryRows(Capacity()) {}
  explicit MemoryRows(Capacity capacity) : capacity_(capacity) {}

  // In order of time. One without a life is left out.
  void add(MemoryInstant instant);

  // The place of a further column, new where it was not there; nothing once there are kMaxFurther.
  std::optional<std::size_t> further_place(const std::string& name, const std::string& unit);
  // What is judged beside the memory of the processes.
  const std::vector<SeriesLabel>& further() const noexcept { return further_; }

  std::size_t size() const noexcept { return row_count_; }
  bool empty() const noexcept { return row_count_ == 0; }
  // A row a process and instant, in order of time.
  std::vector<ProcessRow> rows() const;
  // Those of the instant that was added last.
  std::vector<ProcessRow> newest() const;

 private:
  struct Kept {
    std::uint64_t index = 0;  // of all instants that were added
    MemoryInstant instant;
  };

  std::uint64_t bucket_of(std::size_t i) const { return kept_[i].index / bucket_; }
  // Keeps two instants of each bucket from kept_[first] on, and the newest.
  void reduce_from(std::size_t first);

  Capacity capacity_;
  std::vector<SeriesLabel> further_;
  std::vector<Kept> kept_;
  std::uint64_t added_ = 0;
  std::uint64_t bucket_ = 1;  // instants of which two are kept; 1: all are
  std::size_t row_count_ = 0;
};

}  // namespace plimsoll
