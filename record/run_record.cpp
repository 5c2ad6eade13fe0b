#include "record/run_record.h"

#include <algorithm>
#include <limits>
#include <tuple>

namespace plimsoll {
namespace {

double seconds_left(const LeakVerdict& verdict) {
  return verdict.seconds_to_limit.value_or(std::numeric_limits<double>::infinity());
}

// Growth a second as a share of what there is.
double share_of_growth(const LeakVerdict& verdict) {
  if (!verdict.model || verdict.model->floor.empty() || verdict.model->floor.back().bytes <= 0) return 0;
  return verdict.bytes_per_second.value_or(0) / verdict.model->floor.back().bytes;
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
    case EndedBy::feeder:
      return "feeder";
    case EndedBy::guard:
      return "guard";
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

const LabelledRequest* labelled_request(const RunRecord& record, std::string_view name) {
  const auto& all = record.labelled;
  const auto found = std::find_if(all.begin(), all.end(), [&](const LabelledRequest& one) { return one.name == name; });
  return found == all.end() ? nullptr : &*found;
}

bool is_streamed(const RunRecord& record, std::size_t place) {
  const auto& stats = record.stats.by_request;
  if (place < stats.size() && !stats[place].streams.empty()) return true;
  const auto is_it = [&](const StreamedRequest& one) { return one.name == record.request_names.at(place); };
  return std::any_of(record.streamed.begin(), record.streamed.end(), is_it);
}

bool has_slo(const RunRecord& record, std::size_t place) {
  return std::any_of(record.streamed.begin(), record.streamed.end(), [&](const StreamedRequest& one) {
    return one.has_limits() && one.name == record.request_names.at(place);
  });
}

bool has_streams(const RunRecord& record) {
  for (std::size_t i = 0; i < record.request_names.size(); ++i)
    if (is_streamed(record, i)) return true;
  return false;
}

RequestStats stats_of_streams(const RunRecord& record, const Snapshot& snapshot) {
  RequestStats all;
  for (std::size_t i = 0; i < std::min(record.request_names.size(), snapshot.by_request.size()); ++i)
    if (is_streamed(record, i)) all.merge(snapshot.by_request[i]);
  return all;
}

double measured_seconds(const RunRecord& record) { return std::max(0.0, record.duration_s - record.warmup_s); }

bool has_load(const RunRecord& record) {
  const bool nothing_sent = record.request_names.empty() && record.timeline.empty() && record.failures.empty();
  return !nothing_sent || (record.monitors.empty() && record.leaks.empty());
}

const TargetSegment* segment_at(const std::vector<TargetSegment>& segments, double t_s) {
  for (const auto& segment : segments) {
    const bool is_last = &segment == &segments.back();
    if (t_s >= segment.from_s && (is_last || t_s <= segment.to_s)) return &segment;
  }
  return nullptr;
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

bool is_more_urgent(const LeakRecord& a, const LeakRecord& b) {
  const auto place_of = [](const LeakRecord& leak) {
    const bool accused = is_accused(leak.verdict.verdict);
    return std::tuple(-gravity_of(leak.verdict.verdict), leak.pid.has_value(), accused ? seconds_left(leak.verdict) : 0,
                      accused ? -share_of_growth(leak.verdict) : 0);
  };
  return place_of(a) < place_of(b);
}

const LeakRecord* gravest_leak(const RunRecord& record) {
  const auto gravest = std::min_element(record.leaks.begin(), record.leaks.end(), is_more_urgent);
  return gravest == record.leaks.end() ? nullptr : &*gravest;
}

}  // namespace plimsoll
