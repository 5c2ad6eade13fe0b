#include "cli/leak_command.h"

#include "cli/exit_codes.h"
#include "engine/core/units.h"
#include "monitors/judgement/trace_csv.h"
#include "reports/run_record_json.h"
#include "reports/sentences.h"
#include "reports/text.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <iostream>
#include <memory>
#include <optional>
#include <string>

namespace plimsoll {
namespace {

constexpr int kLeaking = 2;

struct LeakOptions {
  std::string trace;
  std::optional<std::string> column;
  std::optional<std::string> limit;
  bool json = false;
};

Result<TraceFile> read_trace(const LeakOptions& options) {
  if (options.trace == "-") {
    auto file = read_trace_csv(std::cin, options.column);
    if (file.has_error()) return with_context(file.error(), "standard input");
    return file;
  }
  std::ifstream in(options.trace, std::ios::binary);
  if (!in) {
    return Error{ErrorKind::invalid, fmt::format("{}: cannot be read: {}", options.trace, std::strerror(errno))};
  }
  auto file = read_trace_csv(in, options.column);
  if (file.has_error()) return with_context(file.error(), options.trace);
  return file;
}

void print_for_people(const Trace& trace, const LeakRecord& leak) {
  RunRecord record;  // of the trace's times alone
  if (!trace.t_seconds.empty()) {
    const auto [first, last] = std::minmax_element(trace.t_seconds.begin(), trace.t_seconds.end());
    record.warmup_s = *first;
    record.duration_s = *last;
  }
  fmt::print("{}: {}\n", to_string(leak.verdict.verdict), leak.verdict.explanation);
  for (const auto& figure : leak_figures(record, leak)) fmt::print("  {}\n", figure);
}

int fail(const Error& error) {
  fmt::print(stderr, "plimsoll: {}\n", one_line(error.message));  // a trace may hold any byte
  return exit_code_of(error.kind);
}

int judge_trace(const LeakOptions& options) {
  JudgeOptions judging;
  if (options.limit) {
    const auto limit = parse_bytes(*options.limit);
    if (limit.has_error()) return fail({ErrorKind::usage, "--limit: " + limit.error().message});
    judging.limit_bytes = static_cast<double>(*limit);
  }
  const auto file = read_trace(options);
  if (file.has_error()) return fail(file.error());
  LeakRecord leak;
  leak.series = file->memory_column;
  leak.verdict = judge(file->trace, judging);
  if (options.json) {
    fmt::print("{}\n", to_json(leak));
  } else {
    print_for_people(file->trace, leak);
  }
  return leak.verdict.verdict == Verdict::leaking ? kLeaking : 0;
}

}  // namespace

void add_leak_command(CLI::App& app, int& exit_code) {
  auto* command = app.add_subcommand("leak", "Judge whether the memory in a recorded trace leaks");
  const auto options = std::make_shared<LeakOptions>();
  command->add_option("TRACE", options->trace, "A CSV file such as a run's memory.csv; - is standard input")
      ->required()
      ->envname("PLIMSOLL_TRACE");
  command->add_flag("--json", options->json, "Print one JSON object")->envname("PLIMSOLL_JSON");
  command->add_option("--column", options->column, "The memory to judge (anon_bytes, else rss_bytes)")
      ->envname("PLIMSOLL_COLUMN");
  command->add_option("--limit", options->limit, "The memory it may take: 2GiB; says when it is reached")
      ->envname("PLIMSOLL_LIMIT");
  command->footer(
      "Exit codes: 0 clean, suspected or inconclusive, 2 leaking, 64 usage, 65 the trace cannot be read.\n"
      "Example:\n  plimsoll leak memory.csv --limit 2GiB");
  command->callback([options, &exit_code] { exit_code = judge_trace(*options); });
}

}  // namespace plimsoll
