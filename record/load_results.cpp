#include "record/load_results.h"

#include <algorithm>

namespace plimsoll {

// Of each load the first of all that there are, in whatever order the parts come.
void OpenArrivals::merge(const OpenArrivals& other) {
  planned += other.planned;
  never_started += other.never_started;
  dropped_while_late += other.dropped_while_late;
  starts.insert(starts.end(), other.starts.begin(), other.starts.end());
  std::sort(starts.begin(), starts.end());
  std::size_t of_load = 0;
  std::size_t load = 0;
  std::erase_if(starts, [&](const ArrivalStart& start) {
    of_load = start.load == load ? of_load + 1 : 1;
    load = start.load;
    return of_load > kMostStarts;
  });
}

std::vector<ArrivalGap> OpenArrivals::gaps() const {
  std::vector<ArrivalGap> gaps;
  std::size_t of_load = 0;
  for (std::size_t i = 1; i < starts.size(); ++i) {
    const auto& before = starts[i - 1];
    if (starts[i].load != before.load) of_load = 0;
    if (starts[i].load != before.load || starts[i].number != before.number + 1 || of_load == kMostGaps) continue;
    ++of_load;
    const double length = starts[i].planned - before.planned;
    if (length >= before.least) gaps.push_back({length, before.shape, before.least});
  }
  return gaps;
}

namespace {

void merge_looks(std::optional<CacheLook>& into, const std::optional<CacheLook>& from) {
  if (!from) return;
  if (!into) into.emplace();
  into->looked_at += from->looked_at;
  into->cached += from->cached;
  if (into->sign.empty()) into->sign = from->sign;
  into->compared += from->compared;
  into->repeated += from->repeated;
}

void merge_odd_answers(std::vector<OddAnswer>& into, const std::vector<OddAnswer>& from) {
  for (const auto& odd : from) {
    const auto same =
        std::find_if(into.begin(), into.end(), [&](const auto& one) { return one.request == odd.request; });
    if (same == into.end()) {
      into.push_back(odd);
      continue;
    }
    if (same->location.empty()) {
      same->status = odd.status;
      same->location = odd.location;
    }
    if (same->coding.empty()) same->coding = odd.coding;
    merge_looks(same->cache, odd.cache);
  }
}

}  // namespace

void LoadResults::merge(const LoadResults& other) {
  if (totals.by_request.size() < other.totals.by_request.size())
    totals.by_request.resize(other.totals.by_request.size());
  totals.merge(other.totals);
  merge_failures(failures, other.failures);
  merge_odd_answers(odd_answers, other.odd_answers);
  merge_check_counts(check_counts, other.check_counts);
  merge_flows(flows, other.flows);
  ended_by = std::max(ended_by, other.ended_by);
  duration_s = std::max(duration_s, other.duration_s);
  arrivals.merge(other.arrivals);
  cpu_seconds.insert(cpu_seconds.end(), other.cpu_seconds.begin(), other.cpu_seconds.end());
  loop_lag.merge(other.loop_lag);
  lateness.merge(other.lateness);
  waited_seconds += other.waited_seconds;
  ever_connected = ever_connected || other.ever_connected;
  if (first_connect_failure.empty()) first_connect_failure = other.first_connect_failure;
  if (fault.empty()) fault = other.fault;
  if (data_fault.empty()) data_fault = other.data_fault;
}

}  // namespace plimsoll
