#pragma once

// The whole plan of a run as plain data: immutable once it is parsed and validated. Built from a file (parse.h) or from
// command-line options; owned by the conductor, read by every room; any thread.

#include "core/time.h"
#include "record/rules/rules_record.h"
#include "record/threshold.h"
#include "scenarios/answers/check_budget.h"
#include "scenarios/answers/probe_plan.h"
#include "scenarios/feeder.h"
#include "scenarios/guard.h"
#include "scenarios/header_list.h"
#include "scenarios/load.h"
#include "scenarios/monitoring.h"
#include "scenarios/request_template.h"
#include "scenarios/target.h"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace plimsoll {

// What a user draws by weight: one request, or several steps in order.
struct Task {
  std::string name;
  double weight = 1;
  std::vector<RequestTemplate> steps;  // at least one
  std::optional<Wait> wait;            // instead of the load's
  bool ends_with_failure = false;      // with the first of a step; else it goes on, where nothing of it is needed
};

// Whether it is more than a request: its beginning, its end and its length are told then, in a row of their own.
bool is_flow(const Task& task);

struct Scenario {
  std::string name;
  std::string note;  // of a person, for the record
  Target target;
  Load load;
  std::vector<Header> headers;  // of every request; a request's own of the same name wins
  std::vector<Task> tasks;
  std::optional<Task> login{};          // of each user, before its first task and where it is answered 401
  std::optional<Task> before_all{};     // once, before the load; in no figure of it
  std::optional<Task> after_all{};      // once, after it
  std::vector<std::string> captured{};  // every name that values are captured by: their slots
  std::vector<Feeder> feeders;          // what {{NAME.COLUMN}} takes its values from
  Nanos connect_timeout = std::chrono::seconds(5);
  std::uint64_t max_response_bytes = 64ULL << 20;  // a longer answer is a failure, too_large
  std::vector<std::string> secret_headers;         // further names, lower case, whose values reach no output
  std::vector<std::string> secret_values;          // of `auth`: they reach no output, wherever they appear
  Monitoring monitoring;
  std::optional<Guard> guard{};
  std::optional<ProbePlan> probes{};
  CheckBudget check_budget;
  std::vector<Threshold> thresholds;  // those given; the defaults join in reports/
  std::optional<RuleSet> rules{};     // that the run is to follow besides
  std::optional<std::uint64_t> seed;
  bool seed_is_given = false;  // by a person: else it is drawn when the run begins
  // Of an audit, never of a file: every request of a task is filled in as its request of this number, from 0.
  std::optional<std::uint64_t> only_sample{};
  std::uint64_t first_sample = 0;  // of an audit too: what its requests begin with
  std::string source_text;         // the file as written, or the command line; secrets are not expanded in it

  // Every step's name in order of first appearance, those of the login last: the rows of every report.
  std::vector<std::string> request_names() const;
  // What users do: the tasks, and the login behind them.
  std::vector<const Task*> user_tasks() const;
  // And what is sent once besides.
  std::vector<const Task*> all_tasks() const;

  // What load may speak to besides the target: where redirects may lead, who gives tokens.
  std::vector<Url> further_places() const;
};

}  // namespace plimsoll
