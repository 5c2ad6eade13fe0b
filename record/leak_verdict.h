#pragma once

// What was found about a memory: leaking or not, how fast, why, in one sentence. Made by judgement/judge.h, kept in the
// run record, read by every report. Plain values; any thread.

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace plimsoll {

enum class Verdict { clean, suspected, leaking, inconclusive };

std::string_view to_string(Verdict verdict);

// Greater for the graver one: clean, inconclusive, suspected, leaking.
int gravity_of(Verdict verdict);

constexpr bool is_accused(Verdict verdict) { return verdict == Verdict::leaking || verdict == Verdict::suspected; }

// What an inconclusive verdict lacks, so that a gate can tell "too short" from the rest.
enum class Inconclusive { none, too_short, falls, noise, moving, sawtooth, no_floor, released, unit };

// Who says in which unit the numbers of a recording are: the column's name, a column beside it, the numbers themselves,
// the user, or nobody.
enum class UnitSource { name, neighbour, number, option, guess };

struct UnitRead {
  std::string unit;  // "KiB"
  UnitSource from = UnitSource::name;

  bool operator==(const UnitRead&) const = default;
};

struct RequestAttribution {
  std::string name;
  std::optional<double> bytes_per_request, ci_low, ci_high;  // all absent where the type cannot be told from the others

  bool operator==(const RequestAttribution&) const = default;
};

struct ModelPoint {
  double t_s = 0;
  double bytes = 0;

  bool operator==(const ModelPoint&) const = default;
};

// The judged line with its shape, drawable: what the memory's floor was and what the model makes of it.
struct Model {
  std::vector<ModelPoint> floor;
  std::vector<ModelPoint> curve;  // the model at the same times
  std::string shape;              // as to_string(ShapeKind) in judgement/fitting says it: "none", "hinge", ...
  // hinge, step: the place as a share of the judged part; settling: the time constant as a share of a life; root: the
  // exponent.
  double shape_parameter = 0;

  bool operator==(const Model&) const = default;
};

// How the verdict came about, for those who check it. Names as in docs/leak-detection.md.
struct Intermediate {
  double phi = 0;
  double raw = 0;
  double cut = 0;
  std::size_t floor_points = 0;
  double t = 0;
  double plain_t = 0;
  double walk_t = 0;
  double walk_ratio = 0;
  double events = 0;
  std::size_t possible_shapes = 0;
  std::size_t trimmed = 0;
  bool sawtooth = false;
  std::size_t teeth = 0;  // that are floor points
  bool persists = false;
  bool tends = false;
  bool worth = false;
  bool harmless = false;
  bool fell_at_once = false;
  std::string shape;
  double shape_parameter = 0;

  bool operator==(const Intermediate&) const = default;
};

// What lies behind the verdict, where the fits decide it. Rules in docs/leak-detection.md.
enum class CauseKind {
  plateau,        // growth that has ended
  step,           // one rise
  collector,      // rises between collections, to the same floor
  recycling,      // grows within a life, given back at its end
  cache_filling,  // growth that slows and may end
  per_request,    // a leak that follows the requests
  per_time,       // a leak that goes on whatever the load
  per_abort,      // a leak that follows the requests whose client left before the answer
  descriptors,    // what leaks are open files
  shared_memory,  // what leaks is shared memory
  gpu,            // what leaks is memory of the GPU
};

struct Cause {
  CauseKind kind = CauseKind::plateau;
  std::string evidence;  // one sentence with its figures

  bool operator==(const Cause&) const = default;
};

struct LeakVerdict {
  Verdict verdict = Verdict::inconclusive;
  Inconclusive why = Inconclusive::none;
  std::optional<double> bytes_per_second, ci_low, ci_high;
  std::optional<double> bytes_per_request, bytes_per_request_ci_low, bytes_per_request_ci_high;
  std::optional<double> onset_s;
  std::optional<double> limit_bytes, seconds_to_limit;
  std::optional<double> recommended_duration_s;  // absent where no longer run is recommended
  std::string explanation;
  std::optional<double> pool_bytes;  // of a board, constant to the byte in one process: what leaks inside is not seen
  std::optional<Cause> cause;
  std::vector<RequestAttribution> by_request;  // empty with fewer than two types
  std::optional<Model> model;                  // absent where processes that came and went gave the answer
  Intermediate intermediate;

  bool operator==(const LeakVerdict&) const = default;
};

}  // namespace plimsoll
