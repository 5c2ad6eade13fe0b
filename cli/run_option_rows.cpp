#include "cli/run_option_rows.h"

namespace plimsoll {

const std::vector<OptionRow>& run_option_rows() {
  constexpr auto kList = OptionForm::list;
  constexpr auto kFlag = OptionForm::flag;
  static const std::vector<OptionRow> kRows = {
      {"SCENARIO", "", "A scenario file, or a URL to request", "Options"},
      {"-u,--users", "PLIMSOLL_USERS", "Virtual users (1)", "Load"},
      {"-r,--spawn-rate", "PLIMSOLL_SPAWN_RATE", "Users started per second (1)", "Load"},
      {"--wait", "PLIMSOLL_WAIT", "Pause of a user between requests: 1s, or 3s..5s (none)", "Load"},
      {"--rate", "PLIMSOLL_RATE", "Instead of users: 200/s, whatever becomes of those before", "Load"},
      {"--arrivals", "PLIMSOLL_ARRIVALS", "Of a rate: constant, or poisson (constant)", "Load"},
      {"--max-in-flight", "PLIMSOLL_MAX_IN_FLIGHT",
       "Of a rate: what is due above it is dropped (10 s of the rate, at least 100)", "Load"},
      {"-t,--duration", "PLIMSOLL_DURATION", "30s, 10m, 1h30m; a bare number is seconds; until_verdict (1m)", "Load"},
      {"--at-most", "PLIMSOLL_AT_MOST", "Of -t until_verdict: the end where there is no verdict (1h)", "Load"},
      {"--requests", "PLIMSOLL_REQUESTS", "Stop after so many requests", "Load"},
      {"--warmup", "PLIMSOLL_WARMUP", "Beginning that is counted apart (none)", "Load"},
      {"--cooldown", "PLIMSOLL_COOLDOWN", "Memory is watched so long after the load (none)", "Load"},
      {"--timeout", "PLIMSOLL_TIMEOUT", "For a whole answer (30s)", "Load"},
      {"--threads", "PLIMSOLL_THREADS", "Threads that generate load (by the load and the cores)", "Load"},
      {"--control", "PLIMSOLL_CONTROL",
       "A socket to make: takes users 50, rate 200/s, pause, resume, stop, status while the run goes on", "Load"},
      {"--io", "PLIMSOLL_IO", "How bytes are moved: uring, epoll, or auto, which takes the cheaper (auto)", "Load"},
      {"--seed", "PLIMSOLL_SEED", "Repeats a run's random choices", "Load"},
      {"-X,--method", "PLIMSOLL_METHOD", "With a URL: GET, POST, PUT, PATCH, DELETE, HEAD", "Request"},
      {"-H,--header", "PLIMSOLL_HEADER", "\"Name: value\", repeatable", "Request", kList},
      {"--body", "PLIMSOLL_BODY",
       "With a URL: JSON text, or @FILE, @'GLOB', @FOLDER, @ROWS.jsonl: several are replayed in turn", "Request",
       kList},
      {"--expect-status", "PLIMSOLL_EXPECT_STATUS", "200, 2xx, \"200,201\" (below 400)", "Request"},
      {"--target", "PLIMSOLL_TARGET", "Instead of the scenario's target", "Request"},
      {"--set", "PLIMSOLL_SET", "PATH=VALUE over the scenario file, repeatable: load.users=5", "Request", kList},
      {"--ca", "PLIMSOLL_CA", "Certificates to trust, PEM", "TLS"},
      {"--cert", "PLIMSOLL_CERT", "Our certificate, PEM", "TLS"},
      {"--key", "PLIMSOLL_KEY", "Its key, PEM", "TLS"},
      {"--insecure", "PLIMSOLL_INSECURE", "Do not verify the target's certificate; every report says so", "TLS", kFlag},
      {"--no-keepalive", "PLIMSOLL_NO_KEEPALIVE", "A new connection for each request", "Connection", kFlag},
      {"--source", "PLIMSOLL_SOURCE", "Our address that connections come from, repeatable: taken in turn", "Connection",
       kList},
      {"--resolve", "PLIMSOLL_RESOLVE", "HOST:PORT:ADDRESS: where the target's name leads, repeatable", "Connection",
       kList},
      {"--watch", "PLIMSOLL_WATCH",
       "pid:N, port:N, name:REGEX, cgroup:PATH, container:NAME, prometheus:URL, disk:PATH, "
       "agent:HOST:PORT/SPEC or none, repeatable "
       "(the listener of a local target)",
       "Memory", kList},
      {"--leak-minimum", "PLIMSOLL_LEAK_MINIMUM", "Growth of memory that is allowed: 1MiB/h", "Memory"},
      {"--leak-ignore", "PLIMSOLL_LEAK_IGNORE", "A series that is not judged, repeatable: fds, 'gpu*', memory",
       "Memory", kList},
      {"--limit", "PLIMSOLL_LIMIT", "Memory limit that the time left is counted to", "Memory"},
      {"--fail-if", "PLIMSOLL_FAIL_IF", "'p99 > 250ms', 'failure_rate > 1%', repeatable", "Results", kList},
      {"--note", "PLIMSOLL_NOTE", "One line for the record: why this run was made", "Results"},
      {"--out", "PLIMSOLL_OUT", "Folder of the results (plimsoll-out/RUN_ID)", "Results"},
      {"--report", "PLIMSOLL_REPORT", "html,json,junit,csv,md (all)", "Results"},
      {"--quiet", "PLIMSOLL_QUIET", "Nothing but problems", "Results", kFlag},
      {"--no-progress", "PLIMSOLL_NO_PROGRESS", "No live view; the summary still comes", "Results", kFlag},
      {"--inspect", "PLIMSOLL_INSPECT", "Leave a managed target running at the end until a key or signal", "Results",
       kFlag},
      {"--store", "", "", "", OptionForm::unbuilt},
      {"--no-store", "", "", "", OptionForm::unbuilt},
  };
  return kRows;
}

}  // namespace plimsoll
