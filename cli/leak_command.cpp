#include "cli/commands.h"
#include "cli/findings.h"
#include "cli/options/option_reader.h"
#include "cli/terminal_style.h"
#include "cli/traces/trace_record.h"
#include "core/say.h"
#include "core/units.h"
#include "judgement/judge.h"
#include "judgement/traces/trace_reader.h"
#include "record/run_record_json.h"
#include "reports/console.h"
#include "reports/html/report.h"
#include "reports/memory_chart.h"
#include "reports/words/sentences.h"
#include "reports/words/text.h"
#include "scenarios/tables/leak_table.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace plimsoll {
namespace {

Result<TraceFile> read_trace_file(const std::string& trace, const TraceRequest& request) {
  if (trace == "-") {
    auto file = read_trace(std::cin, request);
    if (file.has_error()) return with_context(file.error(), "standard input");
    return file;
  }
  std::error_code ignored;
  if (std::filesystem::is_directory(trace, ignored)) {
    return Error{ErrorKind::invalid,
                 fmt::format("{}: expected a trace, got a folder; that of a run holds memory.csv", trace)};
  }
  std::ifstream in(trace, std::ios::binary);
  if (!in) {
    return Error{ErrorKind::invalid, fmt::format("{}: cannot be read: {}", trace, std::strerror(errno))};
  }
  auto file = read_trace(in, request);
  if (file.has_error()) return with_context(file.error(), trace);
  return file;
}

// And not one process of it.
bool is_column(const LeakRecord& leak) { return !leak.pid; }

// Broken between words where a terminal shows it.
void print_line(std::string_view text, std::size_t indent, const ConsoleStyle& style) {
  const bool breaks = isatty(STDOUT_FILENO) == 1;
  const auto lines =
      breaks ? wrapped(text, static_cast<std::size_t>(style.width) - indent) : std::vector{std::string(text)};
  for (const auto& line : lines) say("{}{}\n", std::string(indent, ' '), line);
}

void print_for_people(const RunRecord& record, bool with_chart) {
  const ConsoleStyle style = terminal_style(STDOUT_FILENO);
  const auto columns = record.monitors.front().series.size();
  std::set<std::string> drawn;
  for (const auto& leak : record.leaks) {
    const std::string column = columns > 1 ? one_line(leak.series) + ": " : "";
    const std::string version = leak.segment ? fmt::format("version {}: ", one_line(leak.segment->version)) : "";
    const std::string process = leak.pid ? fmt::format("process {}: ", *leak.pid) : "";
    print_line(fmt::format("{}{}{}{}: {}", column, version, process, to_string(leak.verdict.verdict),
                           leak.verdict.explanation),
               0, style);
    if (with_chart && !leak.pid && drawn.insert(leak.series).second) say("{}", memory_chart(record, leak, style));
    for (const auto& figure : leak_figures(record, leak)) print_line(one_line(figure), 2, style);
  }
  for (const auto& note : record.measurement.notes) print_line(one_line(note), 2, style);
}

// Column and, of a service that was redeployed, version.
bool is_of_the_same(const LeakRecord& a, const LeakRecord& b) {
  const auto from = [](const LeakRecord& leak) { return leak.segment ? leak.segment->from_s : -1; };
  return a.series == b.series && from(a) == from(b);
}

std::string json_of(const LeakRecord& leak, const RunRecord& record) {
  std::vector<LeakRecord> processes;
  std::copy_if(record.leaks.begin(), record.leaks.end(), std::back_inserter(processes),
               [&](const LeakRecord& other) { return !is_column(other) && is_of_the_same(other, leak); });
  return to_json(leak, processes, record.measurement.notes);
}

// One object; of several columns or versions an array, columns in the order in which they were asked for, versions in
// that of time. A process that leaks by itself is told in its column.
void print_json(const RunRecord& record) {
  std::vector<std::string> objects;
  for (const auto& column : record.monitors.front().series) {
    std::vector<LeakRecord> of_column;
    std::copy_if(record.leaks.begin(), record.leaks.end(), std::back_inserter(of_column),
                 [&](const LeakRecord& one) { return is_column(one) && one.series == column.name(); });
    std::stable_sort(of_column.begin(), of_column.end(), [](const LeakRecord& a, const LeakRecord& b) {
      return a.segment && b.segment && a.segment->from_s < b.segment->from_s;
    });
    for (const auto& leak : of_column) objects.push_back(json_of(leak, record));
  }
  if (objects.size() == 1) {
    say("{}\n", objects.front());
    return;
  }
  say("[\n{}\n]\n", fmt::join(objects, ",\n"));
}

Result<void> write_page(const RunRecord& record, const std::string& path) {
  errno = 0;
  std::ofstream out(path, std::ios::binary);
  if (out) write_html(record, out);
  out.close();
  if (!out)
    return Error{kind_of_unwritable(errno), fmt::format("--html: {}: cannot be written: {}; choose another file", path,
                                                        std::strerror(errno != 0 ? errno : EIO))};
  return {};
}

Result<MemoryUnit> parse_unit(const std::string& text) {
  const auto amount = parse_amount("1" + text);
  if (amount && amount->unit) return *amount->unit;
  return Error{ErrorKind::usage, fmt::format("expected bytes, KiB, MiB, GiB, kB, MB or GB, got {}", text)};
}

Result<double> parse_step(const std::string& text) {
  const auto step = parse_duration(text);
  if (step.has_error()) return step.error();
  if (step->count() == 0) return Error{ErrorKind::usage, "expected a duration above 0, as 15s"};
  return std::chrono::duration<double>(*step).count();
}

TraceRequest request_of(const GivenOptions& given, OptionReader& read) {
  TraceRequest request;
  request.columns = given.list("--column");
  request.time = given.text("--time");
  read.set("--format", request.format, parse_trace_format);
  read.set("--unit", request.unit, parse_unit);
  read.set("--every", request.every_s, parse_step);
  if (request.time && request.every_s) read.refuse("--every", "is for rows without times, and --time names one");
  return request;
}

int judge_trace(const GivenOptions& given) {
  const auto trace = *given.text("TRACE");
  JudgeOptions judging;
  std::vector<Finding> problems;
  OptionReader read(given, problems);
  read.set("--limit", judging.limit_bytes, bytes_type());
  read.set("--leak-minimum", judging.minimum, growth_type());
  Nanos horizon = LeakRules().horizon;
  read.set("--leak-horizon", horizon, duration_type());
  judging.horizon_s = to_seconds(horizon);
  const auto request = request_of(given, read);
  if (!problems.empty()) return fail(problems, ErrorKind::usage);
  const auto file = read_trace_file(trace, request);
  if (file.has_error()) return fail(file.error());
  const std::string name = trace == "-" ? "standard input" : trace;
  const RunRecord record = record_of_trace(*file, name, judging);
  if (given.has("--json")) {
    print_json(record);
  } else {
    print_for_people(record, given.has("--chart") || isatty(STDOUT_FILENO) == 1);
  }
  if (const auto page = given.text("--html"))
    if (const auto written = write_page(record, *page); written.has_error()) return fail(written.error());
  return record.verdict.exit_code;
}

}  // namespace

