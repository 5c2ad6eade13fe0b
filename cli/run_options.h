#pragma once

// The options of `run` (and of what runs like it), as they were given, and the Scenario they make: alone for a URL, or
// over a scenario file. An option beats its environment variable, that beats the scenario, that the default.

#include "conduct/conductor.h"
#include "scenarios/finding.h"

#include <optional>
#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace plimsoll {

// Text as typed; what was not given is absent. Parsed by build_plan, so that each message names its option.
struct RunOptions {
  std::string source;  // SCENARIO.yaml or URL
  std::optional<std::string> target, users, spawn_rate, wait, duration, requests, warmup, timeout, threads, seed, limit,
      leak_minimum;
  std::optional<std::string> rate, arrivals, max_in_flight, control, io, cooldown, at_most;
  std::optional<std::string> method, expect_status, ca, cert, key, out, report;
  std::vector<std::string> headers, bodies, watch, leak_ignore, fail_if, set, sources, resolve;
  bool insecure = false;
  bool no_keep_alive = false;
  bool quiet = false;
  bool no_progress = false;
  bool inspect = false;
};

void add_run_options(CLI::App& command, RunOptions& options);

// A scenario ready to run, or everything that is wrong with what was given.
struct Plan {
  std::optional<Scenario> scenario;
  RunSettings settings;
  std::vector<Finding> findings;  // of the scenario or its files: exit 65
  std::vector<Finding> usage;     // of the command line: exit 64
  std::vector<std::string> warnings;
};

Plan build_plan(const RunOptions& options);

// The file's scenario, or the one that a URL alone makes; for `check`, which has no other options.
bool looks_like_url(const std::string& source);

}  // namespace plimsoll
