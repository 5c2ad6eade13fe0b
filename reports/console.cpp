#include "reports/console.h"

#include "core/units.h"
#include "record/time_summary.h"
#include "record/unfinished_run.h"
#include "reports/console_lines.h"
#include "reports/memory_console.h"
#include "reports/quality_console.h"
#include "reports/streams/stream_sentences.h"
#include "reports/streams/stream_table.h"
#include "reports/terminal_table.h"
#include "reports/words/answer_sentences.h"
#include "reports/words/flow_words.h"
#include "reports/words/headline.h"
#include "reports/words/measurement_rows.h"
#include "reports/words/pause_sentences.h"
#include "reports/words/probe_sentences.h"
#include "reports/words/sentences.h"
#include "reports/words/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <ostream>
#include <utility>

namespace plimsoll {
namespace {

using Side = TerminalColumn::Side;

constexpr std::size_t kMostFailures = 10;
constexpr std::size_t kMostLogLines = 10;

Paint paint_of(RunOutcome outcome) {
  switch (outcome) {
    case RunOutcome::pass:
      return Paint::green;
    case RunOutcome::invalid:
    case RunOutcome::interrupted:
      return Paint::yellow;
    default:
      return Paint::red;
  }
}

// A run that broke off before its load has no figures.
bool never_began(const RunRecord& record) {
  return record.verdict.outcome == RunOutcome::error && record.duration_s == 0;
}

void write_verdict(const Console& console) {
  const RunRecord& record = console.record;
  const std::string_view word = verdict_word(record);
  const std::size_t indent = word.size() + 2;
  console.out << painted(word, unfinished_run(record) ? Paint::yellow : paint_of(record.verdict.outcome), console.style)
              << "  " << painted(one_line(record.name), Paint::bold, console.style) << '\n';
  if (!record.note.empty()) console.paragraph({one_line(record.note), indent});
  if (record.verdict.outcome == RunOutcome::leak) console.paragraph({headline(record), indent});
  for (const auto& reason : record.verdict.reasons) console.paragraph({reason, indent});
  for (const auto& note : result_notes(record)) console.paragraph({note, indent, "", Paint::yellow});
  for (const auto& note : watch_notes(record)) console.paragraph({note, indent, "", Paint::yellow});
  console.paragraph({run_sentence(record), indent});
}

std::vector<TerminalCell> request_row(const std::string& name, const RequestStats& stats, const RunRecord& record) {
  const TimeSummary response = summarize(stats.response_time);
  const TimeSummary service = summarize(stats.service_time);
  const auto figure = [](std::optional<double> value) { return TerminalCell{milliseconds_text(value)}; };
  return {{one_line(name)},
          {format_count(stats.requests)},
          {format_count(stats.failures), stats.failures > 0 ? Paint::red : Paint::plain},
          {rate_text(requests_per_second(record, stats.requests))},
          figure(response.percentile_ms("p50")),
          figure(response.percentile_ms("p95")),
          figure(response.percentile_ms("p99")),
          figure(response.max_ms),
          figure(service.percentile_ms("p99"))};
}

// Why some percentile of the table is a dash.
std::string dash_reason(const RunRecord& record) {
  std::uint64_t fewest = std::numeric_limits<std::uint64_t>::max();
  for (const auto& name : record.request_names) {
    const std::uint64_t count = stats_of(record, name).response_time.count();
    if (count > 0) fewest = std::min(fewest, count);
  }
  std::string needs;
  for (const std::string_view key : {"p50", "p95", "p99"}) {
    const double q = quantile_of(key);
    if (supports(fewest, q)) continue;
    needs += fmt::format("{}{} needs {}", needs.empty() ? "" : ", ", key, format_count(count_needed_for_quantile(q)));
  }
  return needs.empty() ? "" : fmt::format("-: too few requests to know; {}.", needs);
}

void write_requests(const Console& console) {
  const RunRecord& record = console.record;
  if (record.request_names.empty()) return;
  TerminalTable table{{{"", Side::left},
                       {"requests"},
                       {"failures"},
                       {"req/s", Side::right, 2},
                       {"p50"},
                       {"p95", Side::right, 1},
                       {"p99"},
                       {"max", Side::right, 3},
                       {"service p99", Side::right, 4}},
                      {}};
  for (const auto& name : record.request_names)
    table.rows.push_back(request_row(shown_name(record.flows, name), stats_of(record, name), record));
  if (record.request_names.size() > 1) table.rows.push_back(request_row("total", record.stats.total(), record));
  console.heading("Response times");
  console.out << laid_out(std::move(table), console.style);
  if (const auto reason = dash_reason(record); !reason.empty()) console.sentence(reason);
  for (const auto& text : status_sentences(record)) console.sentence(text);
  for (const auto& text : pause_sentences(record)) console.sentence(text);
  for (const auto& note : count_notes(record)) console.sentence(note);
}

void write_streams(const Console& console) {
  const auto streams = stream_table(console.record);
  if (streams.rows.empty()) return;
  // What goes first where there is no room.
  constexpr std::array<int, 9> kExpendable = {0, 0, 0, 0, 3, 2, 0, 4, 1};
  TerminalTable table{{{"", Side::left}}, {}};
  for (std::size_t i = 0; i < streams.titles.size(); ++i)
    table.columns.push_back({streams.titles[i], Side::right, kExpendable.at(i)});
  for (const auto& row : streams.rows) {
    auto& cells = table.rows.emplace_back(std::vector<TerminalCell>{{one_line(row.name)}});
    for (const auto& cell : row.cells) cells.push_back({cell});
    if (row.has_failures) cells[2].paint = Paint::red;
  }
  console.heading("Token streams");
  console.out << laid_out(std::move(table), console.style);
  for (const auto& note : stream_notes(console.record)) console.sentence(one_line(note));
}

void write_quality(const Console& console) {
  for (auto& part : quality_console(console.record, console.style)) {
    console.heading(part.title);
    console.out << laid_out(std::move(part.table), console.style);
    for (const auto& note : part.notes) console.sentence(note);
  }
}

void write_flows(const Console& console) {
  const RunRecord& record = console.record;
  if (!record.flows.empty() || !record.once.empty()) console.heading("Flows");
  if (!record.flows.empty()) {
    TerminalTable table{{{"", Side::left},
                         {"begun"},
                         {"completed"},
                         {"failed"},
                         {"most at", Side::left, 2},
                         {"p50"},
                         {"p95", Side::right, 1},
                         {"p99"},
                         {"max", Side::right, 3}},
                        {}};
    for (const auto& flow : flow_table(record)) {
      const auto time = [&](std::string_view key) {
        return TerminalCell{milliseconds_text(flow.duration.percentile_ms(key))};
      };
      table.rows.push_back({{one_line(flow.name)},
                            {flow.begun},
                            {flow.completed},
                            {flow.failed, flow.is_good ? Paint::plain : Paint::red},
                            {one_line(flow.at)},
                            time("p50"),
                            time("p95"),
                            time("p99"),
                            {milliseconds_text(flow.duration.max_ms)}});
    }
    console.out << laid_out(std::move(table), console.style);
  }
  if (const auto unfinished = unfinished_flows(record); !unfinished.empty()) console.sentence(unfinished);
  for (const auto& sentence : once_sentences(record)) console.sentence(sentence);
}

void write_thresholds(const Console& console) {
  if (console.record.thresholds.empty()) return;
  const std::string_view held = console.style.color ? "✓" : "ok";
  const std::string_view broken = console.style.color ? "✗" : "FAIL";
  TerminalTable table{{{"", Side::left}, {"", Side::left}, {"", Side::left}}, {}, 1};
  for (const auto& result : console.record.thresholds) {
    const std::string actual = (result.judged ? "" : "not judged: ") + one_line(result.actual_text) +
                               (result.supported ? "" : " (too few requests)");
    const Paint paint = !result.judged ? Paint::plain : result.ok ? Paint::green : Paint::red;
    table.rows.push_back({{std::string(!result.judged ? "-"
                                       : result.ok    ? held
                                                      : broken),
                           paint},
                          {one_line(result.threshold.expression)},
                          {actual, paint == Paint::red ? Paint::red : Paint::plain}});
  }
  console.heading("Thresholds");
  console.out << laid_out(std::move(table), console.style);
}

void write_rules(const Console& console) {
  const auto& rules = console.record.rules;
  if (!rules || rules->results.empty()) return;
  console.heading(fmt::format("Rules: {}", to_string(rules->set)));
  for (const auto& result : rules->results) {
    const Paint paint = result.state == RuleState::holds    ? Paint::green
                        : result.state == RuleState::broken ? Paint::red
                                                            : Paint::yellow;
    console.paragraph(
        {fmt::format("{}: {}: {}", to_string(result.state), result.rule, one_line(result.figure)), 4, "", paint});
    if (!result.remedy.empty()) console.paragraph({"-> " + one_line(result.remedy), 6});
  }
  for (const auto& left_out : rules->not_judged) console.paragraph({"not judged: " + left_out, 4});
}

void write_probes(const Console& console) {
  const auto sentences = probe_sentences(console.record);
  if (!sentences.empty()) console.heading("Probes: are the answers still the same?");
  for (const auto& text : sentences) console.paragraph({one_line(text), 4});
  const auto checks = check_sentences(console.record);
  if (!checks.empty()) console.heading("Checks");
  for (const auto& text : checks) console.paragraph({one_line(text), 4});
}

void write_failures(const Console& console) {
  std::vector<const FailureRecord*> failures;
  for (const auto& failure : console.record.failures) failures.push_back(&failure);
  if (failures.empty()) return;
  std::stable_sort(failures.begin(), failures.end(), [](const FailureRecord* a, const FailureRecord* b) {
    return std::pair(!a->warmup, a->count) > std::pair(!b->warmup, b->count);
  });
  console.heading("Failures");
  for (std::size_t i = 0; i < std::min(failures.size(), kMostFailures); ++i) {
    const FailureRecord& failure = *failures[i];
    const std::string lead = fmt::format("  {}  ", pad_left(format_count(failure.count), 7));
    const std::string name = shown_name(console.record.flows, failure.request);
    const std::string where = failure.warmup ? name + " (warm-up)" : name;
    const std::string text = fmt::format("{}, {}: {}", where, failure.kind, fitted(failure.message, 400));
    console.paragraph({text, lead.size(), lead});
  }
  if (failures.size() > kMostFailures) {
    console.sentence(fmt::format("{} more kinds of failure are in the reports.", failures.size() - kMostFailures));
  }
}

void write_measurement(const Console& console) {
  const Measurement& measurement = console.record.measurement;
  if (measurement.checks.empty() && measurement.valid && measurement.notes.empty()) return;
  console.heading("Measurement");
  if (!measurement.checks.empty() && measurement.valid) console.sentence(measurement_line(measurement));
  for (const auto& reason : measurement.reasons) {
    console.paragraph({"invalid: " + reason, 2, "", Paint::yellow});
  }
  for (const auto& note : measurement_notes(console.record)) console.sentence(note);
}

void write_log_tail(const Console& console) {
  const auto& lines = console.record.target_log_tail;
  if (lines.empty() || console.record.verdict.outcome != RunOutcome::error) return;
  console.heading("Last lines of the target's log");
  const std::size_t first = lines.size() - std::min(lines.size(), kMostLogLines);
  for (std::size_t i = first; i < lines.size(); ++i) console.out << "  " << one_line(lines[i]) << '\n';
}

}  // namespace

void write_console(const RunRecord& record, const ConsoleStyle& style, std::ostream& out) {
  const Console console{record, style, out};
  write_verdict(console);
  if (!never_began(record)) write_requests(console);
  if (!never_began(record)) write_streams(console);
  if (!never_began(record)) write_quality(console);
  write_flows(console);
  write_thresholds(console);
  write_rules(console);
  write_probes(console);
  write_failures(console);
  write_memory(console);
  write_measurement(console);
  write_log_tail(console);
}

}  // namespace plimsoll
