#include "cli/commands.h"
#include "core/exit_codes.h"
#include "core/units.h"
#include "demo/demo_server.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <memory>
#include <string>

namespace plimsoll {
namespace {

struct DemoTargetOptions {
  std::string host = "127.0.0.1";
  std::uint16_t port = 5000;
  std::string leak, service_time, failure_rate;
};

// "64KiB/request"; the "/request" may be left out.
Result<std::uint64_t> parse_leak(std::string text) {
  constexpr std::string_view kEach = "/request";
  if (text.ends_with(kEach)) text.resize(text.size() - kEach.size());
  return parse_bytes(text);
}

template <class Field, class Parse>
bool read_option(const char* name, const std::string& text, Field& field, Parse parse) {
  if (text.empty()) return true;
  auto value = parse(text);
  if (value.has_error()) {
    fmt::print(stderr, "plimsoll: {}: {}\n", name, value.error().message);
    return false;
  }
  field = *value;
  return true;
}

int serve(const DemoTargetOptions& options) {
  DemoServerOptions server;
  server.address = options.host;
  server.port = options.port;
  // Each is read, so that every problem is told.
  bool good = read_option("--leak", options.leak, server.faults.leak_bytes_per_request, parse_leak);
  good = read_option("--service-time", options.service_time, server.service_time,
                     [](auto& t) { return parse_duration(t); }) &&
         good;
  good = read_option("--failure-rate", options.failure_rate, server.faults.failure_rate,
                     [](auto& t) { return parse_share(t); }) &&
         good;
  if (!good) return exit_code_of(ErrorKind::usage);
  const auto ended = run_demo_server(server, [&](std::uint16_t port) {
    fmt::print("listening on http://{}:{}\n", options.host, port);
    std::fflush(stdout);
  });
  if (ended.has_value()) return 0;
  fmt::print(stderr, "plimsoll: {}\n", ended.error().message);
  return exit_code_of(ended.error().kind);
}

}  // namespace

void add_demo_target_command(CLI::App& app, int& exit_code) {
  auto* command = app.add_subcommand("demo-target", "Serve a small prediction API to try things on");
  const auto options = std::make_shared<DemoTargetOptions>();
  command->add_option("--host", options->host, "Address to listen on")->envname("PLIMSOLL_HOST")->capture_default_str();
  command->add_option("--port", options->port, "0 takes any free one")->envname("PLIMSOLL_PORT")->capture_default_str();
  command->add_option("--leak", options->leak, "Keep so much of each prediction for ever: 64KiB/request")
      ->envname("PLIMSOLL_LEAK");
  command->add_option("--service-time", options->service_time, "Answer each prediction so much later: 20ms")
      ->envname("PLIMSOLL_SERVICE_TIME");
  command->add_option("--failure-rate", options->failure_rate, "Answer this share of predictions with 500: 1%")
      ->envname("PLIMSOLL_FAILURE_RATE");
  command->footer(
      "Example:\n"
      "  plimsoll demo-target --port 5000 --leak 64KiB/request\n"
      "  curl -d '{\"rows\": [[5.1, 3.5, 1.4, 0.2]]}' http://127.0.0.1:5000/predict");
  command->callback([options, &exit_code] { exit_code = serve(*options); });
}

}  // namespace plimsoll
