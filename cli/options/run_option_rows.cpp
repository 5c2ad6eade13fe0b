#include "cli/options/run_option_rows.h"

#include <utility>

namespace plimsoll {
namespace {

constexpr auto kList = OptionForm::list;
constexpr auto kFlag = OptionForm::flag;
constexpr auto kReplace = Override::How::replace;
constexpr auto kAppend = Override::How::append;
constexpr auto kQualify = Override::How::qualify;

// Options of users make the load one of users whatever the scenario says, and those of a rate one of a rate.
ScenarioValue of_users(std::string path, std::vector<std::string> also_gone = {}) {
  for (const auto* key : {"load.rate", "load.arrivals", "load.max_in_flight", "load.late_after", "load.replay",
                          "load.burstiness", "load.trace"})
    also_gone.emplace_back(key);
  return {std::move(path), as_text, kReplace, std::move(also_gone), true};
}

ScenarioValue of_a_rate(std::string path, std::vector<std::string> also_gone = {}) {
  for (const auto* key : {"load.users", "load.spawn_rate", "load.wait"}) also_gone.emplace_back(key);
  return {std::move(path), as_text, kReplace, std::move(also_gone), true};
}

ScenarioValue with_url(std::string path, MakeValue value) {
  return {std::move(path), value, kReplace, {}, false, "goes with a URL; a scenario file has its own requests"};
}

ScenarioValue with_file(std::string path, std::string_view why_not_with_url) {
  return {std::move(path), as_text, kReplace, {}, false, {}, why_not_with_url};
}

}  // namespace

const std::vector<RunOption>& run_options() {
  static const std::vector<RunOption> kRows = {
      {{"SCENARIO", "", "A scenario file, a .hurl file, or a URL to request", "Options"}},
      {{"-u,--users", "PLIMSOLL_USERS", "Virtual users (1)", "Load"}, of_users("load.users", {"load.stages"})},
      {{"-r,--spawn-rate", "PLIMSOLL_SPAWN_RATE", "Users started per second (1)", "Load"},
       of_users("load.spawn_rate", {"load.stages"})},
      {{"--wait", "PLIMSOLL_WAIT", "Pause of a user between requests: 1s, or 3s..5s (none)", "Load"},
       of_users("load.wait")},
      {{"--rate", "PLIMSOLL_RATE", "Instead of users: 200/s, whatever becomes of those before", "Load"},
       of_a_rate("load.rate", {"load.stages", "load.replay", "load.trace"})},
      {{"--arrivals", "PLIMSOLL_ARRIVALS", "Of a rate: constant, poisson, or gamma (constant)", "Load"},
       of_a_rate("load.arrivals", {"load.burstiness"})},
      {{"--burstiness", "PLIMSOLL_BURSTINESS",
        "Of --arrivals gamma: its shape; 1 is poisson, below 1 they come in bursts", "Load"},
       of_a_rate("load.burstiness", {"load.arrivals"})},
      {{"--trace", "PLIMSOLL_TRACE",
        "Instead of a rate: arrivals at the instants of a trace (Mooncake, BurstGPT, Azure)", "Load"},
       of_a_rate("load.trace", {"load.rate", "load.stages", "load.replay", "load.arrivals", "load.burstiness"})},
      {{"--max-in-flight", "PLIMSOLL_MAX_IN_FLIGHT",
        "Of a rate: what is due above it is dropped (10 s of the rate, at least 100)", "Load"},
       of_a_rate("load.max_in_flight")},
      {{"-t,--duration", "PLIMSOLL_DURATION", "30s, 10m, 1h30m; a bare number is seconds; until_verdict (1m)", "Load"},
       {"load.duration", as_seconds}},
      {{"--at-most", "PLIMSOLL_AT_MOST", "Of -t until_verdict: the end where there is no verdict (1h)", "Load"},
       {"load.duration", as_longest, kQualify}},
      {{"--requests", "PLIMSOLL_REQUESTS", "Stop after so many requests", "Load"}, {"load.requests"}},
      {{"--warmup", "PLIMSOLL_WARMUP", "Beginning that is counted apart (none)", "Load"}, {"load.warmup", as_seconds}},
      {{"--cooldown", "PLIMSOLL_COOLDOWN", "Memory is watched so long after the load (none)", "Load"},
       {"load.cooldown", as_seconds}},
      {{"--timeout", "PLIMSOLL_TIMEOUT", "For a whole answer (30s)", "Load"},
       {"timeout", as_seconds, kReplace, {"requests.*.timeout", "requests.*.steps.*.timeout"}}},
      {{"--threads", "PLIMSOLL_THREADS", "Threads that generate load (by the load and the cores)", "Load"}},
      {{"--store", "PLIMSOLL_STORE", "The file of all runs (plimsoll/runs.db in the user's data folder)", "Results"}},
      {{"--no-store", "PLIMSOLL_NO_STORE", "Keep the run out of it", "Results", kFlag}},
      {{"--run-id", "PLIMSOLL_RUN_ID", "The run's name in the store (made of its beginning and a number)", "Results"}},
      {{"--control", "PLIMSOLL_CONTROL",
        "A socket to make: takes users 50, rate 200/s, pause, resume, stop, status while the run goes on", "Load"}},
      {{"--serve", "PLIMSOLL_SERVE",
        "A page that shows and steers the run; at a terminal it stays after its end, until a key", "Page", kFlag}},
      {{"--port", "PLIMSOLL_PORT", "Where the page listens; 0 is any free one (8089)", "Page"}},
      {{"--deny", "PLIMSOLL_DENY",
        "What a scenario of somebody else may not: exec (start a program), files (read one), env (variables)",
        "Options"}},
      {{"--io", "PLIMSOLL_IO", "How bytes are moved: uring, epoll, or auto, which takes the cheaper (auto)", "Load"}},
      {{"--seed", "PLIMSOLL_SEED", "Repeats a run's random choices", "Load"}, {"seed"}},
      {{"-X,--method", "PLIMSOLL_METHOD", "With a URL: GET, POST, PUT, PATCH, DELETE, HEAD", "Request"},
       with_url("", as_text)},
      {{"-H,--header", "PLIMSOLL_HEADER", "\"Name: value\", repeatable", "Request", kList},
       {"headers", as_headers, kAppend}},
      {{"--body", "PLIMSOLL_BODY",
        "With a URL: JSON text, or @FILE, @'GLOB', @FOLDER, @ROWS.jsonl: several are replayed in turn", "Request",
        kList},
       with_url("", as_list)},
      {{"--expect-status", "PLIMSOLL_EXPECT_STATUS", "200, 2xx, \"200,201\" (below 400)", "Request"},
       with_url("requests[0].expect.status", as_statuses)},
      {{"--target", "PLIMSOLL_TARGET", "Instead of the scenario's target", "Request"},
       with_file("target", "the URL is the target already")},
      {{"--set", "PLIMSOLL_SET", "PATH=VALUE over the scenario file, repeatable: load.users=5", "Request", kList},
       with_file("", "goes with a scenario file, not with a URL")},
      {{"--variable", "PLIMSOLL_VARIABLE", "Of a .hurl file: NAME=VALUE for {{NAME}}, repeatable", "Request", kList}},
      {{"--variables-file", "PLIMSOLL_VARIABLES_FILE", "The same, a line each", "Request"}},
      {{"--ca", "PLIMSOLL_CA", "Certificates to trust, PEM", "TLS"}, {"target.tls.ca"}},
      {{"--cert", "PLIMSOLL_CERT", "Our certificate, PEM", "TLS"}, {"target.tls.cert"}},
      {{"--key", "PLIMSOLL_KEY", "Its key, PEM", "TLS"}, {"target.tls.key"}},
      {{"--insecure", "PLIMSOLL_INSECURE", "Do not verify the target's certificate; every report says so", "TLS",
        kFlag},
       {"target.tls.insecure", as_true}},
      {{"--no-keepalive", "PLIMSOLL_NO_KEEPALIVE", "A new connection for each request", "Connection", kFlag},
       {"connection.keep_alive", as_false}},
      {{"--source", "PLIMSOLL_SOURCE", "Our address that connections come from, repeatable: taken in turn",
        "Connection", kList},
       {"connection.source", as_list}},
      {{"--resolve", "PLIMSOLL_RESOLVE", "HOST:PORT:ADDRESS: where the target's name leads, repeatable", "Connection",
        kList},
       {"connection.resolve", as_addresses}},
      {{"--watch", "PLIMSOLL_WATCH",
        "pid:N, port:N, name:REGEX, cgroup:PATH, container:NAME, prometheus:URL, disk:PATH, "
        "agent:HOST:PORT/SPEC or none, repeatable; several processes as one: port:N+name:REGEX "
        "(all that was started as the target, else the listener of a local one)",
        "Memory", kList},
       {"monitor", as_watched}},
      {{"--leak-minimum", "PLIMSOLL_LEAK_MINIMUM", "Growth of memory that is allowed: 1MiB/h", "Memory"},
       {"leak.minimum"}},
      {{"--leak-horizon", "PLIMSOLL_LEAK_HORIZON",
        "Growth that may settle is suspected where it matters within it (24h)", "Memory"},
       {"leak.horizon"}},
      {{"--leak-ignore", "PLIMSOLL_LEAK_IGNORE", "A series that is not judged, repeatable: fds, 'gpu*', memory",
        "Memory", kList},
       {"leak.ignore", as_list}},
      {{"--limit", "PLIMSOLL_LIMIT", "Memory limit that the time left is counted to", "Memory"}, {"limit"}},
      {{"--rules", "PLIMSOLL_RULES",
        "Rules to follow besides, each judged: mlperf-endpoints; it audits the target for a cache after the load",
        "Results"},
       {"rules"}},
      {{"--fail-if", "PLIMSOLL_FAIL_IF", "'p99 > 250ms', 'failure_rate > 1%', repeatable", "Results", kList},
       {"thresholds", as_what_must_hold, kAppend}},
      {{"--note", "PLIMSOLL_NOTE", "One line for the record: why this run was made", "Results"}, {"note"}},
      {{"--out", "PLIMSOLL_OUT", "Folder of the results (plimsoll-out/RUN_ID)", "Results"}},
      {{"--report", "PLIMSOLL_REPORT", "html,json,junit,csv,md, or none: the store has it all (all)", "Results"}},
      {{"--quiet", "PLIMSOLL_QUIET", "Nothing but problems", "Results", kFlag}},
      {{"--no-progress", "PLIMSOLL_NO_PROGRESS", "No live view; the summary still comes", "Results", kFlag}},
      {{"--inspect", "PLIMSOLL_INSPECT", "Leave a managed target running at the end until a key or signal", "Results",
        kFlag}},
  };
  return kRows;
}

const std::vector<OptionRow>& run_option_rows() {
  static const std::vector<OptionRow> kRows = [] {
    std::vector<OptionRow> rows;
    for (const auto& option : run_options()) rows.push_back(option.row);
    return rows;
  }();
  return kRows;
}

}  // namespace plimsoll
