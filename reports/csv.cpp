#include "reports/csv.h"

#include "record/memory_columns.h"
#include "record/time_summary.h"
#include "reports/quality/batch_table.h"
#include "reports/streams/stream_figures.h"
#include "reports/words/attempt_sentences.h"
#include "reports/words/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <ostream>
#include <type_traits>
#include <vector>

namespace plimsoll {
namespace {

// One line of RFC 4180, built field by field.
class Line {
 public:
  Line& text(std::string_view field) { return raw(csv_field(field)); }
  Line& count(std::uint64_t field) { return raw(std::to_string(field)); }
  Line& number(double field) { return raw(exact_number(field)); }
  Line& number(std::optional<double> field) { return field ? number(*field) : raw(""); }
  Line& flag(bool field) { return raw(field ? "1" : "0"); }
  template <class T>
  Line& cell(const T& value) {
    if constexpr (std::is_same_v<T, bool>)
      flag(value);
    else if constexpr (std::is_same_v<T, double> || std::is_same_v<T, std::optional<double>>)
      number(value);
    else if constexpr (std::is_integral_v<T>)
      raw(std::to_string(value));
    return *this;
  }

  void end(std::ostream& out) {
    out << line_ << '\n';
    line_.clear();
    first_ = true;
  }

 private:
  Line& raw(std::string_view field) {
    if (!first_) line_ += ',';
    first_ = false;
    line_ += field;
    return *this;
  }

