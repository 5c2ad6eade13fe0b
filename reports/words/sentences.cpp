#include "reports/words/sentences.h"

#include "record/unfinished_run.h"

#include "core/units.h"
#include "record/series.h"
#include "record/time_summary.h"
#include "reports/words/answer_sentences.h"
#include "reports/words/attempt_sentences.h"
#include "reports/words/cache_sentences.h"
#include "reports/words/case_sentences.h"
#include "reports/words/fault_sentences.h"
#include "reports/words/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

namespace plimsoll {
namespace {

const MonitorRecord* monitor_of(const RunRecord& record, const std::string& name) {
  const auto found = std::find_if(record.monitors.begin(), record.monitors.end(),
                                  [&](const MonitorRecord& monitor) { return monitor.name == name; });
  return found == record.monitors.end() ? nullptr : &*found;
}

using FigureText = std::string (*)(std::optional<double>);

std::string between(std::optional<double> low, std::optional<double> high, FigureText text) {
  if (!low || !high) return {};
  return fmt::format(" (95 %: {} to {})", text(*low), text(*high));
}

std::string count_text(std::optional<double> count) { return count ? rate_text(*count) : "-"; }
std::string count_pace_text(std::optional<double> per_second) {
  return per_second ? count_text(*per_second * kSecondsPerHour) + "/h" : "-";
}

FigureText amount_of(const LeakRecord& leak) { return leak.unit == "bytes" ? bytes_text : count_text; }
FigureText pace_of(const LeakRecord& leak) { return leak.unit == "bytes" ? pace_text : count_pace_text; }

std::string judged_figure(const RunRecord& record, const LeakRecord& leak) {
  std::string text = "judged on " + series_title(leak.series);
  const MonitorRecord* monitor = monitor_of(record, leak.monitor);
  if (!monitor || leak.pid) return text;
  for (const auto& series : monitor->series) {
    if (series.name() != leak.series || series.empty()) continue;
    const auto first = amount_of(leak)(series.points().front().mean);
    const auto last = amount_of(leak)(series.points().back().mean);
    text += first == last ? fmt::format(", {} at first and at last", first)
                          : fmt::format(", {} at first, {} at last", first, last);
  }
  return text;
}

std::string growth_since(const RunRecord& record, const LeakRecord& leak) {
  if (!leak.verdict.onset_s) return {};
  const auto onset = later_onset(record, leak);
  return onset ? ", since " + seconds_text(*onset) : ", throughout";
}

std::string attribution_figure(const RequestAttribution& type, FigureText amount) {
  if (!type.bytes_per_request) return fmt::format("{}: cannot be separated", type.name);
  return fmt::format("{}: {} a request{}", type.name, amount(*type.bytes_per_request),
                     between(type.ci_low, type.ci_high, amount));
}

std::uint64_t clipped_of(const RequestStats& total) {
  return std::max(total.response_time.clipped(), total.service_time.clipped());
}

std::string unsupported_note(const ThresholdResult& result, std::uint64_t count) {
  return fmt::format("{} is judged on the nearest rank: it {}.", result.threshold.expression,
                     unsupported_reason(count, result.threshold.quantile));
}

std::uint64_t measured_count(const ThresholdResult& result, const RunRecord& record) {
  const RequestStats stats = stats_of(record, result.threshold.request);
  const auto times = result.threshold.metric->times;
  if (times == nullptr) return stats.requests;
  const auto* histogram = times(stats);
  return histogram == nullptr ? 0 : histogram->count();
}

}  // namespace

std::string_view outcome_word(RunOutcome outcome) {
  switch (outcome) {
    case RunOutcome::pass:
      return "PASS";
    case RunOutcome::fail:
      return "FAIL";
    case RunOutcome::leak:
      return "LEAK";
    case RunOutcome::invalid:
      return "INVALID";
    case RunOutcome::error:
      return "ERROR";
    case RunOutcome::interrupted:
      return "INTERRUPTED";
  }
  return "ERROR";
}

std::string ending_sentence(const RunRecord& record) {
  std::string length = seconds_text(record.duration_s);
  if (!has_load(record)) return "watched for " + length;
  if (const auto unfinished = unfinished_run(record))
    return length + (unfinished == UnfinishedRun::cut_off ? ", cut off" : " so far");
  switch (record.ended_by) {
    case EndedBy::duration:
      return length;
    case EndedBy::requests:
      return length + ", until its requests were done";
    case EndedBy::interrupted:
      return length + ", interrupted";
    case EndedBy::aborted:
      return length + ", aborted";
    case EndedBy::error:
      return length + ", ended by an error";
    case EndedBy::verdict:
      return length + ", until its verdict";
    case EndedBy::feeder:
      return length + ", until the last row of its data";
    case EndedBy::guard:
      return length + ", ended by its guard";
  }
  return length;
}

std::string run_sentence(const RunRecord& record) {
  std::string text = record.target;
  text += (text.empty() ? "" : ", ") + ending_sentence(record);
  for (const auto& [name, value] : record.load)
    if (name != "duration")
      text += name == "load model" ? fmt::format(", {} load", value) : fmt::format(", {} {}", name, value);
  return text;
}

std::string threshold_sentence(const ThresholdResult& result) {
  return fmt::format("{} {}: {}{}", result.threshold.expression,
                     !result.judged ? "was not judged"
                     : result.ok    ? "holds"
                                    : "failed",
                     result.actual_text, result.supported ? "" : " (of fewer requests than this percentile needs)");
}

std::string leak_sentence(const RunRecord& record, const LeakRecord& leak) {
  return watched_name(record, leak) + ": " + leak.verdict.explanation;
}

bool is_said_as_reason(const RunRecord& record, const LeakRecord& leak) {
  const auto& reasons = record.verdict.reasons;
  const std::string sentence = leak_sentence(record, leak);
  return std::any_of(reasons.begin(), reasons.end(),
                     [&](const std::string& reason) { return reason.find(sentence) != std::string::npos; });
}

std::string watched_name(const RunRecord& record, const LeakRecord& leak) {
  const MonitorRecord* monitor = monitor_of(record, leak.monitor);
  std::string name = monitor && !monitor->description.empty() ? monitor->description : leak.monitor;
  if (leak.segment) name += ", version " + leak.segment->version;
  return leak.pid ? fmt::format("process {} of {}", *leak.pid, name) : name;
}

std::optional<double> later_onset(const RunRecord& record, const LeakRecord& leak) {
  constexpr double kShareOfRun = 0.05;
  constexpr double kFewestSeconds = 5;
  const double judged_s = record.duration_s - record.warmup_s;
  const double latest_start = record.warmup_s + std::max(kFewestSeconds, kShareOfRun * judged_s);
  if (!leak.verdict.onset_s || *leak.verdict.onset_s <= latest_start) return std::nullopt;
  return leak.verdict.onset_s;
}

std::string_view model_words(std::string_view shape) {
  if (shape == "hinge") return "a line beside growth that stopped";
  if (shape == "step") return "a line beside one step";
  if (shape == "settling") return "a line beside a settling warm-up";
  if (shape == "filling by requests") return "a line beside growth that stopped after so many requests";
  if (shape == "settling by requests") return "a line beside settling that follows the requests";
  if (shape == "root") return "a line beside slowing growth";
  return "a line";
}

std::string pace_figure(const LeakRecord& leak) { return pace_of(leak)(leak.verdict.bytes_per_second); }

std::string amount_text(const LeakRecord& leak, std::optional<double> amount) { return amount_of(leak)(amount); }

std::string request_figure(const LeakRecord& leak) {
  return amount_of(leak)(leak.verdict.bytes_per_request) + " a request";
}

std::string limit_figure(const LeakRecord& leak) {
  const LeakVerdict& verdict = leak.verdict;
  const bool given_back = verdict.cause && verdict.cause->kind == CauseKind::recycling;
  if (!verdict.limit_bytes || !verdict.seconds_to_limit || given_back) return {};
  const std::string limit = amount_text(leak, verdict.limit_bytes);
  if (*verdict.seconds_to_limit <= 0) return fmt::format("the limit of {} is reached already", limit);
  return fmt::format("the limit of {} is reached in {}", limit, seconds_text(*verdict.seconds_to_limit));
}

std::vector<std::string> leak_figures(const RunRecord& record, const LeakRecord& leak) {
  const LeakVerdict& verdict = leak.verdict;
  std::vector<std::string> lines = {judged_figure(record, leak)};
  if (verdict.bytes_per_second) {
    std::string pace = "pace " + pace_figure(leak);
    pace += between(verdict.ci_low, verdict.ci_high, pace_of(leak));
    pace += growth_since(record, leak);
    lines.push_back(std::move(pace));
  }
  if (leak.growth_under_load_per_s && leak.growth_at_rest_per_s) {
    lines.push_back(fmt::format("under load {}, at rest {}", pace_of(leak)(leak.growth_under_load_per_s),
                                pace_of(leak)(leak.growth_at_rest_per_s)));
  }
  const bool by_time = verdict.cause && verdict.cause->kind == CauseKind::per_time;
  if (verdict.bytes_per_request && !by_time) {
    lines.push_back(request_figure(leak) +
                    between(verdict.bytes_per_request_ci_low, verdict.bytes_per_request_ci_high, amount_of(leak)));
  }
  if (auto limit = limit_figure(leak); !limit.empty()) lines.push_back(std::move(limit));
  for (auto& line : attribution_figures(leak)) lines.push_back(std::move(line));
  if (verdict.cause) lines.push_back(verdict.cause->evidence);
  return lines;
}

std::vector<std::string> attribution_figures(const LeakRecord& leak) {
  const LeakVerdict& verdict = leak.verdict;
  if (!is_accused(verdict.verdict)) return {};
  std::vector<std::string> lines;
  for (const auto& type : verdict.by_request) lines.push_back(attribution_figure(type, amount_of(leak)));
  return lines;
}

std::vector<std::string> measurement_notes(const RunRecord& record) {
  std::vector<std::string> notes;
  for (const auto& note : record.measurement.notes) notes.push_back(as_sentence(note));
  return notes;
}

std::vector<std::string> watch_notes(const RunRecord& record) {
  std::vector<std::string> notes;
  for (const auto& note : record.watch_notes) notes.push_back(as_sentence(note));
  return notes;
}

std::vector<std::string> count_notes(const RunRecord& record) {
  const RequestStats total = record.stats.total();
  const WarmupStats& warmup = record.stats.warmup;
  std::vector<std::string> notes;
  if (record.warmup_s > 0 || warmup.requests > 0) {
    notes.push_back(fmt::format("Warm-up of {}: {}, {}, in none of the figures.", seconds_text(record.warmup_s),
                                plural(warmup.requests, "request"), plural(warmup.failures, "failure")));
  }
  if (total.unfinished > 0) {
    notes.push_back(fmt::format("Unfinished when the load ended, in none of the figures: {}.",
                                plural(total.unfinished, "request")));
  }
  const auto behind = std::min(record.measurement.never_started, total.dropped);
  if (total.dropped > behind) {
    notes.push_back(fmt::format("Never sent, because too many were in flight (dropped): {}.",
                                plural(total.dropped - behind, "request")));
  }
  if (behind > 0) {
    notes.push_back(fmt::format("Never sent, because Plimsoll was behind when the run ended (dropped): {}.",
                                plural(behind, "request")));
  }
  if (total.late > 0) notes.push_back(fmt::format("Sent late by Plimsoll: {}.", plural(total.late, "request")));
  if (const std::uint64_t clipped = clipped_of(total); clipped > 0) {
    notes.push_back(
        fmt::format("Outside 1 µs to 24 h, counted as the nearest of them: {}.", plural(clipped, "duration")));
  }
  for (const auto& more : {attempt_sentences(record), fault_sentences(record), case_sentences(record),
                           coding_sentences(record), repeat_sentences(record)})
    notes.insert(notes.end(), more.begin(), more.end());
  for (const auto& result : record.thresholds)
    if (!result.supported) notes.push_back(unsupported_note(result, measured_count(result, record)));
  return notes;
}

}  // namespace plimsoll
