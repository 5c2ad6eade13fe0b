#include "record/failures.h"

#include <iterator>

namespace plimsoll {

void merge_failures(std::vector<FailureRecord>& into, const std::vector<FailureRecord>& from) {
  const auto same = [](const FailureRecord& a, const FailureRecord& b) {
    return a.request == b.request && a.kind == b.kind && a.warmup == b.warmup && a.message == b.message;
  };
  for (const auto& failure : from) {
    FailureRecord wanted{failure.request, failure.kind, failure.message, 0, failure.warmup, {}};
    auto& entry = failure_among(into, std::move(wanted), same);
    entry.count += failure.count;
    const auto room = std::min(kMostFailureExamples - entry.examples.size(), failure.examples.size());
    std::copy_n(failure.examples.begin(), room, std::back_inserter(entry.examples));
  }
}

}  // namespace plimsoll
