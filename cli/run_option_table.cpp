#include "cli/run_options.h"

#include <CLI/CLI.hpp>
#include <array>
#include <string>

namespace plimsoll {
namespace {

// Features that are planned: refused by their name, so that nobody believes they took effect.
void refuse_unbuilt(CLI::App& command) {
  for (const char* name : {"--store", "--no-store"}) {
    command
        .add_option_function<std::string>(
            name, [name](const std::string&) { throw CLI::ValidationError(name, "is not built yet"); }, "")
        ->group("");
  }
}

}  // namespace

void add_run_options(CLI::App& command, RunOptions& o) {
  const auto text = [&](const char* names, std::optional<std::string>& field, const char* variable, const char* help,
                        const char* group) {
    return command.add_option(names, field, help)->envname(variable)->group(group);
  };
  command.add_option("SCENARIO", o.source, "A scenario file, or a URL to request")->required();

  text("-u,--users", o.users, "PLIMSOLL_USERS", "Virtual users (1)", "Load");
  text("-r,--spawn-rate", o.spawn_rate, "PLIMSOLL_SPAWN_RATE", "Users started per second (1)", "Load");
  text("--wait", o.wait, "PLIMSOLL_WAIT", "Pause of a user between requests: 1s, or 3s..5s (none)", "Load");
  text("--rate", o.rate, "PLIMSOLL_RATE", "Instead of users: 200/s, whatever becomes of those before", "Load");
  text("--arrivals", o.arrivals, "PLIMSOLL_ARRIVALS", "Of a rate: constant, or poisson (constant)", "Load");
  text("--max-in-flight", o.max_in_flight, "PLIMSOLL_MAX_IN_FLIGHT",
       "Of a rate: what is due above it is dropped (10 s of the rate, at least 100)", "Load");
  text("-t,--duration", o.duration, "PLIMSOLL_DURATION",
       "30s, 10m, 1h30m; a bare number is seconds; until_verdict (1m)", "Load");
  text("--at-most", o.at_most, "PLIMSOLL_AT_MOST", "Of -t until_verdict: the end where there is no verdict (1h)",
       "Load");
  text("--requests", o.requests, "PLIMSOLL_REQUESTS", "Stop after so many requests", "Load");
  text("--warmup", o.warmup, "PLIMSOLL_WARMUP", "Beginning that is counted apart (none)", "Load");
  text("--cooldown", o.cooldown, "PLIMSOLL_COOLDOWN", "Memory is watched so long after the load (none)", "Load");
  text("--timeout", o.timeout, "PLIMSOLL_TIMEOUT", "For a whole answer (30s)", "Load");
  text("--threads", o.threads, "PLIMSOLL_THREADS", "Threads that generate load (by the load and the cores)", "Load");
  text("--control", o.control, "PLIMSOLL_CONTROL",
       "A socket to make: takes users 50, rate 200/s, pause, resume, stop, status while the run goes on", "Load");
  text("--io", o.io, "PLIMSOLL_IO", "How bytes are moved: uring, epoll, or auto, which takes the cheaper (auto)",
       "Load");
  text("--seed", o.seed, "PLIMSOLL_SEED", "Repeats a run's random choices", "Load");

  text("-X,--method", o.method, "PLIMSOLL_METHOD", "With a URL: GET, POST, PUT, PATCH, DELETE, HEAD", "Request");
  command.add_option("-H,--header", o.headers, "\"Name: value\", repeatable")
      ->group("Request")
      ->allow_extra_args(false)
      ->envname("PLIMSOLL_HEADER");
  command
      .add_option("--body", o.bodies,
                  "With a URL: JSON text, or @FILE, @'GLOB', @FOLDER, @ROWS.jsonl: several are replayed in turn")
      ->group("Request")
      ->allow_extra_args(false)
      ->envname("PLIMSOLL_BODY");
  text("--expect-status", o.expect_status, "PLIMSOLL_EXPECT_STATUS", "200, 2xx, \"200,201\" (below 400)", "Request");
  text("--target", o.target, "PLIMSOLL_TARGET", "Instead of the scenario's target", "Request");
  command.add_option("--set", o.set, "PATH=VALUE over the scenario file, repeatable: load.users=5")
      ->group("Request")
      ->allow_extra_args(false)
      ->envname("PLIMSOLL_SET");

  text("--ca", o.ca, "PLIMSOLL_CA", "Certificates to trust, PEM", "TLS");
  text("--cert", o.cert, "PLIMSOLL_CERT", "Our certificate, PEM", "TLS");
  text("--key", o.key, "PLIMSOLL_KEY", "Its key, PEM", "TLS");
  command.add_flag("--insecure", o.insecure, "Do not verify the target's certificate; every report says so")
      ->group("TLS")
      ->envname("PLIMSOLL_INSECURE");

  command.add_flag("--no-keepalive", o.no_keep_alive, "A new connection for each request")
      ->group("Connection")
      ->envname("PLIMSOLL_NO_KEEPALIVE");
  command.add_option("--source", o.sources, "Our address that connections come from, repeatable: taken in turn")
      ->group("Connection")
      ->allow_extra_args(false)
      ->envname("PLIMSOLL_SOURCE");
  command.add_option("--resolve", o.resolve, "HOST:PORT:ADDRESS: where the target's name leads, repeatable")
      ->group("Connection")
      ->allow_extra_args(false)
      ->envname("PLIMSOLL_RESOLVE");

  command
      .add_option("--watch", o.watch,
                  "pid:N, port:N, name:REGEX, cgroup:PATH, container:NAME, prometheus:URL, disk:PATH, "
                  "agent:HOST:PORT/SPEC or none, repeatable "
                  "(the listener of a local target)")
      ->group("Memory")
      ->allow_extra_args(false)
      ->envname("PLIMSOLL_WATCH");
  text("--leak-minimum", o.leak_minimum, "PLIMSOLL_LEAK_MINIMUM", "Growth of memory that is allowed: 1MiB/h", "Memory");
  command.add_option("--leak-ignore", o.leak_ignore, "A series that is not judged, repeatable: fds, 'gpu*', memory")
      ->group("Memory")
      ->allow_extra_args(false)
      ->envname("PLIMSOLL_LEAK_IGNORE");
  text("--limit", o.limit, "PLIMSOLL_LIMIT", "Memory limit that the time left is counted to", "Memory");

  command.add_option("--fail-if", o.fail_if, "'p99 > 250ms', 'failure_rate > 1%', repeatable")
      ->group("Results")
      ->allow_extra_args(false)
      ->envname("PLIMSOLL_FAIL_IF");
  text("--out", o.out, "PLIMSOLL_OUT", "Folder of the results (plimsoll-out/RUN_ID)", "Results");
  text("--report", o.report, "PLIMSOLL_REPORT", "html,json,junit,csv,md (all)", "Results");
  command.add_flag("--quiet", o.quiet, "Nothing but problems")->group("Results")->envname("PLIMSOLL_QUIET");
  command.add_flag("--no-progress", o.no_progress, "No live view; the summary still comes")
      ->group("Results")
      ->envname("PLIMSOLL_NO_PROGRESS");
  command.add_flag("--inspect", o.inspect, "Leave a managed target running at the end until a key or signal")
      ->group("Results")
      ->envname("PLIMSOLL_INSPECT");
  refuse_unbuilt(command);
}

}  // namespace plimsoll
