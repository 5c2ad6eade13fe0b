#include "reports/words/headline.h"

#include "core/units.h"
#include "record/series.h"
#include "record/unfinished_run.h"
#include "reports/words/measurement_rows.h"
#include "reports/words/sentences.h"
#include "reports/words/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

namespace plimsoll {
namespace {

using SeriesKind = SeriesInfo::Kind;

// What leaks, as a subject and its verb.
struct LeakSubject {
  std::string name;
  std::string_view leaks = "leaks", is = "is";
};

LeakSubject subject_of(const LeakRecord& leak) {
  const bool of_others = !find_series_info(leak.series) && leak.unit == "bytes";  // a recording names it as it likes
  if (of_others || is_memory_of_processes(leak.series)) return {"memory"};
  switch (kind_of_series(leak.series)) {
    case SeriesKind::gpu:
      return {"GPU memory"};
    case SeriesKind::descriptors:
      return {"open files", "leak", "are"};
    case SeriesKind::shared_memory:
      return {"shared memory"};
    default:
      return {series_title(leak.series)};
  }
}

// A board is full where its limit is reached.
std::string time_left(const LeakRecord& leak) {
  auto limit = limit_figure(leak);
  if (limit.empty() || kind_of_series(leak.series) != SeriesKind::gpu) return limit;
  const double seconds = *leak.verdict.seconds_to_limit;
  return seconds <= 0 ? "the board is full" : "the board is full in " + seconds_text(seconds);
}

std::string leak_words(const LeakRecord& leak) {
  const LeakSubject subject = subject_of(leak);
  const bool by_time = leak.verdict.cause && leak.verdict.cause->kind == CauseKind::per_time;
  const bool by_request = leak.verdict.bytes_per_request && !by_time;
  const auto left = time_left(leak);
  return fmt::format("{} {}: {}{}{}.", subject.name, subject.leaks,
                     by_request ? request_figure(leak) : pace_figure(leak), left.empty() ? "" : ", ", left);
}

// A pool shows nothing of what is inside it.
std::string_view as_far_as_seen(const RunRecord& record) {
  const bool hidden = std::any_of(record.leaks.begin(), record.leaks.end(),
                                  [](const LeakRecord& leak) { return leak.verdict.pool_bytes.has_value(); });
  return hidden ? "clean, as far as it is seen" : "clean";
}

std::string failed_thresholds(const RunRecord& record) {
  const auto all = record.thresholds.size();
  const auto broken = static_cast<std::size_t>(
      std::count_if(record.thresholds.begin(), record.thresholds.end(),
                    [](const ThresholdResult& result) { return result.judged && !result.ok; }));
  if (broken == 0) return "The run failed.";
  if (all == 1) return "Its one threshold failed.";
  if (broken == all) return fmt::format("All {} thresholds failed.", all);
  return fmt::format("{} of {} thresholds failed.", broken, all);
}

std::string passed(const RunRecord& record) {
  const LeakRecord* leak = gravest_leak(record);
  const std::string held = record.thresholds.empty() ? "The run is complete" : "All thresholds held";
  if (!leak) return held + ".";
  switch (leak->verdict.verdict) {
    case Verdict::clean:
      return fmt::format("{}, and memory is {}.", held, as_far_as_seen(record));
    case Verdict::suspected:
      return fmt::format("{}, but {} may leak.", held, subject_of(*leak).name);
    case Verdict::inconclusive:
      return fmt::format("{}; the run cannot tell whether {} {}.", held, subject_of(*leak).name,
                         subject_of(*leak).leaks);
    case Verdict::leaking:
      return fmt::format("{}, but {}", held, leak_words(*leak));
  }
  return held + ".";
}

// Of memory that was recorded without us.
std::string headline_of_trace(const RunRecord& record) {
  const LeakRecord& leak = *gravest_leak(record);
  switch (leak.verdict.verdict) {
    case Verdict::clean:
      if (record.leaks.size() > 1) return fmt::format("Memory is {}.", as_far_as_seen(record));
      return as_sentence(fmt::format("{} {} {}", subject_of(leak).name, subject_of(leak).is, as_far_as_seen(record)));
    case Verdict::suspected:
      return as_sentence(subject_of(leak).name + " may leak");
    case Verdict::leaking:
      return as_sentence(leak_words(leak));
    case Verdict::inconclusive:
      return "The recording cannot tell.";
  }
  return "The recording cannot tell.";
}

std::string headline_of_unfinished(const RunRecord& record, UnfinishedRun how) {
  if (how == UnfinishedRun::cut_off) return "The run broke off.";
  if (how == UnfinishedRun::open) return "The run goes on, or broke off.";
  if (record.duration_s == 0) return has_load(record) ? "The load has not begun." : "The run has just begun.";
  if (!has_load(record)) return "The run goes on.";
  const auto total = record.stats.total();
  return fmt::format("The run goes on: {}, {} of them failed.", plural(total.requests, "request"),
                     total.failures == 0 ? "none" : format_count(total.failures));
}

}  // namespace

std::string_view verdict_word(const RunRecord& record) {
  const auto unfinished = unfinished_run(record);
  if (!unfinished) return outcome_word(record.verdict.outcome);
  return *unfinished == UnfinishedRun::goes_on   ? "RUNNING"
         : *unfinished == UnfinishedRun::cut_off ? "CUT OFF"
                                                 : "NOT OVER";
}

std::string headline(const RunRecord& record) {
  if (const auto unfinished = unfinished_run(record)) return headline_of_unfinished(record, *unfinished);
  if (!has_load(record)) return headline_of_trace(record);
  constexpr int kUnfit = 65;
  constexpr int kUnavailable = 69;
  switch (record.verdict.outcome) {
    case RunOutcome::pass:
      return passed(record);
    case RunOutcome::fail:
      return record.ended_by == EndedBy::guard ? record.verdict.reasons.front() : failed_thresholds(record);
    case RunOutcome::leak:
      return as_sentence(leak_words(*gravest_leak(record)));
    case RunOutcome::invalid:
      return validity_sentence(record.measurement);
    case RunOutcome::error:
      if (record.verdict.exit_code == kUnfit)
        return record.stats.total().requests > 0 ? "Its data could not be read to the end."
                                                 : "The scenario does not fit the target.";
      if (record.verdict.exit_code != kUnavailable) return "The run broke off.";
      return record.stats.total().requests > 0 ? "The target went away." : "The target was not available.";
    case RunOutcome::interrupted:
      return "Interrupted before its end.";
  }
  return "The run broke off.";
}

std::string headline_so_far(const RunRecord& record) {
  return record.duration_s > 0 ? headline(record) : "The load has not begun.";
}

}  // namespace plimsoll
