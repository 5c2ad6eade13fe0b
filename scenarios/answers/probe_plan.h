#pragma once

// Rows that are asked again and again beside a load, whose answers must stay the same. A value; any thread.

#include "core/time.h"
#include "record/answers/probe_record.h"

#include <cstddef>
#include <string>
#include <vector>

namespace plimsoll {

struct ProbePlan {
  static constexpr std::size_t kMostRows = 64;
  static constexpr std::size_t kMostAtOnce = 16;

  std::string request;  // by its name; empty: the first of the scenario
  std::size_t rows = 16;
  Nanos every = std::chrono::seconds(1);
  std::size_t at_once = 4;
  double within = 0;                  // numbers may differ by this share of the greater one
  std::vector<std::string> ignore;    // JSON paths whose values vary
  std::string server_header;          // lower case; empty: found
  std::vector<AnswersVerdict> allow;  // these do not fail the run
};

}  // namespace plimsoll
