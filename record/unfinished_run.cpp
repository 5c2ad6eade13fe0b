#include "record/unfinished_run.h"

#include <array>
#include <string>
#include <utility>

namespace plimsoll {
namespace {

constexpr int kInternal = 70;

constexpr std::array<std::pair<UnfinishedRun, std::string_view>, 3> kSentences = {
    {{UnfinishedRun::open, "The run goes on, or was cut off: this is how far it had come, and nothing was judged."},
     {UnfinishedRun::goes_on, "The run goes on: this is how far it had come. It is judged at its end."},
     {UnfinishedRun::cut_off,
      "The run was cut off: its process is gone. This is how far it had come, and nothing was judged."}}};

}  // namespace

void mark_unfinished(RunRecord& record, UnfinishedRun how) {
  record.ended_by = EndedBy::error;
  record.verdict.outcome = RunOutcome::error;
  record.verdict.exit_code = kInternal;
  for (const auto& [which, sentence] : kSentences)
    if (which == how) record.verdict.reasons = {std::string(sentence)};
}

std::optional<UnfinishedRun> unfinished_run(const RunRecord& record) {
  if (record.ended_by != EndedBy::error || record.verdict.reasons.size() != 1) return std::nullopt;
  for (const auto& [which, sentence] : kSentences)
    if (record.verdict.reasons.front() == sentence) return which;
  return std::nullopt;
}

}  // namespace plimsoll
