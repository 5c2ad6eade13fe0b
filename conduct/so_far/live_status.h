#pragma once

// What a person is shown while a run goes on: the last 10 s and the whole. A value, made by RunSoFar; any thread.

#include "core/histogram.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace plimsoll {

struct LiveMemory {
  std::string description;
  std::optional<double> bytes;
  std::vector<double> recent;  // oldest first
  bool gone = false;
  bool without_memory = false;  // it has none to tell, and no row in the live view
};

// One of the loads, as it may be changed.
struct LiveLoad {
  std::string name;             // empty: the only one
  bool closed = true;           // users; else a rate
  std::optional<double> level;  // users, or arrivals a second, that are wanted; absent: it follows its stages
};

// Of the requests whose answers come as streams.
struct LiveStreams {
  std::uint64_t open = 0;        // in flight
  bool is_counted = false;       // the server counts tokens
  double tokens_per_second = 0;  // of the last 10 s, by that count, of streams that ended
  double events_per_second = 0;  // with a fragment, likewise, as they came
  Histogram recent;              // first token, of the last 10 s
  Histogram whole;               // of the run
};

// Of a request whose rows have labels the figure that decides: log loss, else accuracy, else RMSE.
struct LiveQuality {
  std::string request;
  std::string figure;              // its name: "log_loss"
  double whole = 0;                // of the run without its warm-up
  std::optional<double> recent{};  // of the last 10 s; absent: no row came
};

// Answers to rows that are asked again and again, from before the load on.
struct LiveProbes {
  std::uint64_t asked = 0;
  std::uint64_t changed = 0;
};

struct LiveStatus {
  std::string name;
  std::string target;
  double elapsed_s = 0;
  double planned_s = 0;   // 0: nobody knows
  bool with_load = true;  // false: only watched
  double warmup_s = 0;
  bool stopping = false;
  bool cooling_down = false;   // nothing is sent any more
  bool until_verdict = false;  // `planned_s` is the most
  std::string outlook;         // of a run until its verdict: "inconclusive, about 6 min more"
  double active_users = 0;
  std::uint64_t in_flight = 0;
  std::uint64_t requests = 0;  // warm-up included
  std::uint64_t failures = 0;
  double requests_per_second = 0;        // of the last 10 s
  Histogram recent;                      // response times of the last 10 s
  Histogram whole;                       // of the run
  std::optional<LiveStreams> streams{};  // absent: none are asked for
  std::vector<LiveQuality> quality{};    // of requests with answers to labelled rows
  std::optional<LiveProbes> probes{};    // absent: there are none, or nothing was answered yet
  std::vector<LiveMemory> memory;
  std::vector<LiveLoad> loads;  // where it can be changed
  bool paused = false;
};

}  // namespace plimsoll
