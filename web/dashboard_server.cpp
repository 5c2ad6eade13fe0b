#include "web/dashboard_server.h"

#include "conduct/process/run_process.h"
#include "core/clock.h"
#include "core/http/doorbell.h"
#include "core/http/http_server.h"
#include "core/json/json_archive.h"
#include "core/version.h"
#include "schedules/scheduler.h"
#include "web/api/api_context.h"
#include "web/api/events_api.h"
#include "web/api/metrics_api.h"
#include "web/api/openapi.h"
#include "web/api/reports_api.h"
#include "web/api/runs_api.h"
#include "web/api/schedules_api.h"
#include "web/api/start_api.h"
#include "web/http/access_guard.h"
#include "web/http/replies.h"
#include "web/http/routes.h"
#include "web/http/workers.h"
#include "web/page/dashboard_assets.h"

#include <fmt/format.h>
#include <malloc.h>

#include <algorithm>
#include <array>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/ip/address.hpp>
#include <chrono>
#include <exception>
#include <memory>
#include <utility>
#include <variant>

namespace plimsoll {
namespace {

namespace asio = boost::asio;

constexpr std::size_t kWorkers = 4;
constexpr std::uint64_t kLargestBody = 4 << 20;
constexpr std::size_t kMostConnections = 1024;
constexpr std::size_t kMostKeptBytes = 4 << 20;  // pages of ended runs: of a long one 0.3 MB
constexpr Nanos kTidyEvery = std::chrono::seconds(10);

// Nothing from anywhere else, nothing that is written into the page itself, and no page around ours.
constexpr std::array<std::pair<std::string_view, std::string_view>, 7> kHeaders = {
    {{"Content-Security-Policy",
      "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data: blob:; "
      "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"},
     {"X-Content-Type-Options", "nosniff"},
     {"X-Frame-Options", "DENY"},
     {"Referrer-Policy", "no-referrer"},
     {"Cross-Origin-Resource-Policy", "same-origin"},
     {"Cross-Origin-Opener-Policy", "same-origin"},
     {"Cache-Control", "no-store"}}};

// Without a script: the page's own is for those who may see it.
constexpr std::string_view kSignIn =
    "<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>Plimsoll</title></head><body><main>"
    "<h1>Plimsoll</h1><form method=\"post\" action=\"/sign-in\"><p><label>Token <input name=\"token\" "
    "type=\"password\" "
    "autocomplete=\"current-password\" required></label> <button>Sign in</button></p></form></main></body></html>\n";

struct Dashboard {
  Dashboard(asio::io_context& the_loop, DashboardOptions& options, AccessGuardOptions guarded)
      : loop(the_loop),
        doorbell(the_loop),
        hub(doorbell),
        audit(options.state / "audit.log"),
        context{options.store,
                options.state,
                this_program(),
                ScenarioFolders(options.scenarios),
                catalogue,
                options.allowed,
                options.targets,
                hub,
                doorbell,
                audit,
                kept},
        schedules(options.schedules),
        guard(std::move(guarded)),
        workers(kWorkers) {}

