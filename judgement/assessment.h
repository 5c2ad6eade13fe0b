#pragma once

// What the fits say about one series: the line, its certainty, and every condition of the decision. Plain values, each
// owned by one judgement; any thread.

#include "judgement/fitting/cut.h"
#include "judgement/fitting/fit.h"
#include "judgement/fitting/random_walk.h"
#include "judgement/movement.h"
#include "record/leak_verdict.h"

#include <cstddef>
#include <optional>

namespace plimsoll {

struct Assessment {
  double phi = 0, raw = 0;  // autocorrelation
  ShapeFit chosen;
  double slope = 0;  // bytes a second, of the chosen model
  double standard_error = 0;
  double low = 0, high = 0;  // 95 % interval of the slope
  double t = 0, plain_t = 0;
  WalkFit walk;
  double events = 0;
  std::size_t possible_shapes = 0;
  std::size_t floor_size = 0;
  std::size_t trimmed = 0;
  Movement moved;

  double duration_s = 0;          // of the judged trace
  double start_bytes = 0;         // the floor where the judged part begins
  double judged_s = 0;            // of one life, without the cut
  double horizon_s = 0;           // over which growth must be small to be harmless
  double bound_bytes = 0;         // what is small over the horizon
  double upper_growth_bytes = 0;  // what the line may add at most over the horizon
  double hidden_bytes = 0;        // what the noise hides over the trace
  double late_bytes = 0;          // what line and shape add in the last quarter
  double excused_bytes = 0;       // growth of the line over the trace that so short a trace cannot tell from settling
  double filled_bytes = 0;        // as Stakes has it
  double given_back = 0;          // share of the growth, where there is an idle end

  bool significant = false, worth = false, in_many_steps = false, floor_known = false, fell_at_once = false;
  bool line_agrees = false, persists = false, not_a_walk = false, one_process = false, tends = false;
  bool clearly_rises = false, harmless = false, gave_back = false, beyond_sampling = false;
  bool several_lives = false, long_enough = false, settled = false, within_bounds = false, grew_more = false;
  bool rests = false;    // has come to rest, under a load that went on
  bool goes_on = false;  // certainly rises, by more than is small and more than may be excused
  bool matters = false;

  double grown_bytes() const { return slope * duration_s; }  // of the line, over the whole trace
};

// Growth below it is never accused, of memory at this level.
double least_worth_bytes(double level_bytes);

// What growth is measured against.
struct Stakes {
  double filled_bytes = 0;  // what a healthy service may fill in its first minutes, whatever its size
  double horizon_s = 0;     // within which growth must matter to be told of a service that may yet settle
  std::optional<double> limit_bytes;
};

// Absent where nothing can be fitted.
std::optional<Assessment> assess(const Series& series, const Trimmed& floor, const Stakes& stakes);

// What is small whatever its shape, for memory at this level.
double harmless_bytes(double level_bytes);

// How long a trace with this line would have to be to tell it from settling.
double seconds_to_be_sure(const Assessment& found);

// A line that no shape excuses, whatever its size.
bool is_straight(const Assessment& found);

// Leaking or suspected, were it not for memory that was given back after the load.
bool accused(const Assessment& assessment);

Verdict decide(const Assessment& assessment);

}  // namespace plimsoll
