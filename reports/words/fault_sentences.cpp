#include "reports/words/fault_sentences.h"

#include "core/units.h"
#include "reports/words/text.h"

#include <fmt/format.h>

#include <algorithm>

namespace plimsoll {
namespace {

std::string answers_text(const FaultCount& count) {
  std::string text;
  for (std::size_t i = 0; i < count.by_class.size(); ++i) {
    if (count.by_class[i] == 0) continue;
    text += fmt::format("{}{} {}", text.empty() ? "" : ", ", format_count(count.by_class[i]),
                        i == 0 ? "without an answer" : fmt::format("answered {}xx", i));
  }
  return text;
}

// Who goes away after a time may have had its answer by then.
std::string left_text(const FaultCount& count) {
  return count.left == 0 ? "" : fmt::format("; {} left before the answer was whole", format_count(count.left));
}

std::string kinds_text(const FaultTally& faults) {
  std::string text;
  for (std::size_t i = 0; i < kFaultKinds; ++i) {
    const auto& count = faults.by_kind[i];
    if (count.attempts == 0) continue;
    text += fmt::format("{}{} {} ({}{})", text.empty() ? "" : "; ", to_string(static_cast<FaultKind>(i)),
                        format_count(count.attempts), answers_text(count), left_text(count));
  }
  return text;
}

}  // namespace

std::vector<std::string> fault_sentences(const RunRecord& record) {
  std::vector<std::string> sentences;
  const auto& all = record.stats.by_request;
  for (std::size_t i = 0; i < std::min(all.size(), record.request_names.size()); ++i) {
    if (all[i].faults.empty()) continue;
    sentences.push_back(fmt::format("Wrong on purpose, and in none of the figures, of {}: {}.", record.request_names[i],
                                    kinds_text(all[i].faults)));
  }
  if (record.stats.warmup.faulted > 0)
    sentences.push_back(
        fmt::format("Wrong on purpose in the warm-up: {}.", plural(record.stats.warmup.faulted, "attempt")));
  return sentences;
}

}  // namespace plimsoll
