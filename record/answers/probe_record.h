#pragma once

// What became of probes: rows that were asked again and again, before the load, during it and after it, and whose
// answers should have stayed the same. Bounded in size; part of the run record; a value, any thread.

#include "core/time_series.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace plimsoll {

// The graver ones fail a run, unless its plan allows them.
enum class AnswersVerdict {
  same,              // no answer changed
  nondeterministic,  // asked alone, before any load, one row has several answers
  drift,             // the answers changed at an instant, and stayed so
  stale_replica,     // the answer depends on who gives it
  shared_state,      // right alone; under load the answers of other rows
  load_dependent,    // right alone before and after, wrong under load
  changed,           // some changed, and how cannot be told
  inconclusive,      // too few answers
};

std::string_view to_string(AnswersVerdict verdict);  // as in run.json: "stale_replica"

// Of one part of the run.
struct ProbeCounts {
  std::uint64_t asked = 0;    // answers that could be compared
  std::uint64_t changed = 0;  // of these
  std::uint64_t failed = 0;   // no answer, or one that is no success: in neither
};

// Who answered, by the value of a header or as a process: "process 4711 (gunicorn)".
struct ServerAnswers {
  std::string server;
  std::uint64_t asked = 0;
  std::uint64_t changed = 0;
};

struct ProbeExample {
  double t_s = 0;
  std::string row;       // "row 3"
  std::string expected;  // the start of it, secrets redacted
  std::string got;
  std::string server{};     // empty: nothing tells
  std::string answer_of{};  // the row whose answer this is; empty: none's
};

// From the start of the load, in seconds; the interval holds the onset with 95 % confidence.
struct DriftOnset {
  double t_s = 0, from_s = 0, to_s = 0;
};

// Of each second the share of answers that changed, and the greatest relative difference of a number in one.
inline constexpr std::string_view kProbesChanged = "probes_changed";
inline constexpr std::string_view kProbesDifference = "probes_difference";

struct ProbeRecord {
  static constexpr std::size_t kMostExamples = 5;

  std::string request;
  std::uint64_t rows = 0;
  double every_s = 0;
  std::uint64_t at_once = 0;
  ProbeCounts before{}, under_load{}, after{};  // asked one at a time, at_once at a time, one at a time
  std::vector<TimeSeries> series{};             // under load, as kProbesChanged and kProbesDifference name them
  AnswersVerdict verdict = AnswersVerdict::inconclusive;
  bool is_allowed = false;  // the plan allows it
  std::string reason;       // a sentence
  std::optional<DriftOnset> onset{};
  std::string server_header{};         // by which servers are told apart; empty: by none
  bool is_by_process = false;          // they are told apart by the process instead
  std::vector<ServerAnswers> servers;  // by it
  std::uint64_t of_other_rows = 0;     // changed answers that are the answer of another row
  std::optional<double> greatest_difference{};
  std::vector<std::string> notes;
  std::vector<ProbeExample> examples;

  // Of all that was asked; absent where nothing was.
  std::optional<double> share() const;
  // Whether it fails the run.
  bool is_wrong() const;
};

}  // namespace plimsoll
