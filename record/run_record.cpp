#include "record/run_record.h"

#include <algorithm>

namespace plimsoll {
namespace {

int gravity_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::clean:
      return 0;
    case Verdict::inconclusive:
      return 1;
    case Verdict::suspected:
      return 2;
    case Verdict::leaking:
      return 3;
  }
  return 0;
}

}  // namespace

std::string_view to_string(EndedBy ended_by) {
  switch (ended_by) {
    case EndedBy::duration:
      return "duration";
    case EndedBy::requests:
      return "requests";
    case EndedBy::interrupted:
      return "interrupted";
    case EndedBy::aborted:
      return "aborted";
    case EndedBy::error:
      return "error";
    case EndedBy::verdict:
      return "verdict";
  }
  return "error";
}

std::string_view to_string(RunOutcome outcome) {
  switch (outcome) {
    case RunOutcome::pass:
      return "pass";
    case RunOutcome::fail:
      return "fail";
    case RunOutcome::leak:
      return "leak";
    case RunOutcome::invalid:
      return "invalid";
    case RunOutcome::error:
      return "error";
    case RunOutcome::interrupted:
      return "interrupted";
  }
  return "error";
}

RequestStats stats_of(const RunRecord& record, const std::string& request) {
  if (request.empty()) return record.stats.total();
  const auto& names = record.request_names;
  const auto place = static_cast<std::size_t>(std::find(names.begin(), names.end(), request) - names.begin());
  return place < std::min(names.size(), record.stats.by_request.size()) ? record.stats.by_request[place]
                                                                        : RequestStats{};
}

double measured_seconds(const RunRecord& record) { return std::max(0.0, record.duration_s - record.warmup_s); }

bool has_load(const RunRecord& record) {
  const bool nothing_sent = record.request_names.empty() && record.timeline.empty() && record.failures.empty();
  return !nothing_sent || (record.monitors.empty() && record.leaks.empty());
}

bool is_recording(const RunRecord& record) { return !has_load(record) && record.environment.empty(); }

double requests_per_second(const RunRecord& record, std::uint64_t requests) {
  const double seconds = measured_seconds(record);
  return seconds > 0 ? static_cast<double>(requests) / seconds : 0;
}

std::optional<double> rss_max_bytes(const RunRecord& record) {
  std::optional<double> most;
  for (const auto& monitor : record.monitors) {
    for (const auto& series : monitor.series) {
      if (series.name() != "rss_bytes") continue;
      for (const auto& point : series.points()) most = std::max(most.value_or(point.max), point.max);
    }
  }
  return most;
}

const LeakRecord* gravest_leak(const RunRecord& record) {
  const auto less_grave = [](const LeakRecord& a, const LeakRecord& b) {
    return gravity_of(a.verdict.verdict) < gravity_of(b.verdict.verdict);
  };
  const auto gravest = std::max_element(record.leaks.begin(), record.leaks.end(), less_grave);
  return gravest == record.leaks.end() ? nullptr : &*gravest;
}

}  // namespace plimsoll
