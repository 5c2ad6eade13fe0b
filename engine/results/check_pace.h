#pragma once

// Which answers are looked into where there is no time for all: the checks of a shard may take a share of its thread's
// time, and where they take more, or make its loop late, a sample of the answers is drawn, whatever is in them. The
// first of each request are always checked. Owned by a recorder; its thread.

#include "core/random.h"
#include "core/time.h"
#include "record/answers/check_count.h"
#include "scenarios/answers/check_budget.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace plimsoll {

class CheckPace {
 public:
  static constexpr std::uint64_t kFirst = 100;  // of each request

  explicit CheckPace(std::size_t names) : counts_(names), seen_(names, 0) {}

  // Before anything is checked.
  void set_budget(const CheckBudget& budget, std::uint64_t seed);

  // Whether the next answer to that request is looked into.
  bool admits(std::size_t name_index) {
    return seen_[name_index] < kFirst || chance_ >= 1 || random_.uniform() < chance_;
  }
  // What its check took, and what it found.
  void note_checked(std::size_t name_index, bool counts, bool is_wrong, Instant began, Instant ended);
  void note_passed_over(std::size_t name_index, bool counts);
  // The loop woke so much later than it should.
  void note_lag(Nanos late, Instant now);

  // By the places of their requests' names, which are not in them.
  const std::vector<CheckCount>& counts() const noexcept { return counts_; }
  double chance() const noexcept { return chance_; }

 private:
  void adapt(double used);

  std::vector<CheckCount> counts_;
  std::vector<std::uint64_t> seen_;  // checked, the warm-up included
  double share_ = 1;
  double chance_ = 1;
  Random random_{0};
  Instant window_{};
  Nanos spent_{0};
};

}  // namespace plimsoll
