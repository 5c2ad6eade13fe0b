#pragma once

// What a trial of bad requests is made of, and what became of each. Values; any thread.

#include "conduct/cases/target_memory.h"
#include "engine/results/redaction.h"
#include "scenarios/scenario.h"
#include "scenarios/templates/template_rendering.h"

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace plimsoll {

struct CaseResult {
  enum class Verdict {
    refused,       // as expected
    accepted,      // below 400, which its expectation allows
    unexpected,    // answered below 500, with another status than expected
    server_error,  // 500 and above
    hung,          // no whole answer within the timeout
    dropped,       // the connection ended before the answer was whole, or there was none
    grows,         // answered as expected, and the memory of the target grows with each
    not_sent,      // the target does not answer good requests any more
  };
  std::string request;  // the good one
  std::string name;
  Verdict verdict = Verdict::refused;
  int status = 0;  // 0: no answer came
  double time_ms = 0;
  std::string found;     // what is wrong, in a sentence; empty: nothing
  std::string smallest;  // the request that shows it, as FailureExample has it; empty: nothing is wrong
  std::uint64_t first_bytes = 0, smallest_bytes = 0;  // of the bodies
  bool shrunk_to_the_end = false;                     // nothing more of it can be taken away

  bool holds() const { return verdict == Verdict::refused || verdict == Verdict::accepted; }
};
std::string_view to_string(CaseResult::Verdict verdict);

struct CaseTrialInput {
  const Scenario& scenario;
  const Redaction& redaction;
  std::vector<CapturedValue> captured{};  // by slot: what is there already
  TargetMemory* memory = nullptr;         // null: it cannot be read
  std::function<bool()> is_stopped;       // asked again and again
};

}  // namespace plimsoll