Command leak_command() {
  return {
      "leak",
      "Judge whether the memory in a recorded trace leaks",
      {{"TRACE", "PLIMSOLL_TRACE",
        "A table (CSV or parted by blanks, as ps, top, kubectl and docker print), psrecord, mprof .dat, Prometheus "
        "JSON, JSON lines or a log; - is standard input"},
       {"--json", "PLIMSOLL_JSON", "Print one JSON object", "Options", OptionForm::flag},
       {"--column", "PLIMSOLL_COLUMN",
        "The memory to judge (anon_bytes, else rss_bytes, else what is called memory); of Prometheus a series' "
        "name or label. Several times: each is judged, the most urgent first",
        "Options", OptionForm::list},
       {"--time", "PLIMSOLL_TIME", "The column of time (t_seconds, time, timestamp, date, elapsed, ...)"},
       {"--unit", "PLIMSOLL_UNIT",
        "What plain numbers of memory are: bytes, KiB, MiB, GiB, kB, MB or GB (as names, neighbours or numbers say it, "
        "else a guess, which clears nothing)"},
       {"--every", "PLIMSOLL_EVERY", "How far apart readings without times are: 15s"},
       {"--format", "PLIMSOLL_FORMAT",
        "csv, table, psrecord, mprof, prometheus, jsonl or log (by what the file begins with)"},
       {"--chart", "PLIMSOLL_CHART", "Draw the memory (always done in a terminal)", "Options", OptionForm::flag},
       {"--html", "PLIMSOLL_HTML", "Write a page with the chart to this file"},
       {"--limit", "PLIMSOLL_LIMIT", "The memory it may take: 2GiB; says when it is reached"},
       {"--leak-minimum", "PLIMSOLL_LEAK_MINIMUM", "Growth of memory that is allowed: 1MiB/h"},
       {"--leak-horizon", "PLIMSOLL_LEAK_HORIZON",
        "Growth that may settle is suspected where it matters within it (24h)"}},
      "Exit codes: 0 clean, suspected or inconclusive, 2 leaking, 64 usage, 65 the trace cannot be read.\n"
      "Examples:\n  plimsoll leak memory.csv --limit 2GiB\n  plimsoll leak app.log --time when --column rss_mib --html "
      "memory.html\n  curl -s 'http://prom/api/v1/query_range?...' | plimsoll leak - --column worker-7",
      judge_trace};
}

}  // namespace plimsoll
