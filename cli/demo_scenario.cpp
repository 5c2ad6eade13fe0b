#include "cli/demo_scenario.h"

#include "conduct/process/run_process.h"

#include "core/units.h"
#include "scenarios/reading/parse.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <sys/socket.h>
#include <unistd.h>

#include <filesystem>

namespace plimsoll {
namespace {

constexpr auto kScenario = R"(name: {name}
target:
  url: http://127.0.0.1:{port}
  start: exec '{program}' demo-target --port {port} --service-time 2ms{leak}
  ready: {{get: /health, status: 200, within: 20s}}
load:
  users: 8
  spawn_rate: 8/s
  wait: 40ms..120ms
  duration: {duration}
  warmup: 10s
requests:
  - name: predict
    weight: 3
    post: /predict
    json: {{rows: [[5.1, 3.5, 1.4, 0.2]]}}
    expect:
      status: 200
      json: {{"$.predictions": {{length: 1}}, "$.predictions[0]": setosa}}
  - name: health
    get: /health
thresholds:
  - p99 < 250ms
  - failed_requests == 0
  - leak == none
)";

// Free now; whoever takes it in the moment before the service does makes the demo say so.
Result<std::uint16_t> free_port() {
  const int probe = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  const bool bound = bind(probe, reinterpret_cast<sockaddr*>(&address), size) == 0 &&
                     getsockname(probe, reinterpret_cast<sockaddr*>(&address), &size) == 0;
  close(probe);
  if (!bound) return Error{ErrorKind::internal, "no free port on 127.0.0.1"};
  return ntohs(address.sin_port);
}

}  // namespace

Result<Nanos> parse_demo_duration(const std::string& text) {
  auto duration = parse_duration(text);
  if (duration.has_error()) return with_context({ErrorKind::usage, duration.error().message}, "--duration");
  constexpr auto kShortest = std::chrono::seconds(75);
  if (*duration < kShortest) return Error{ErrorKind::usage, "--duration: a verdict needs at least 75s"};
  return duration;
}

Result<Scenario> demo_scenario(DemoKind kind, Nanos duration) {
  const auto port = free_port();
  if (port.has_error()) return port.error();
  const bool leaking = kind == DemoKind::leaking;
  ParseInput input;
  input.text =
      fmt::format(kScenario, fmt::arg("name", leaking ? "leaking service" : "healthy service"), fmt::arg("port", *port),
                  fmt::arg("leak", leaking ? " --leak 8KiB/request" : ""), fmt::arg("program", this_program().string()),
                  fmt::arg("duration", format_duration_exact(duration)));
  input.file_name = "demo";
  auto outcome = parse_scenario(input);
  if (!outcome.scenario) return Error{ErrorKind::internal, outcome.findings.front().text()};
  return std::move(*outcome.scenario);
}

}  // namespace plimsoll
