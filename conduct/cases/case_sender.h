#pragma once

// Sends requests of a trial of bad ones: one alone and judged, a good one to see whether the target is still there,
// many in a row. Blocks; one thread.

#include "conduct/cases/case_result.h"
#include "core/error.h"
#include "scenarios/scenario.h"

#include <cstdint>
#include <string>
#include <vector>

namespace plimsoll {

struct CaseAnswer {
  CaseResult::Verdict verdict = CaseResult::Verdict::refused;
  int status = 0;
  double time_ms = 0;
  std::string found;  // empty: as expected
};

class CaseSender {
 public:
  explicit CaseSender(const CaseTrialInput& input) : input_(input) {}

  // With its templates filled in, as one first user would.
  Result<RequestTemplate> settle(const RequestTemplate& request) const;
  static RequestTemplate with_body(const RequestTemplate& request, std::string body);
  static std::string body_of(const RequestTemplate& request);
  // Method, path, headers and body as a failure's example has them, secrets taken out.
  std::string excerpt(const RequestTemplate& request) const;

  Result<CaseAnswer> send(const RequestTemplate& request) const;
  // Within that time, once or again.
  bool answers(const RequestTemplate& good, Nanos within) const;
  // In turn, by one user; false: they could not be sent.
  bool send_many(const std::vector<const RequestTemplate*>& requests, std::uint64_t count) const;

 private:
  Scenario scenario_of(std::vector<RequestTemplate> steps) const;

  const CaseTrialInput& input_;
};

}  // namespace plimsoll