  std::string line_;
  bool first_ = true;
};

void add_summary_titles(std::string_view prefix, Line& line) {
  const auto title = [&](std::string_view key) { line.text(std::string(prefix) + std::string(key) + "_ms"); };
  title("min");
  title("mean");
  for (const auto& percentile : kPercentiles) title(percentile.key);
  title("max");
}

void add_summary(const Histogram& histogram, Line& line) {
  const TimeSummary summary = summarize(histogram);
  line.number(summary.min_ms).number(summary.mean_ms);
  for (const auto& percentile : summary.percentiles_ms) line.number(percentile);
  line.number(summary.max_ms);
}

}  // namespace

void write_requests_csv(const RunRecord& record, std::ostream& out) {
  Line line;
  for (const char* title : {"name", "requests", "failures", "unfinished", "dropped", "late", "requests_per_second",
                            "bytes_sent", "bytes_received"}) {
    line.text(title);
  }
  add_summary_titles("", line);
  add_summary_titles("service_", line);
  const auto total = record.stats.total();
  const bool attempts = !total.attempts.empty();
  if (attempts) line.text("attempts").text("attempts_per_request");
  for (std::size_t i = 1; attempts && i < kAttemptCauses; ++i)
    line.text("attempts_" + std::string(to_string(static_cast<AttemptCause>(i))));
  const bool faults = !total.faults.empty();
  for (std::size_t i = 0; faults && i < kFaultKinds; ++i)
    line.text("faults_" + std::string(to_string(static_cast<FaultKind>(i))));
  for (const auto& count : total.statuses.counts()) line.text("status_" + std::to_string(count.status));
  line.end(out);
  for (const auto& name : record.request_names) {
    const RequestStats stats = stats_of(record, name);
    line.text(name).count(stats.requests).count(stats.failures).count(stats.unfinished).count(stats.dropped);
    line.count(stats.late).number(requests_per_second(record, stats.requests));
    line.count(stats.bytes_sent).count(stats.bytes_received);
    add_summary(stats.response_time, line);
    add_summary(stats.service_time, line);
    const auto& tally = stats.attempts.tally;
    if (attempts) line.count(tally.all()).number(attempts_per_request(tally));
    for (std::size_t i = 1; attempts && i < kAttemptCauses; ++i) line.count(tally.by_cause[i]);
    for (std::size_t i = 0; faults && i < kFaultKinds; ++i) line.count(stats.faults.by_kind[i].attempts);
    for (const auto& count : total.statuses.counts()) line.count(stats.statuses.of(count.status));
    line.end(out);
  }
}

void write_flows_csv(const RunRecord& record, std::ostream& out) {
  Line line;
  for (const char* title : {"name", "begun", "completed", "failed", "unfinished", "most_failed_at"}) line.text(title);
  add_summary_titles("", line);
  line.end(out);
  for (const auto& flow : record.flows) {
    line.text(flow.name).count(flow.begun).count(flow.completed).count(flow.failed()).count(flow.unfinished);
    line.text(flow.weakest_step());
    add_summary(flow.duration, line);
    line.end(out);
  }
}

namespace {

std::string prefix_of(StreamTime time) { return std::string(to_string(time)) + "_"; }

// One that some request has.
bool is_known(const std::vector<StreamFigures>& all, StreamTime time) {
  return std::any_of(all.begin(), all.end(), [&](const auto& one) { return one.stats.streams.of(time) != nullptr; });
}

void add_stream_row(const StreamFigures& figures, const std::vector<StreamFigures>& all, const FinishReasons& reasons,
                    Line& line) {
  const auto& streams = figures.stats.streams;
  line.text(figures.name).count(figures.stats.requests).count(figures.stats.failures).count(streams.streams);
  line.count(streams.events).count(streams.token_events).count(streams.counted).count(streams.tokens_out);
  line.count(streams.tokens_in).number(figures.tokens_per_second).number(figures.tokens_by_user);
  line.count(streams.limited).count(streams.held).number(figures.goodput).number(figures.goodput_per_second);
  for (std::size_t i = 0; i < kStreamTimes; ++i) {
    const auto time = static_cast<StreamTime>(i);
    const auto* times = streams.of(time);
    if (is_known(all, time)) add_summary(times != nullptr ? *times : Histogram(), line);
  }
  if (is_known(all, StreamTime::first_token_failed)) add_summary(streams.first_token_of_all(), line);
  for (const auto& [reason, count] : reasons) {
    const auto found = streams.finish_reasons.find(reason);
    line.count(found == streams.finish_reasons.end() ? 0 : found->second);
  }
}

}  // namespace

void write_streams_csv(const RunRecord& record, std::ostream& out) {
  auto all = stream_figures(record);
  if (!all.empty() && all.back().is_all) all.pop_back();
  FinishReasons reasons;
  for (const auto& figures : all)
    for (const auto& [reason, count] : figures.stats.streams.finish_reasons) reasons[reason] += count;
  Line line;
  for (const char* title :
       {"name", "requests", "failures", "streams", "events", "token_events", "counted", "tokens_out", "tokens_in",
        "tokens_per_second", "tokens_per_second_by_user", "limited", "held", "goodput", "goodput_per_second"})
    line.text(title);
  for (std::size_t i = 0; i < kStreamTimes; ++i)
    if (const auto time = static_cast<StreamTime>(i); is_known(all, time)) add_summary_titles(prefix_of(time), line);
  if (is_known(all, StreamTime::first_token_failed)) add_summary_titles("first_token_of_all_", line);
  for (const auto& [reason, count] : reasons) line.text("finish_" + reason);
  line.end(out);
  for (const auto& figures : all) {
    add_stream_row(figures, all, reasons, line);
    line.end(out);
  }
}

void write_stream_timeline_csv(const RunRecord& record, std::ostream& out) {
  constexpr std::array<std::string_view, 3> kShown = {"p50", "p90", "p99"};
  const auto& steps = record.stream_steps;
  std::vector<StreamTime> known;
  for (const auto time : kStepTimes)
    if (std::any_of(steps.steps.begin(), steps.steps.end(), [&](const auto& step) { return !step.of(time).empty(); }))
      known.push_back(time);
  Line line;
  for (const char* title : {"t_seconds", "length_seconds", "users", "open_streams", "arrivals", "requests", "failures",
                            "streams", "limited", "held", "tokens", "gaps"})
    line.text(title);
  for (const auto time : known)
    for (const auto key : kShown) line.text(fmt::format("{}{}_ms", prefix_of(time), key));
  line.end(out);
  for (std::size_t i = 0; i < steps.steps.size(); ++i) {
    const auto& step = steps.steps[i];
    if (!(step.length_s > 0)) continue;
    line.number(static_cast<double>(i) * steps.step_s).number(step.length_s).number(step.users).number(step.open);
    line.count(step.arrivals)
        .count(step.requests)
        .count(step.failures)
        .count(step.streams)
        .count(step.limited)
        .count(step.held);
    line.count(step.tokens).count(step.gaps);
    for (const auto time : known)
      for (const auto key : kShown) line.number(known_quantile_ms(step.of(time), StreamSteps::kJoined, key));
    line.end(out);
  }
}

void write_quality_csv(const RunRecord& record, std::ostream& out) {
  Line line;
  for (const char* title : {"name", "rows", "unlabelled", "unread"}) line.text(title);
  for (const auto& figure : quality_figures()) line.text(figure.name);
  line.text("auc_error");
  line.end(out);
  for (const auto& request : record.labelled) {
    const auto quality = stats_of(record, request.name).quality;
    line.text(request.name).count(quality.rows()).count(quality.unlabelled).count(quality.unread);
    for (const auto& figure : quality_figures()) line.number(figure.read(quality));
    const auto area = quality.classes.auc();
    line.number(area ? std::optional(area->error) : std::nullopt);
    line.end(out);
  }
}

void write_quality_timeline_csv(const RunRecord& record, std::ostream& out) {
  constexpr std::array<const char*, 5> kFigures = {"accuracy", "log_loss", "brier", "rmse", "mae"};
  Line line;
  for (const char* title : {"name", "t_seconds", "length_seconds", "rows"}) line.text(title);
  for (const char* figure : kFigures) line.text(figure);
  line.end(out);
  for (const auto& request : record.labelled) {
    const auto& over_time = request.over_time;
    for (std::size_t i = 0; i < over_time.steps.size(); ++i) {
      const auto& step = over_time.steps[i];
      line.text(request.name).number(static_cast<double>(i) * over_time.step_s).count(over_time.step_s);
      line.count(step.rows);
      for (const std::string_view name : kFigures) {
        const bool is_its = (name == "rmse" || name == "mae") == request.are_values;
        line.number(is_its ? QualitySteps::figure(step, name) : std::nullopt);
      }
      line.end(out);
    }
  }
}

void write_batches_csv(const RunRecord& record, std::ostream& out) {
  Line line;
  for (const char* title : {"name", "rows", "requests", "failures", "service_p50_ms", "service_p99_ms",
                            "rows_per_second", "memory_bytes", "peak_bytes", "holds"})
    line.text(title);
  line.end(out);
  for (const auto& one : batch_figures(record)) {
    line.text(one.name).count(one.rows).count(one.requests).count(one.failures).number(one.p50_ms).number(one.p99_ms);
    line.number(one.rows_per_second).number(one.memory_bytes).number(one.peak_bytes).flag(one.holds);
    line.end(out);
  }
}

void write_timeline_csv(const RunRecord& record, std::ostream& out) {
  Line line;
  for (const char* title : {"t_seconds", "active_users", "requests", "failures", "dropped", "late", "in_flight",
                            "p50_ms", "p95_ms", "p99_ms", "max_ms", "length_seconds", "warmup", "warmup_requests"}) {
    line.text(title);
  }
  FailureTally all;
  for (const auto& row : record.timeline) all.merge(row.failures_by_kind);
  const auto with_kinds = [&](auto add) {
    for (std::size_t i = 0; i < kFailureKinds; ++i)
      if (all.by_kind[i] > 0) add(static_cast<FailureKind>(i));
  };
  with_kinds([&](FailureKind kind) { line.text("failed_" + std::string(to_string(kind))); });
  line.end(out);
  for (const auto& row : record.timeline) {
    line.number(row.t_s).number(row.active_users).count(row.requests).count(row.failures).count(row.dropped);
    line.count(row.late).count(row.in_flight).number(row.p50_ms).number(row.p95_ms).number(row.p99_ms);
    line.number(row.max_ms).number(row.length_s).flag(row.warmup).count(row.warmup_requests);
    with_kinds([&](FailureKind kind) { line.count(row.failures_by_kind.of(kind)); });
    line.end(out);
  }
}

namespace {

void add_memory_titles(const std::vector<SeriesLabel>& judged_beside, const std::vector<std::string>& request_names,
                       Line& line) {
  for (const auto& column : kMemoryColumns)
    if (!column.title.empty()) line.text(column.title);
  for (const auto& column : judged_beside) line.text(column.name);
  for (const auto& name : request_names) line.text("requests_" + name);
}

void add_memory_row(const MemoryRow& row, std::size_t judged_beside, std::size_t request_names, Line& line) {
  for (const auto& column : kMemoryColumns)
    if (!column.title.empty()) with_field(column, row, [&](const auto& value) { line.cell(value); });
  for (std::size_t i = 0; i < judged_beside; ++i)
    line.cell(i < row.judged_beside.size() ? row.judged_beside[i] : std::nullopt);
  for (std::size_t i = 0; i < request_names; ++i)
    line.count(i < row.requests_by_name.size() ? row.requests_by_name[i] : 0);
}

}  // namespace

void write_memory_titles(const std::vector<SeriesLabel>& judged_beside, const std::vector<std::string>& request_names,
                         std::ostream& out) {
  Line line;
  add_memory_titles(judged_beside, request_names, line);
  line.end(out);
}

void write_memory_row(const MemoryRow& row, std::size_t judged_beside, std::size_t request_names, std::ostream& out) {
  Line line;
  add_memory_row(row, judged_beside, request_names, line);
  line.end(out);
}

// Of a target that was redeployed each row says of which version it is; between two of them of none.
void write_memory_csv(const RunRecord& record, const MonitorRecord& monitor, std::ostream& out) {
  const bool by_version = record.segments.size() > 1;
  Line line;
  add_memory_titles(monitor.judged_beside, record.request_names, line);
  if (by_version) line.text("version");
  line.end(out);
  for (const auto& row : monitor.rows) {
    add_memory_row(row, monitor.judged_beside.size(), record.request_names.size(), line);
    const auto* segment = by_version ? segment_at(record.segments, row.t_s) : nullptr;
    if (by_version) line.text(segment ? segment->version : "");
    line.end(out);
  }
}

}  // namespace plimsoll
