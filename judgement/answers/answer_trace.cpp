#include "judgement/answers/answer_trace.h"

#include <algorithm>

namespace plimsoll {

std::vector<std::uint8_t> reference_answers(const AnswerTrace& trace) {
  std::vector<std::array<std::uint32_t, ProbeAnswer::kNone + 1>> counts(trace.rows);
  std::vector<std::uint8_t> references(trace.rows, ProbeAnswer::kNone);
  for (const auto& one : trace.answers)
    if (one.phase == ProbePhase::before && one.answer != ProbeAnswer::kNone) ++counts[one.row][one.answer];
  for (std::size_t row = 0; row < trace.rows; ++row) {
    const auto most = std::max_element(counts[row].begin(), counts[row].end());
    if (*most > 0) references[row] = static_cast<std::uint8_t>(most - counts[row].begin());
  }
  for (const auto& one : trace.answers)
    if (references[one.row] == ProbeAnswer::kNone) references[one.row] = one.answer;
  return references;
}

}  // namespace plimsoll
