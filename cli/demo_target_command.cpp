#include "cli/commands.h"
#include "cli/findings.h"
#include "cli/options/option_reader.h"
#include "core/say.h"
#include "core/units.h"
#include "demo/demo_server.h"

#include <fmt/format.h>

#include <cstdio>
#include <string>
#include <vector>

namespace plimsoll {
namespace {

// "64KiB/request"; the "/request" may be left out.
Result<std::uint64_t> parse_leak(std::string text) {
  constexpr std::string_view kEach = "/request";
  if (text.ends_with(kEach)) text.resize(text.size() - kEach.size());
  return parse_bytes(text);
}

int serve_demo(const GivenOptions& given) {
  DemoServerOptions server;
  server.address = *given.text("--host");
  server.port = static_cast<std::uint16_t>(std::stoul(*given.text("--port")));
  std::vector<Finding> problems;
  OptionReader read(given, problems);
  read.set("--leak", server.faults.leak_bytes_per_request, parse_leak);
  read.set("--service-time", server.service_time, [](auto& text) { return parse_duration(text); });
  read.set("--failure-rate", server.faults.failure_rate, [](auto& text) { return parse_share(text); });
  if (!problems.empty()) return fail(problems, ErrorKind::usage);
  const auto ended = run_demo_server(server, [&](std::uint16_t port) {
    say("listening on http://{}:{}\n", *given.text("--host"), port);
    std::fflush(stdout);
  });
  return ended.has_value() ? 0 : fail(ended.error());
}

}  // namespace

Command demo_target_command() {
  return {"demo-target",
          "Serve a small prediction API to try things on",
          {{"--host", "PLIMSOLL_HOST", "Address to listen on", "Options", OptionForm::text, "127.0.0.1"},
           {"--port", "PLIMSOLL_PORT", "0 takes any free one", "Options", OptionForm::port, "5000"},
           {"--leak", "PLIMSOLL_LEAK", "Keep so much of each prediction for ever: 64KiB/request"},
           {"--service-time", "PLIMSOLL_SERVICE_TIME", "Answer each prediction so much later: 20ms"},
           {"--failure-rate", "PLIMSOLL_FAILURE_RATE", "Answer this share of predictions with 500: 1%"}},
          "Example:\n"
          "  plimsoll demo-target --port 5000 --leak 64KiB/request\n"
          "  curl -d '{\"rows\": [[5.1, 3.5, 1.4, 0.2]]}' http://127.0.0.1:5000/predict",
          serve_demo};
}

}  // namespace plimsoll
