#pragma once

// Some 64 points below which memory did not fall, with what the load was at each. Plain values; any thread.

#include <cstddef>
#include <vector>

namespace plimsoll {

// Columns of equal length, life after life, each in order of age.
struct FloorPoints {
  std::vector<std::size_t> segment;  // which of the lives that count, from 0
  std::vector<double> age_s, t_s, memory_bytes;
  std::vector<double> requests;  // empty where not recorded
  std::vector<double> aborted;   // empty where none was
  std::vector<std::vector<double>> requests_by_type;
  std::vector<std::vector<double>> covariates;  // what memory may follow: users or the rate of requests; scaled
  std::vector<double> uneven_load;              // scaled; empty where the load is even
  double cut_share = 0;
  double cut_s = 0;  // ages below it are left out
  double longest_s = 0;
  std::size_t lives = 0;  // that count
  bool sawtooth = false;
  std::size_t teeth = 0;
  double between_samples_bytes = 0;  // under a collector: how much memory rises from one sample to the next

  std::size_t size() const { return age_s.size(); }
  bool several_lives() const { return lives >= 2; }
};

}  // namespace plimsoll
