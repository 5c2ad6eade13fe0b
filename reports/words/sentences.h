#pragma once

// What a run record says in words: the sentences that console, Markdown, JUnit and HTML share, so that they agree.
// Plain text, not escaped for any format. Pure functions; any thread.

#include "record/run_record.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace plimsoll {

// "PASS", "FAIL", "LEAK", "INVALID", "ERROR", "INTERRUPTED".
std::string_view outcome_word(RunOutcome outcome);

// "30 min", "2 min 5 s, interrupted".
std::string ending_sentence(const RunRecord& record);

// What was run: target, length, load model.
std::string run_sentence(const RunRecord& record);

// "p99 < 250ms failed: 312 ms", "p99 < 250ms holds: 182 ms".
std::string threshold_sentence(const ThresholdResult& result);

// The processes before the sentence: "gunicorn 4711 + 2 workers: Memory rose ...".
std::string leak_sentence(const RunRecord& record, const LeakRecord& leak);

// Whether that sentence stands among the reasons of the run's verdict already.
bool is_said_as_reason(const RunRecord& record, const LeakRecord& leak);

// Who was watched: the monitor's description, its name where it has none; of a single process its pid in front.
std::string watched_name(const RunRecord& record, const LeakRecord& leak);

// What a model is, by the name of its shape: "a line beside a settling warm-up".
std::string_view model_words(std::string_view shape);

// Its growth in its own unit: "137 MiB/h", "1,240/h"; absent is "-".
std::string pace_figure(const LeakRecord& leak);

// What a request keeps in its own unit: "2.06 KiB a request".
std::string request_figure(const LeakRecord& leak);

// "the limit of 2.00 GiB is reached in 8 h 32 min"; empty without a limit, and where each life gives back what it grew.
std::string limit_figure(const LeakRecord& leak);

// An amount of what was judged, in its own unit.
std::string amount_text(const LeakRecord& leak, std::optional<double> amount);

// The figures behind a verdict, a line each: what was judged, pace and interval, a request, time to the limit,
// for a verdict of growth the types of requests, and the cause where one was found.
std::vector<std::string> leak_figures(const RunRecord& record, const LeakRecord& leak);

// Those of them that say what each type of request keeps.
std::vector<std::string> attribution_figures(const LeakRecord& leak);

// When the growth began, if that was clearly later than what was judged: from the beginning on, there is no onset to
// report. Seconds from the start of the load.
std::optional<double> later_onset(const RunRecord& record, const LeakRecord& leak);

// What is reported of the measurement, as sentences.
std::vector<std::string> measurement_notes(const RunRecord& record);

// Where the wrong thing may have been watched: they stand with the verdict.
std::vector<std::string> watch_notes(const RunRecord& record);

// Requests that are in no figure or not fit for one: warm-up, unfinished, dropped, late, clipped, wrong on purpose, too
// few for a percentile.
std::vector<std::string> count_notes(const RunRecord& record);

}  // namespace plimsoll
