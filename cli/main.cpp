// The program: its subcommands, and the exit codes of what never became a run.

#include "cli/commands.h"
#include "cli/options/command_line.h"
#include "core/exit_codes.h"
#include "core/version.h"

#include <fmt/core.h>

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <exception>
#include <iterator>
#include <string_view>

namespace {

constexpr auto kDescription =
    "Plimsoll loads a prediction API, watches its memory, and says whether it holds, answers right and leaks.\n"
    "Exit codes: 0 good, 1 threshold or check failed, 2 leaking, 3 measurement invalid, 64 usage, 65 scenario,\n"
    "69 target unavailable, 70 our fault, 130 interrupted.";

// Commands that are planned: refused by their name.
constexpr std::string_view kUnbuilt[] = {"compare", "capacity", "worker", "doctor", "completion"};

int run(int argc, char** argv) {
  const std::string_view command = argc > 1 ? argv[1] : "";
  if (std::find(std::begin(kUnbuilt), std::end(kUnbuilt), command) != std::end(kUnbuilt)) {
    std::fprintf(stderr, "plimsoll: %s is not built yet; `plimsoll --help` lists what is\n", argv[1]);
    return plimsoll::exit_code_of(plimsoll::ErrorKind::usage);
  }
  using namespace plimsoll;
  const ProgramWords words = {"plimsoll", kDescription, fmt::format("plimsoll {}", version()),
                              "Example:\n  plimsoll run http://127.0.0.1:5000/predict --body @sample.json -u 10 -t 1m"};
  return carry_out(words,
                   {run_command(),      sweep_command(),      audit_command(),  quality_command(),  check_command(),
                    data_command(),     monitor_command(),    agent_command(),  leak_command(),     diff_command(),
                    snapshot_command(), report_command(),     runs_command(),   schedule_command(), serve_command(),
                    init_command(),     import_command(),     export_command(), schema_command(),   protocols_command(),
                    demo_command(),     demo_target_command()},
                   argc, argv);
}

}  // namespace

int main(int argc, char** argv) {
  // A reader that went away (`| head`) or a file size limit must not end a run: the write's error is told instead.
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGXFSZ, SIG_IGN);
  try {
    return run(argc, argv);
  } catch (const std::exception& bug) {
    std::fprintf(stderr, "plimsoll: a fault of our own: %s\n", bug.what());
    return plimsoll::exit_code_of(plimsoll::ErrorKind::internal);
  }
}
