#include "cli/leak_command.h"

#include "cli/findings.h"
#include "cli/terminal_style.h"
#include "cli/trace_record.h"
#include "core/exit_codes.h"
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
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace plimsoll {
namespace {

struct LeakOptions {
  std::string trace;
  std::vector<std::string> columns;
  std::optional<std::string> time;
  std::optional<std::string> format;
  std::optional<std::string> limit;
  std::optional<std::string> minimum;
  std::string html;
  bool json = false;
  bool chart = false;
};

Result<TraceFile> read_file(const LeakOptions& options, const TraceRequest& request) {
  if (options.trace == "-") {
    auto file = read_trace(std::cin, request);
    if (file.has_error()) return with_context(file.error(), "standard input");
    return file;
  }
  std::error_code ignored;
  if (std::filesystem::is_directory(options.trace, ignored)) {
    return Error{ErrorKind::invalid,
                 fmt::format("{}: expected a trace, got a folder; that of a run holds memory.csv", options.trace)};
  }
  std::ifstream in(options.trace, std::ios::binary);
  if (!in) {
    return Error{ErrorKind::invalid, fmt::format("{}: cannot be read: {}", options.trace, std::strerror(errno))};
  }
  auto file = read_trace(in, request);
  if (file.has_error()) return with_context(file.error(), options.trace);
  return file;
}

void print_for_people(const RunRecord& record, bool with_chart) {
  const ConsoleStyle style = terminal_style(STDOUT_FILENO);
  for (const auto& leak : record.leaks) {
    const std::string column = record.leaks.size() > 1 ? one_line(leak.series) + ": " : "";
    fmt::print("{}{}: {}\n", column, to_string(leak.verdict.verdict), leak.verdict.explanation);
    if (with_chart) fmt::print("{}", memory_chart(record, leak, style));
    for (const auto& figure : leak_figures(record, leak)) fmt::print("  {}\n", one_line(figure));
  }
  for (const auto& note : record.measurement.notes) fmt::print("  {}\n", one_line(note));
}

// One object, as it always was; of several columns an array.
void print_json(const RunRecord& record) {
  if (record.leaks.size() == 1) {
    fmt::print("{}\n", to_json(record.leaks.front()));
    return;
  }
  fmt::print("[");
  for (std::size_t i = 0; i < record.leaks.size(); ++i)
    fmt::print("{}{}", i > 0 ? ",\n" : "\n", to_json(record.leaks[i]));
  fmt::print("\n]\n");
}

Result<void> write_page(const RunRecord& record, const std::string& path) {
  std::ofstream out(path, std::ios::binary);
  if (out) write_html(record, out);
  out.close();
  if (!out) return Error{ErrorKind::internal, fmt::format("--html: {}: cannot be written", path)};
  return {};
}

Result<TraceRequest> request_of(const LeakOptions& options) {
  TraceRequest request{options.columns, options.time, {}};
  if (!options.format) return request;
  const auto format = parse_trace_format(*options.format);
  if (format.has_error()) return with_context(format.error(), "--format");
  request.format = *format;
  return request;
}

int judge_trace(const LeakOptions& options) {
  JudgeOptions judging;
  if (options.limit) {
    const auto limit = parse_bytes(*options.limit);
    if (limit.has_error()) return fail({ErrorKind::usage, "--limit: " + limit.error().message});
    judging.limit_bytes = static_cast<double>(*limit);
  }
  if (options.minimum) {
    const auto minimum = parse_leak_minimum(*options.minimum);
    if (minimum.has_error()) return fail({ErrorKind::usage, "--leak-minimum: " + minimum.error().message});
    judging.minimum = *minimum;
  }
  const auto request = request_of(options);
  if (request.has_error()) return fail(request.error());
  const auto file = read_file(options, *request);
  if (file.has_error()) return fail(file.error());
  const std::string name = options.trace == "-" ? "standard input" : options.trace;
  const RunRecord record = record_of_trace(*file, name, judging);
  if (options.json) {
    print_json(record);
  } else {
    print_for_people(record, options.chart || isatty(STDOUT_FILENO) == 1);
  }
  if (!options.html.empty())
    if (const auto written = write_page(record, options.html); written.has_error()) return fail(written.error());
  return record.verdict.exit_code;
}

}  // namespace

void add_leak_command(CLI::App& app, int& exit_code) {
  auto* command = app.add_subcommand("leak", "Judge whether the memory in a recorded trace leaks");
  const auto options = std::make_shared<LeakOptions>();
  command->add_option("TRACE", options->trace, "CSV, psrecord log, mprof .dat or Prometheus JSON; - is standard input")
      ->required()
      ->envname("PLIMSOLL_TRACE");
  command->add_flag("--json", options->json, "Print one JSON object")->envname("PLIMSOLL_JSON");
  command
      ->add_option(
          "--column", options->columns,
          "The memory to judge (anon_bytes, else rss_bytes, else what is called memory); of Prometheus a series' "
          "name or label. Several times: each is judged, the first is the headline")
      ->envname("PLIMSOLL_COLUMN")
      ->allow_extra_args(false);
  command->add_option("--time", options->time, "The column of time (t_seconds, time, timestamp, date, elapsed, ...)")
      ->envname("PLIMSOLL_TIME");
  command->add_option("--format", options->format, "csv, psrecord, mprof or prometheus (by what the file begins with)")
      ->envname("PLIMSOLL_FORMAT");
  command->add_flag("--chart", options->chart, "Draw the memory (always done in a terminal)")
      ->envname("PLIMSOLL_CHART");
  command->add_option("--html", options->html, "Write a page with the chart to this file")->envname("PLIMSOLL_HTML");
  command->add_option("--limit", options->limit, "The memory it may take: 2GiB; says when it is reached")
      ->envname("PLIMSOLL_LIMIT");
  command->add_option("--leak-minimum", options->minimum, "Growth of memory that is allowed: 1MiB/h")
      ->envname("PLIMSOLL_LEAK_MINIMUM");
  command->footer(
      "Exit codes: 0 clean, suspected or inconclusive, 2 leaking, 64 usage, 65 the trace cannot be read.\n"
      "Examples:\n  plimsoll leak memory.csv --limit 2GiB\n  plimsoll leak app.log --time when --column rss_mib --html "
      "memory.html\n  curl -s 'http://prom/api/v1/query_range?...' | plimsoll leak - --column worker-7");
  command->callback([options, &exit_code] { exit_code = judge_trace(*options); });
}

}  // namespace plimsoll
