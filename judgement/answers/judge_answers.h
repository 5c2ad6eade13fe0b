#pragma once

// Why answers that should stay the same did not: from the start (a model that samples), from an instant on (drift), by
// who answers (a stale replica), or under load alone (shared state). Each by a test with a chance of its own; how often
// each is wrong on simulated runs is in docs/drift.md. Pure; any thread.

#include "judgement/answers/answer_trace.h"
#include "judgement/answers/onset.h"
#include "judgement/answers/servers.h"
#include "record/answers/probe_record.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace plimsoll {

struct AnswersJudgement {
  AnswersVerdict verdict = AnswersVerdict::inconclusive;
  std::string reason;  // a sentence
  std::optional<DriftOnset> onset{};
  std::optional<std::size_t> header{};  // that tells servers apart
  std::vector<std::string> notes;
};

// The same trace and seed, the same judgement.
AnswersJudgement judge_answers(const AnswerTrace& trace, std::uint64_t seed = 1);

}  // namespace plimsoll
