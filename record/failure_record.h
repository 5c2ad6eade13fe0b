#pragma once

// Failures of a run by kind, each with a bounded number of examples: text that any report can hold, secrets redacted,
// UTF-8. Collected by the engine; values, any thread.

#include <cstdint>
#include <string>
#include <vector>

namespace plimsoll {

struct FailureExample {
  double t_s = 0;                // when it was done, from the start of the load
  std::string request_excerpt;   // request line, headers (secrets redacted), start of the body
  std::string response_excerpt;  // status line, headers, start of the body; what a check found comes first
};

// One kind of failure of one request, counted.
struct FailureRecord {
  std::string request;
  std::string kind;  // "status", "timeout", "check", ...
  std::string message;
  std::uint64_t count = 0;
  bool warmup = false;  // happened in the warm-up: shown, not counted as a failure of the run
  std::vector<FailureExample> examples;
};

}  // namespace plimsoll
