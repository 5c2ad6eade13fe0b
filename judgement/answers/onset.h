#pragma once

// The instant from which on more answers are changed than before: the one change-point of a sequence of yes and no that
// makes it the likeliest (Hinkley and Hinkley, Inference about the change-point in a sequence of binomial variables,
// 1970), its chance by permutations within each row, its interval by the likelihoods that are near the greatest. Pure;
// any thread.

#include "record/answers/probe_record.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace plimsoll {

struct AskedRow {
  double t_s = 0, took_s = 0;
  std::uint16_t row = 0;
  bool is_changed = false;
};

struct FoundOnset {
  DriftOnset onset{};
  std::size_t place = 0;  // the first answer behind it
  double share_before = 0, share_after = 0;
  double p_value = 1;
};

// Nothing where none or all changed, or no share rises. In the order of time.
std::optional<FoundOnset> find_onset(const std::vector<AskedRow>& asked, std::uint64_t seed);

}  // namespace plimsoll
