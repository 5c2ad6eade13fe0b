#include "cli/commands.h"
#include "cli/dashboard/port_holder.h"
#include "cli/findings.h"
#include "cli/options/option_reader.h"
#include "cli/options/server_token.h"
#include "cli/stored_record.h"
#include "conduct/process/run_process.h"
#include "core/say.h"
#include "web/dashboard_server.h"

#include <fmt/format.h>

#include <cstdio>
#include <string>
#include <system_error>
#include <utility>

namespace plimsoll {
namespace {

Result<void> read_folders(const GivenOptions& given, DashboardOptions& options) {
  for (const auto& folder : given.list("--scenarios")) {
    std::error_code absent;
    if (!std::filesystem::is_directory(folder, absent))
      return Error{ErrorKind::usage, fmt::format("--scenarios: {}: expected a folder that is there", folder)};
    options.scenarios.emplace_back(folder);
  }
  return {};
}

Result<DashboardOptions> read_dashboard(const GivenOptions& given) {
  DashboardOptions options;
  std::vector<Finding> problems;
  OptionReader read(given, problems);
  std::uint64_t port = options.port;
  read.set("--port", port, count_type(0, kHighestPort));
  if (!problems.empty()) return Error{ErrorKind::usage, problems.front().place + ": " + problems.front().message};
  options.port = static_cast<std::uint16_t>(port);
  options.address = given.text("--listen").value_or(options.address);
  options.names = given.list("--host");
  auto token = server_token(given, "PLIMSOLL_SERVE_TOKEN");
  if (token.has_error()) return token.error();
  options.token = std::move(*token);
  if (given.has("--key") && !given.has("--cert"))
    return Error{ErrorKind::usage, "--key: is that of a certificate: pass --cert too"};
  options.certificate_file = given.text("--cert").value_or("");
  options.key_file = given.text("--key").value_or("");
  options.plain_off_loopback = given.has("--insecure-http");
  auto store = store_path(given.text("--store"));
  if (store.has_error()) return store.error();
  options.store = std::filesystem::absolute(*store);
  options.state = usual_state_folder(options.store);
  if (const auto folders = read_folders(given, options); folders.has_error()) return folders.error();
  options.allowed = {given.has("--allow-exec"), given.has("--allow-files"), given.has("--allow-env")};
  options.targets = given.list("--allow-target");
  options.report = [](const std::string& what) { say(stderr, "serve: {}\n", what); };
  return options;
}

int serve(const GivenOptions& given) {
  auto options = read_dashboard(given);
  if (options.has_error()) return fail(options.error());
  if (options->plain_off_loopback)
    say(stderr, "serve: without TLS: whoever is between you and this machine can read along, the token too\n");
  const auto port = options->port;
  const auto ended = run_dashboard(std::move(*options), [](const std::string& url) {
    say("dashboard at {}\n", url);
    std::fflush(stdout);
  });
  return ended.has_value() ? 0 : fail(with_holder(ended.error(), port));
}

}  // namespace

Command serve_command() {
  constexpr auto kFlag = OptionForm::flag;
  constexpr auto kList = OptionForm::list;
  return {
      "serve",
      "The dashboard: start runs, watch and steer them, look at those that were",
      {{"--port", "PLIMSOLL_PORT", "Where it listens; 0 is any free one", "Options", OptionForm::text, "8089"},
       {"--scenarios", "PLIMSOLL_SCENARIOS", "A folder of scenarios that can be started by name, repeatable", "Options",
        kList},
       kStoreOption,
       {"--listen", "PLIMSOLL_SERVE_LISTEN", "Address; others than loopback need a token and TLS", "Access",
        OptionForm::text, "127.0.0.1"},
       {"--host", "PLIMSOLL_SERVE_HOST", "A name by which it may be opened besides: HOST or HOST:PORT, repeatable",
        "Access", kList},
       {"--token-file", "PLIMSOLL_SERVE_TOKEN_FILE", "Its first line is the token (PLIMSOLL_SERVE_TOKEN)", "Access"},
       {"--cert", "PLIMSOLL_SERVE_CERT", "Certificate, PEM: it then speaks TLS", "Access"},
       {"--key", "PLIMSOLL_SERVE_KEY", "Its key, PEM, where it is in a file of its own", "Access"},
       {"--insecure-http", "", "Off loopback without TLS: something in front of it has it", "Access", kFlag},
       {"--allow-exec", "", "A scenario that is sent may start programs", "Scenarios that are sent", kFlag},
       {"--allow-files", "", "It may read files and speak to Unix sockets", "Scenarios that are sent", kFlag},
       {"--allow-env", "", "It may read environment variables", "Scenarios that are sent", kFlag},
       {"--allow-target", "", "Where load may go: a glob of HOST:PORT, repeatable (anywhere)",
        "Scenarios that are sent", kList}},
      "A run goes on when the dashboard ends; started again, it finds it.\n"
      "Example:\n"
      "  plimsoll serve --scenarios scenarios\n"
      "  plimsoll serve --listen 10.0.0.5 --token-file token --cert box.pem --host loadbox.example:8089",
      serve};
}

}  // namespace plimsoll
