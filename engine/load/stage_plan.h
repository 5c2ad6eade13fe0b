#pragma once

// A level over time, from stages that ramp linearly: users that are wanted, or arrivals a second. Before the first
// stage it is 0, after the last one it stays. A value; any thread.

#include "core/time.h"
#include "scenarios/load.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace plimsoll {

// From the start of the load.
struct TimeSpan {
  Nanos begin{0};
  Nanos end{0};
};

class StagePlan {
 public:
  explicit StagePlan(const std::vector<Stage>& stages);

  // From now on, at `from` on the plan's time, the level goes to this one in a ramp of so much a second.
  StagePlan changed_to(double level, double per_second, Nanos from) const;

  // Level 0 in these, which are in order and apart; the same at all other times.
  StagePlan silent_in(const std::vector<TimeSpan>& spans) const;

  // After a jump at that instant.
  double level_at(Nanos time) const;
  double highest() const;
  // Of all stages together.
  Nanos length() const;

  // How many arrivals are due before that instant: the integral of the level.
  double arrivals_until(Nanos time) const;
  // The last instant up to which not more than so many are due; nothing if that never ends.
  std::optional<Nanos> due_of(double arrivals) const;

  // User `number` (from 0) is wanted while the level is above its number: a ramp from 0 to 10 in 10 s wants the first
  // at 0 and the last at 9 s. The first instant from `from` on at which it is wanted, or is not; nothing if never.
  std::optional<Nanos> wanted_from(std::uint32_t number, Nanos from) const;
  std::optional<Nanos> unwanted_from(std::uint32_t number, Nanos from) const;

 private:
  struct Piece {
    double begin;  // seconds
    double end;
    double low;  // level at the begin
    double high;
    double area;  // before it
    double slope() const { return end > begin ? (high - low) / (end - begin) : 0; }
    double level(double time) const { return low + slope() * (time - begin); }
    double area_at(double time) const { return area + (time - begin) * (low + level(time)) / 2; }
  };

  StagePlan() = default;
  void add(double length, double level);
  void append(double begin, double end, double low, double high);
  const Piece& piece_at(double time) const;
  std::optional<Nanos> crossing(double level, Nanos from, bool above) const;

  std::vector<Piece> pieces_;  // at least one; the last is endless
};

// Users that are wanted: by the stages, or spawned evenly at the spawn rate.
StagePlan user_plan(const ClosedLoad& load);

}  // namespace plimsoll
