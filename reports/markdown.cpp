#include "reports/markdown.h"

#include "core/units.h"
#include "record/series.h"
#include "record/time_summary.h"
#include "reports/quality/batch_table.h"
#include "reports/quality/quality_table.h"
#include "reports/streams/stream_sentences.h"
#include "reports/streams/stream_table.h"
#include "reports/words/answer_sentences.h"
#include "reports/words/flow_words.h"
#include "reports/words/headline.h"
#include "reports/words/mapping_words.h"
#include "reports/words/next_steps.h"
#include "reports/words/pause_sentences.h"
#include "reports/words/probe_sentences.h"
#include "reports/words/sentences.h"
#include "reports/words/text.h"
#include "reports/words/version_words.h"

#include <fmt/format.h>

#include <ostream>

namespace plimsoll {
namespace {

constexpr std::size_t kMostFailureRows = 20;

std::string cells(std::initializer_list<std::string> fields) {
  std::string line = "|";
  for (const auto& field : fields) line += " " + field + " |";
  return line + "\n";
}

std::string_view symbol_of(RunOutcome outcome) {
  switch (outcome) {
    case RunOutcome::pass:
      return "✅";
    case RunOutcome::invalid:
    case RunOutcome::interrupted:
      return "⚠️";
    default:
      return "❌";
  }
}

void write_verdict(const RunRecord& record, std::ostream& out) {
  const std::string name = record.name.empty() ? "run" : record.name;
  out << fmt::format("## {} {}: {}\n\n", symbol_of(record.verdict.outcome), verdict_word(record),
                     escape_markdown(name));
  if (!record.note.empty()) out << escape_markdown(record.note) << "\n\n";
  if (record.verdict.outcome == RunOutcome::leak) out << "**" << escape_markdown(headline(record)) << "**\n\n";
  for (const auto& reason : record.verdict.reasons) out << "- " << escape_markdown(reason) << "\n";
  for (const auto& note : result_notes(record)) out << "- " << escape_markdown(note) << "\n";
  for (const auto& note : watch_notes(record)) out << "- " << escape_markdown(note) << "\n";
  out << "\n" << escape_markdown(run_sentence(record)) << "\n";
}

void write_thresholds(const RunRecord& record, std::ostream& out) {
  if (record.thresholds.empty()) return;
  out << "\n" << cells({"", "threshold", "actual"}) << cells({"---", "---", "---:"});
  for (const auto& result : record.thresholds) {
    const std::string actual = (result.judged ? "" : "not judged: ") + escape_markdown(result.actual_text) +
                               (result.supported ? "" : " (too few requests)");
    out << cells({!result.judged ? "–" : result.ok ? "✅" : "❌", escape_markdown(result.threshold.expression), actual});
  }
}

void write_rules(const RunRecord& record, std::ostream& out) {
  if (!record.rules || record.rules->results.empty()) return;
  out << "\n"
      << cells({"", "rule of " + std::string(to_string(record.rules->set)), "figure"}) << cells({"---", "---", "---"});
  for (const auto& result : record.rules->results)
    out << cells({result.state == RuleState::holds    ? "✅"
                  : result.state == RuleState::broken ? "❌"
                                                      : "❔ cannot tell",
                  escape_markdown(result.rule), escape_markdown(result.figure)});
  out << "\nNot judged:\n";
  for (const auto& left_out : record.rules->not_judged) out << "- " << escape_markdown(left_out) << "\n";
}

void write_probes(const RunRecord& record, std::ostream& out) {
  const auto sentences = probe_sentences(record);
  const auto checks = check_sentences(record);
  if (!sentences.empty()) {
    const auto mark = record.probes->is_wrong() ? "❌" : record.probes->verdict == AnswersVerdict::same ? "✅" : "❔";
    out << "\n" << mark << " Probes: " << escape_markdown(sentences.front()) << "\n\n";
    for (std::size_t i = 1; i < sentences.size(); ++i) out << "- " << escape_markdown(sentences[i]) << "\n";
  }
  for (const auto& text : checks) out << "\n" << escape_markdown(text) << "\n";
}

std::string markdown_row(const std::string& name, const RequestStats& stats, const RunRecord& record) {
  const TimeSummary response = summarize(stats.response_time);
  const TimeSummary service = summarize(stats.service_time);
  const auto response_text = [&](std::string_view key) { return milliseconds_text(response.percentile_ms(key)); };
  return cells({name, format_count(stats.requests), format_count(stats.failures),
                rate_text(requests_per_second(record, stats.requests)), response_text("p50"), response_text("p95"),
                response_text("p99"), milliseconds_text(response.max_ms),
                milliseconds_text(service.percentile_ms("p99"))});
}

void write_requests(const RunRecord& record, std::ostream& out) {
  if (record.request_names.empty()) return;
  out << "\n" << cells({"request", "requests", "failures", "req/s", "p50", "p95", "p99", "max", "service p99"});
  out << cells({"---", "---:", "---:", "---:", "---:", "---:", "---:", "---:", "---:"});
  for (const auto& name : record.request_names) {
    out << markdown_row(escape_markdown(shown_name(record.flows, name)), stats_of(record, name), record);
  }
  if (record.request_names.size() > 1) out << markdown_row("**total**", record.stats.total(), record);
}

void write_streams(const RunRecord& record, std::ostream& out) {
  const auto table = stream_table(record);
  if (table.rows.empty()) return;
  std::string heads = "\n| streams |", marks = "| --- |";
  for (const auto& title : table.titles) {
    heads += fmt::format(" {} |", title);
    marks += " ---: |";
  }
  out << heads << "\n" << marks << "\n";
  for (const auto& row : table.rows) {
    out << "| " << (row.is_all ? "**total**" : escape_markdown(row.name)) << " |";
    for (const auto& cell : row.cells) out << " " << cell << " |";
    out << "\n";
  }
}

void write_quality_table(std::string_view title, const QualityTable& table, std::ostream& out) {
  if (table.rows.empty()) return;
  std::string heads = fmt::format("\n| {} |", title), marks = "| --- |";
  for (const auto& one : table.titles) {
    heads += fmt::format(" {} |", escape_markdown(one));
    marks += " ---: |";
  }
  out << heads << "\n" << marks << "\n";
  for (const auto& row : table.rows) {
    out << "| " << escape_markdown(row.name) << " |";
    for (const auto& cell : row.cells) out << " " << escape_markdown(cell) << " |";
    out << "\n";
  }
}

void write_flows(const RunRecord& record, std::ostream& out) {
  if (!record.flows.empty())
    out << "\n"
        << cells({"flow", "begun", "completed", "failed", "most at", "p50", "p95", "p99", "max"})
        << cells({"---", "---:", "---:", "---:", "---", "---:", "---:", "---:", "---:"});
  for (const auto& flow : flow_table(record)) {
    const auto time = [&](std::string_view key) { return milliseconds_text(flow.duration.percentile_ms(key)); };
    out << cells({escape_markdown(flow.name), flow.begun, flow.completed, flow.failed, escape_markdown(flow.at),
                  time("p50"), time("p95"), time("p99"), milliseconds_text(flow.duration.max_ms)});
  }
}

void write_versions(const RunRecord& record, std::ostream& out) {
  if (!has_version_figures(record)) return;
  out << "\n" << cells({"version", "from", "requests", "failures", "p50", "p95", "p99"});
  out << cells({"---", "---:", "---:", "---:", "---:", "---:", "---:"});
  for (const auto& segment : record.segments) {
    if (!segment.figures) continue;
    const auto [from, requests, failures, p50, p95, p99] = version_cells(segment);
    out << cells({escape_markdown(segment.version), from, requests, failures, p50, p95, p99});
  }
  if (const auto note = note_between_versions(record); !note.empty()) out << "\n" << note << "\n";
}

void write_failures(const RunRecord& record, std::ostream& out) {
  std::size_t shown = 0;
  for (const auto& failure : record.failures) {
    if (failure.warmup || ++shown > kMostFailureRows) continue;
    if (shown == 1)
      out << "\n" << cells({"count", "request", "kind", "message"}) << cells({"---:", "---", "---", "---"});
    out << cells({format_count(failure.count), escape_markdown(shown_name(record.flows, failure.request)),
                  escape_markdown(failure.kind), escape_markdown(fitted(failure.message, 200))});
  }
  if (shown > kMostFailureRows)
    out << fmt::format("\n{} more kinds of failure are in run.json.\n", shown - kMostFailureRows);
}

void write_memory(const RunRecord& record, std::ostream& out) {
  for (const auto& leak : record.leaks) {
    if (is_said_as_reason(record, leak)) continue;
    out << fmt::format("\n**{}, {}:** {}\n",
                       leak.unit == "bytes" ? "Memory" : escape_markdown(series_title(leak.series)),
                       to_string(leak.verdict.verdict), escape_markdown(leak_sentence(record, leak)));
  }
}

void write_next_steps(const RunRecord& record, std::ostream& out) {
  const LeakRecord* leak = gravest_leak(record);
  if (!leak || leak->verdict.verdict == Verdict::clean) return;
  for (const auto& monitor : record.monitors) {
    if (monitor.name != leak->monitor) continue;
    if (const auto kind = kind_sentence(monitor, *leak); !kind.empty()) out << "\n" << escape_markdown(kind) << "\n";
    const auto steps = next_steps(record, monitor, *leak);
    if (!steps.empty())
      out << fmt::format("\n**What to try next** for {}:\n\n", escape_markdown(watched_name(record, *leak)));
    for (const auto& step : steps)
      out << "- " << escape_markdown(step.what) << (step.command.empty() ? "." : ": `" + step.command + "`") << "\n";
    return;
  }
}

void write_notes(const RunRecord& record, std::ostream& out) {
  std::string_view separator = "\n";
  const auto note = [&](const std::string& text) {
    out << separator << "- " << escape_markdown(text) << "\n";
    separator = "";
  };
  for (const auto& text : once_sentences(record)) note(text);
  if (const auto text = unfinished_flows(record); !text.empty()) note(text);
  for (const auto& text : status_sentences(record)) note(text);
  for (const auto& text : stream_notes(record)) note(text);
  for (const auto& text : quality_notes(record)) note(text);
  for (const auto& text : {batch_sentence(record), batch_memory_sentence(record)})
    if (!text.empty()) note(text);
  for (const auto& text : pause_sentences(record)) note(text);
  for (const auto& text : count_notes(record)) note(text);
  for (const auto& text : measurement_notes(record)) note(text);
}

}  // namespace

void write_markdown(const RunRecord& record, std::ostream& out) {
  write_verdict(record, out);
  write_thresholds(record, out);
  write_rules(record, out);
  write_probes(record, out);
  write_requests(record, out);
  write_streams(record, out);
  write_quality_table("quality", quality_table(record), out);
  write_quality_table("batches", batch_table(record), out);
  write_flows(record, out);
  write_versions(record, out);
  write_failures(record, out);
  write_memory(record, out);
  write_next_steps(record, out);
  write_notes(record, out);
}

}  // namespace plimsoll
