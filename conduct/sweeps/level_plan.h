#pragma once

// Which level of load a sweep tries next. Given levels come in ascending order. Where none are given: doubled from the
// lowest on until the target is over-saturated (and a limit on its times no longer holds, where there is one), then
// between the highest that holds and the lowest that does not, until the limit is known to a twentieth. Knows no clock
// and no target; owned by the sweep; one thread.

#include "core/error.h"
#include "record/sweeps/sweep_record.h"

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

namespace plimsoll {

struct SweepLevels {
  SweepOver over = SweepOver::users;
  std::vector<double> given{};    // ascending; empty: chosen on the way
  double from = 1, to = 0;        // of those that are chosen; 0: as far as a load may go
  bool seeks_limit = false;       // of those that are chosen: not before a level breaks one
  std::vector<double> besides{};  // that are tried in any case: what is required
};

// "1,2,4,8"; "1..256" in so many geometric steps, both ends among them; "auto"; "auto 4..1000". A rate may have its
// unit: "5/s..500/s", "300/min".
Result<SweepLevels> parse_levels(std::string_view text, SweepOver over, std::size_t steps);

class LevelPlan {
 public:
  static constexpr std::size_t kMostLevels = 40;

  explicit LevelPlan(SweepLevels levels);

  // Nothing: all is known, or no more is to be tried.
  std::optional<double> next() const;

  // What the level that was next came to.
  void add(const SweepLevel& level);
  // No more is to be tried: the target is gone.
  void end() { ended_ = true; }

  // Of given levels how many there are; 0 where they are chosen.
  std::size_t planned() const { return levels_.given.size(); }

 private:
  struct Tried {
    double level = 0;
    bool holds = false;
    bool invalid = false;
    double good_per_second = 0;
    double failed = 0;    // share
    bool behind = false;  // far fewer were answered than came
  };

  std::optional<double> next_given() const;
  std::optional<double> next_higher() const;
  std::optional<double> next_between() const;
  bool is_saturated() const;
  double rounded(double level) const;
  bool is_tried(double level) const;

  SweepLevels levels_;
  std::vector<Tried> tried_;  // ascending
  bool ended_ = false;
};

}  // namespace plimsoll
