#pragma once

// What a sweep came to: each level of load as a run of its own, and what they show together. Built by the conductor of
// sweeps, read by the writers; a value, any thread. sweep_record_json.h makes it text.

#include "record/run_record.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace plimsoll {

enum class SweepOver { users, rate };

enum class LevelState {
  holds,      // every threshold but that of a leak
  breaks,     // not all of them, or the target went away
  invalid,    // Plimsoll itself was the bottleneck, so nobody knows
  cut_short,  // interrupted
};

// Of a time: absent where the level has too few of it.
struct LevelTimes {
  std::optional<double> p50_ms{}, p90_ms{}, p99_ms{};
};

struct LevelStreams {
  std::uint64_t streams = 0;  // good ones
  LevelTimes first_token;     // from due
  LevelTimes time_per_token;
  std::string tokens_by;  // whose count: "token_by_usage"
  std::optional<double> tokens_per_second{};
};

struct LevelMemory {
  double first_bytes = 0, last_bytes = 0, max_bytes = 0;  // of the first thing watched, resident
  std::string verdict{};  // gravest of the level, in words as in run.json; empty: nothing was judged
};

// How right its answers were, where rows have labels: "log_loss" and others (core/quality/quality_stats.h).
struct LevelFigure {
  std::string name;
  double value = 0;
};

struct SweepLevel {
  double level = 0;  // users, or arrivals a second that were asked for
  LevelState state = LevelState::holds;
  std::vector<std::string> reasons;  // why it does not hold, a sentence each
  std::string run_id;
  std::string folder;            // beside sweep.json; empty: none was kept
  double from_s = 0;             // its steady window: from its warm-up's end,
  double seconds = 0;            // so long
  std::uint64_t requests = 0;    // due in it and finished, then or after it
  std::uint64_t failures = 0;    // among them
  std::uint64_t dropped = 0;     // that the target had no room for
  std::uint64_t unfinished = 0;  // that had not been answered when the level was given up
  double per_second = 0;         // finished within the window, whenever they were due
  double good_per_second = 0;    // and good
  double margin = 0;             // of both, as a share of them, with 95 % confidence: from how the seconds differ
  LevelTimes response_time;
  std::optional<LevelStreams> streams{};
  // Goodput: requests that met every limit of `slo`; without one, good ones.
  std::uint64_t held = 0;
  double goodput_per_second = 0;
  double share = 0, share_low = 0, share_high = 1;  // of all that were due; Wilson, 95 %
  std::optional<LevelMemory> memory{};
  std::vector<LevelFigure> quality{};  // of all labelled rows

  std::optional<double> figure(std::string_view figure_name) const {
    for (const auto& one : quality)
      if (one.name == figure_name) return one.value;
    return std::nullopt;
  }
};

struct SweepKnee {
  double level = 0;
  double per_second = 0;
  double below = 0, above = 0;  // the measured levels beside it
  double slope_before = 0, slope_after = 0, explained = 0;
};

// The highest level up to which all hold.
struct SweepLimit {
  std::optional<std::size_t> holds{};   // of SweepRecord::levels; none does
  std::optional<std::size_t> beyond{};  // the lowest one above that does not; absent: all hold
  bool by_us = false;                   // that one is invalid: the limit is the generator's
};

struct SweepBest {
  std::size_t level = 0;              // of SweepRecord::levels, the highest goodput
  double low = 0, high = 0;           // of its goodput a second, with 95 % confidence
  bool resolved = false;              // no other level's interval reaches it
  std::vector<std::size_t> rivals{};  // those that do
};

struct SweepRequirement {
  std::string figure;  // users, rate, goodput, throughput, knee
  double least = 0;
  bool strict = false;     // above, not only reached
  std::string expression;  // as written
  bool met = false;
  std::optional<double> actual{};
};

struct SweepRecord {
  std::string tool_version;
  std::string id;
  std::string name;
  std::string note;
  std::string started_at;  // RFC 3339
  double duration_s = 0;   // of all of it
  std::uint64_t seed = 0;  // each level has one of its own, made of it
  std::string target;
  std::string scenario_text;
  SweepOver over = SweepOver::users;
  bool automatic = false;  // levels were chosen by what those before came to
  double warmup_s = 0, hold_s = 0;
  bool has_slo = false;             // goodput is of its limits
  std::vector<std::string> limits;  // thresholds that a level has to hold
  Facts environment;

  std::vector<SweepLevel> levels;  // in ascending order
  std::optional<SweepKnee> knee{};
  std::string why_no_knee;
  SweepLimit limit;
  std::optional<SweepBest> best{};
  std::vector<SweepRequirement> requirements;
  std::vector<std::string> notes;
  RunVerdict verdict;
};

inline std::string_view to_string(SweepOver over) { return over == SweepOver::users ? "users" : "rate"; }

inline std::string_view to_string(LevelState state) {
  switch (state) {
    case LevelState::holds:
      return "holds";
    case LevelState::breaks:
      return "breaks";
    case LevelState::invalid:
      return "invalid";
    case LevelState::cut_short:
      break;
  }
  return "cut short";
}

}  // namespace plimsoll
