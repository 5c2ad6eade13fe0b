// How a person gets a first scenario: of what a service tells of itself, or a commented one of a URL.

#include "cli/commands.h"
#include "cli/findings.h"
#include "cli/making/starter_scenario.h"
#include "cli/making/written_files.h"
#include "core/say.h"
#include "engine/asking/http_fetch.h"
#include "imports/service_import.h"
#include "reports/words/text.h"

#include <fmt/format.h>

#include <chrono>
#include <cstdio>
#include <filesystem>
#include <iostream>
#include <string>

namespace plimsoll {
namespace {

constexpr Nanos kLongestAnswer = std::chrono::seconds(3);
constexpr Nanos kLongestConnect = std::chrono::seconds(1);
constexpr std::uint64_t kLargestAnswer = 8ULL << 20;

// What follows scheme and host; "" and "/" name no request.
bool names_a_request(const std::string& url) {
  const auto scheme = url.find("://");
  const auto slash = url.find('/', scheme == std::string::npos ? 0 : scheme + 3);
  return slash != std::string::npos && slash + 1 < url.size();
}

ToldAnswer asked(HttpClient& client, std::string_view method, const std::string& path) {
  const HttpPost question{path, {{"Content-Type", "application/json"}}, "{}"};
  const auto answer = method == "POST" ? client.post(question, kLongestAnswer) : client.get(path, kLongestAnswer);
  if (answer.has_error()) return {0, "", "", answer.error().message};
  constexpr std::string_view kLocation = "location: ";
  std::string location;
  if (const auto at = answer->headers.find(kLocation);
      at == 0 || (at != std::string::npos && answer->headers[at - 1] == '\n'))
    location = answer->headers.substr(at + kLocation.size(), answer->headers.find('\r', at) - at - kLocation.size());
  return {answer->status, answer->body, location, ""};
}

Result<FoundService> look_at(const std::string& url, const std::string& out) {
  const auto target = url.ends_with('/') ? url.substr(0, url.size() - 1) : url;
  const auto parsed = parse_url(target);
  if (parsed.has_error()) return Error{ErrorKind::usage, parsed.error().message};
  Target service;
  service.url = *parsed;
  auto client = HttpClient::make(service, kLargestAnswer, kLongestConnect);
  if (client.has_error()) return client.error();
  ServiceQuestion question;
  question.ask = [&](std::string_view method, const std::string& path) { return asked(**client, method, path); };
  question.target = target;
  if (!out.empty()) question.scenario_file = std::filesystem::path(out).filename().string();
  return scenario_of_service(question);
}

int write_found(const FoundService& found, const std::string& out) {
  const auto& scenario = *found.scenario;
  say(stderr, "found: {}: {}\n", found.choice, plural(scenario.requests, "request"));
  if (!out.empty()) {
    if (auto done = write_scenario_files(scenario, std::filesystem::absolute(out)); !done) return fail(done.error());
    tell_of_scenario(scenario, out);
    return check_written(out);
  }
  if (!scenario.files.empty())
    return fail({ErrorKind::usage, fmt::format("-o FILE is needed: {} beside the scenario, such as {}",
                                               plural(scenario.files.size(), "file"), scenario.files.front().name)});
  std::cout << scenario.text << std::flush;
  tell_of_scenario(scenario, out);
  return 0;
}

int write_starter(const std::string& url, const std::string& out) {
  const auto scenario = starter_scenario(url);
  if (scenario.has_error()) return fail(scenario.error());
  if (out.empty()) {
    std::cout << *scenario;
    return 0;
  }
  if (auto done = write_new_file(out, *scenario); !done) return fail(done.error());
  say("wrote {}: look through it, then: plimsoll check {} --smoke\n", out, out);
  return 0;
}

int init(const std::string& url, const std::string& out) {
  if (const auto starter = starter_scenario(url); starter.has_error()) return fail(starter.error());
  if (const auto free = refuse_existing(out, "-o"); !free) return fail(free.error());
  if (names_a_request(url)) return write_starter(url, out);
  const auto found = look_at(url, out);
  if (found.has_error()) return fail(found.error());
  for (const auto& one : found->asked) say(stderr, "asked: {}\n", one_line(one));
  if (found->scenario) return write_found(*found, out);
  say(stderr,
      "found: nothing that says what is to be sent. This is a plain scenario: write path and body of your service "
      "into it. Where its description lies elsewhere: plimsoll import FILE --target {}\n",
      url);
  return write_starter(url, out);
}

}  // namespace

Command init_command() {
  return {"init",
          "Write a first scenario: of what a service tells of itself, or a commented one for a URL",
          {{"URL", "", "A service, such as http://127.0.0.1:5000, or a request of it, .../predict"},
           {"-o,--output", "PLIMSOLL_OUTPUT", "File to write (standard output)"}},
          "A service is asked for /openapi.json, /v2 (KServe), /v1/models (OpenAI), /docs.json (BentoML) and /ping\n"
          "(SageMaker, TorchServe); redirects are not followed. A URL with a path is asked for nothing.\n"
          "Example:\n  plimsoll init http://127.0.0.1:5000 -o soak.yaml",
          [](const GivenOptions& given) { return init(*given.text("URL"), given.text("--output").value_or("")); }};
}

}  // namespace plimsoll
