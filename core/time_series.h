#pragma once

// The history of one value in fixed memory: when full, neighbours are joined two by two, so that it always covers the
// whole run, ever more coarsely, and keeps every minimum and maximum. Owned by a sampler or timeline; one thread.

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace plimsoll {

struct SeriesPoint {
  double t_s = 0;  // when the first of its values was read, seconds from the start of the load
  double min = 0;
  double mean = 0;
  double max = 0;
  std::uint64_t count = 0;  // values in it
  bool operator==(const SeriesPoint&) const = default;
};

// What a series is called and measured in.
struct SeriesLabel {
  std::string name;  // "fds", "cgroup_bytes"
  std::string unit;  // "bytes", "cores", "" for a count
  bool operator==(const SeriesLabel&) const = default;
};

class TimeSeries {
 public:
  static constexpr std::size_t kCapacity = 4096;

  TimeSeries(std::string name, std::string unit, std::size_t capacity = kCapacity);

  // One that was stored: complete, not to be added to.
  TimeSeries(std::string name, std::string unit, std::vector<SeriesPoint> points);

  // t_s must not decrease. NaN is left out.
  void add(double t_s, double value);

  const std::string& name() const noexcept { return name_; }
  const std::string& unit() const noexcept { return unit_; }
  // The last point may still be filling. Valid until the next add.
  std::span<const SeriesPoint> points() const noexcept { return points_; }
  bool empty() const noexcept { return points_.empty(); }

 private:
  void halve();

  std::string name_;
  std::string unit_;
  std::size_t capacity_;
  std::uint64_t values_per_point_ = 1;
  std::vector<SeriesPoint> points_;
};

}  // namespace plimsoll
