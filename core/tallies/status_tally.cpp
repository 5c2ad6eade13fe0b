#include "core/tallies/status_tally.h"

#include <algorithm>

namespace plimsoll {

void StatusTally::add_further(int status, std::uint64_t answers) {
  if (status <= 0) return;
  const auto place =
      std::find_if(counts_.begin(), counts_.end(), [&](const Count& one) { return one.status >= status; });
  if (place != counts_.end() && place->status == status)
    place->answers += answers;
  else
    counts_.insert(place, {status, answers});
}

}  // namespace plimsoll