  asio::io_context& loop;
  Doorbell doorbell;
  RunHub hub;
  AuditLog audit;
  KeptAnswers kept{kMostKeptBytes};
  ScenarioCatalogue catalogue;
  ApiContext context;
  bool schedules;  // are run here
  AccessGuard guard;
  Routes routes;
  Workers workers;
};

HttpReply about(const Dashboard& dashboard) {
  const auto& context = dashboard.context;
  Json json;
  json["version"] = version();
  json["scenarios"] = Json::array();
  for (const auto& folder : context.scenarios.folders()) json["scenarios"].push_back(folder.string());
  json["allow"] = {
      {"exec", context.allowed.programs}, {"files", context.allowed.files}, {"env", context.allowed.environment}};
  json["schedules"] = dashboard.schedules;
  json["store"] = context.store.string();
  return json_reply(json);
}

void add_routes(Dashboard& dashboard) {
  auto& context = dashboard.context;
  auto& routes = dashboard.routes;
  routes.add({{"GET", "/api/v1", "What this server is and allows", "", "About",
               [&dashboard](const ApiCall&) { return about(dashboard); }}});
  routes.add(start_routes(context));
  routes.add(runs_routes(context));
  routes.add(events_routes(context));
  routes.add(reports_routes(context));
  routes.add(schedules_routes(context));
  routes.add(metrics_routes(context));
  routes.add({{"GET", "/api/v1/openapi.json", "This description", "", "",
               [&routes](const ApiCall&) { return text_reply(openapi_text(routes), "application/json"); }}});
}

// Of the page itself; nothing where it is another path.
std::optional<HttpReply> page_file(std::string_view target) {
  const auto path = target.substr(0, target.find('?'));
  if (path == "/") return text_reply(std::string(kDashboardHtml), "text/html; charset=utf-8");
  if (path == "/assets/page.js") return text_reply(std::string(kDashboardScript), "text/javascript; charset=utf-8");
  if (path == "/assets/page.css") return text_reply(std::string(kDashboardStyles), "text/css; charset=utf-8");
  return std::nullopt;
}

HttpReply no_such_path(const NoRoute& others) {
  if (others.empty())
    return problem_reply(404, "there is nothing at this path; /api/v1/openapi.json tells what there is");
  auto reply = problem_reply(405, "this cannot be done with that");
  std::string allowed;
  for (const auto method : others) allowed += fmt::format("{}{}", allowed.empty() ? "" : ", ", method);
  reply.headers.emplace_back("Allow", allowed);
  return reply;
}

Awaitable<HttpReply> routed(const HttpQuestion& question, Dashboard& dashboard) {
  const auto path = parse_request_path(question.target);
  if (!path) co_return problem_reply(400, "this is no path");
  auto found = dashboard.routes.find(question.method, *path);
  if (const auto* others = std::get_if<NoRoute>(&found)) co_return no_such_path(*others);
  auto& match = std::get<RouteMatch>(found);
  const ApiCall call{question, *path, std::move(match.arguments)};
  const auto* route = match.route;
  std::function<HttpReply()> work = [&call, route] { return route->run(call); };
  auto reply = co_await dashboard.workers.run(std::move(work));
  if (!reply) co_return problem_reply(503, "too much is asked at once: ask again");
  co_return std::move(*reply);
}

Awaitable<HttpReply> answer(const HttpQuestion& question, Dashboard& dashboard) {
  HttpReply reply;
  if (auto refused = dashboard.guard.refusal(question)) {
    reply = std::move(*refused);
  } else if (question.method == "POST" && question.target == "/sign-in") {
    reply = dashboard.guard.sign_in(question);
  } else if (auto file = page_file(question.target); file && (question.method == "GET" || question.method == "HEAD")) {
    const bool may_see = dashboard.guard.is_known(question);
    reply = may_see ? std::move(*file) : text_reply(std::string(kSignIn), "text/html; charset=utf-8");
  } else {
    reply = co_await routed(question, dashboard);
  }
  for (const auto& [name, value] : kHeaders) reply.headers.emplace_back(name, value);
  co_return reply;
}

Awaitable<> tidy(Dashboard& dashboard) {
  for (;;) {
    const auto until = monotonic_now() + kTidyEvery;
    while (monotonic_now() < until) co_await dashboard.doorbell.wait_until(until);
    dashboard.hub.let_go_of_idle();
    malloc_trim(0);  // what reports took goes back
    reap_ended_runs();
  }
}

Error refused(const std::string& why) { return {ErrorKind::usage, why}; }

Result<void> fits(const DashboardOptions& options, const asio::ip::address& address) {
  if (address.is_loopback()) return {};
  if (options.token.empty())
    return refused(fmt::format("--listen {}: others than this machine can reach it: give it a token (--token-file)",
                               options.address));
  if (options.certificate_file.empty() && !options.plain_off_loopback)
    return refused(
        fmt::format("--listen {}: others could read along: give it a certificate (--cert, --key), or say "
                    "--insecure-http where something in front of it has one",
                    options.address));
  return {};
}

std::vector<std::string> hosts_of(const DashboardOptions& options, const asio::ip::address& address,
                                  std::uint16_t port) {
  std::vector<std::string> hosts;
  const auto own = address.is_v6() ? fmt::format("[{}]", address.to_string()) : address.to_string();
  const unsigned usual = options.certificate_file.empty() ? 80 : 443;
  const auto add = [&](const std::string& name) {
    hosts.push_back(fmt::format("{}:{}", name, port));
    if (port == usual) hosts.push_back(name);
  };
  add(own);
  if (address.is_loopback() || address.is_unspecified()) {
    add("localhost");
    add("127.0.0.1");
    add("[::1]");
  }
  hosts.insert(hosts.end(), options.names.begin(), options.names.end());
  return hosts;
}

}  // namespace

Result<> run_dashboard(DashboardOptions options, const std::function<void(const std::string& url)>& listening) {
  boost::system::error_code wrong;
  const auto address = asio::ip::make_address(options.address, wrong);
  if (wrong) return refused(fmt::format("--listen {}: expected an IP address", options.address));
  if (const auto fit = fits(options, address); fit.has_error()) return fit.error();
  if (const auto prepared = prepare_state_folder(options.state); prepared.has_error()) return prepared.error();

  asio::io_context loop(1);
  HttpServerOptions http;
  http.name = "plimsoll";
  http.address = options.address;
  http.port = options.port;
  http.certificate_file = options.certificate_file;
  http.key_file = options.key_file;
  http.largest_body = kLargestBody;
  http.most_connections = kMostConnections;
  http.report = options.report;
  std::optional<Dashboard> dashboard;
  const auto server = HttpServer::begin(
      loop, std::move(http), [&dashboard](const HttpQuestion& question) { return answer(question, *dashboard); });
  if (server.has_error()) return server.error();
  const auto port = (*server)->port();
  const bool tls = !options.certificate_file.empty();
  auto hosts = hosts_of(options, address, port);
  const auto url = fmt::format("{}://{}/", tls ? "https" : "http", hosts.front());
  dashboard.emplace(loop, options, AccessGuardOptions{std::move(hosts), options.token, tls});
  add_routes(*dashboard);
  asio::co_spawn(loop, tidy(*dashboard), [](std::exception_ptr) {});
  std::unique_ptr<Scheduler> scheduler;
  if (options.schedules) {
    auto opened = Scheduler::open({options.store, url, options.report}, SchedulerParts::real(options.store));
    if (opened.has_error()) return opened.error();
    scheduler = std::move(*opened);
    scheduler->start();
  }
  listening(url);
  run_until_signal(loop);
  dashboard->workers.join();
  dashboard->hub.let_go_of_all();
  return {};
}

}  // namespace plimsoll
