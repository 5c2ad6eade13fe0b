#include "agent/agent_server.h"
#include "cli/commands.h"
#include "cli/findings.h"
#include "cli/options/server_token.h"
#include "conduct/watching/watching.h"
#include "core/clock.h"
#include "core/cpu_time.h"
#include "core/machine/boot_id.h"
#include "core/say.h"

#include <fmt/format.h>

#include <charconv>
#include <chrono>
#include <cstdio>
#include <iterator>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace plimsoll {
namespace {

// ADDRESS:PORT; an IPv6 address in brackets.
Result<> read_listen(const std::string& text, AgentServerOptions& server) {
  const auto colon = text.rfind(':');
  std::uint16_t port = 0;
  const char* end = text.data() + text.size();
  const char* digits = text.data() + (colon == std::string::npos ? text.size() : colon + 1);
  const auto [last, error] = std::from_chars(digits, end, port);
  if (colon == std::string::npos || colon == 0 || error != std::errc() || last != end)
    return Error{ErrorKind::usage,
                 fmt::format("--listen: expected an address and a port, like 10.0.0.5:7070, got \"{}\"", text)};
  server.address = text.substr(0, colon);
  if (server.address.front() == '[' && server.address.back() == ']')
    server.address = server.address.substr(1, server.address.size() - 2);
  server.port = port;
  return {};
}

Result<ServedWatch> find_here(const std::string& text, const std::vector<std::string>& metrics) {
  auto spec = parse_watch_spec(text);
  if (spec.has_error()) return spec.error();
  if (std::holds_alternative<WatchAgent>(*spec))
    return Error{ErrorKind::usage, "an agent watches its own machine: name pid:N, port:N or name:REGEX"};
  if (auto* scraped = std::get_if<WatchPrometheus>(&*spec)) scraped->metrics = metrics;
  auto watching = find_watches({*spec});
  if (watching.has_error()) return watching.error();
  auto& watched = watching->watched.front();
  WatchFacts facts{limit_of(watched), std::move(watching->notes)};
  std::move(watching->watch_notes.begin(), watching->watch_notes.end(), std::back_inserter(facts.notes));
  return ServedWatch{std::move(watched.probe), std::move(facts)};
}

int serve_agent(const GivenOptions& given) {
  const auto listen = *given.text("--listen");
  AgentServerOptions server;
  if (const auto read = read_listen(listen, server); read.has_error()) return fail(read.error());
  auto token = server_token(given, "PLIMSOLL_AGENT_TOKEN");
  if (token.has_error()) return fail(token.error());
  if (given.has("--key") && !given.has("--cert"))
    return fail({ErrorKind::usage, "--key: is that of a certificate: pass --cert too"});
  server.certificate_file = given.text("--cert").value_or("");
  server.key_file = given.text("--key").value_or("");
  server.service.token = std::move(*token);
  server.service.allow = given.list("--allow");
  server.service.find = find_here;
  server.service.wall = wall_now;
  server.service.cpu_time = thread_cpu_time;
  server.service.machine = boot_id();
  server.report = [](const std::string& what) { say(stderr, "agent: {}\n", what); };
  const bool open_to_all = server.service.token.empty();
  const auto ended = run_agent_server(std::move(server), [&](std::uint16_t port) {
    const auto address = listen.substr(0, listen.rfind(':'));
    say("agent listens on {}:{}{}\n", address, port,
        open_to_all ? ", for all users of this machine: it has no token" : "");
    std::fflush(stdout);
  });
  return ended.has_value() ? 0 : fail(ended.error());
}

}  // namespace

Command agent_command() {
  return {"agent",
          "Serve samples of this machine to a plimsoll on another",
          {{"--listen", "PLIMSOLL_LISTEN", "Address and port; others than loopback need a token", "Options",
            OptionForm::text, "127.0.0.1:7070"},
           {"--token-file", "PLIMSOLL_AGENT_TOKEN_FILE", "Its first line is the token (PLIMSOLL_AGENT_TOKEN)"},
           {"--cert", "PLIMSOLL_AGENT_CERT", "Certificate, PEM: it then speaks TLS"},
           {"--key", "PLIMSOLL_AGENT_KEY", "Its key, PEM, where it is in a file of its own"},
           {"--allow", "PLIMSOLL_ALLOW", "What may be watched, a glob, repeatable: 'port:*' (anything)", "Options",
            OptionForm::list}},
          "Both sides prove that they know the token; it is never sent. Without --cert what is sent\n"
          "is not encrypted. With it, the other side names what it trusts: PLIMSOLL_AGENT_CA=FILE.\n"
          "Example:\n"
          "  PLIMSOLL_AGENT_TOKEN=... plimsoll agent --listen 10.0.0.5:7070 --allow 'port:*'\n"
          "  PLIMSOLL_AGENT_TOKEN=... plimsoll run soak.yaml --watch agent:10.0.0.5:7070/port:5000",
          serve_agent};
}

}  // namespace plimsoll
