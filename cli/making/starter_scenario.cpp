#include "cli/making/starter_scenario.h"

#include "scenarios/reading/parse.h"

#include <fmt/format.h>

#include <algorithm>

namespace plimsoll {
namespace {

constexpr auto kStarter = R"(# A load and memory soak of {target}
#   plimsoll check this-file.yaml --smoke    sends each request once
#   plimsoll run this-file.yaml              the whole run; exit code 0 is good
# All keys: docs/scenario.md, or `plimsoll schema` for editors.

name: first soak

target: {target}
# Plimsoll can start the target itself, wait for it, watch its memory and stop it:
# target:
#   url: {target}
#   start: gunicorn -w 2 -b 127.0.0.1:{port} app:app
#   ready: {{get: /health, status: 200, within: 60s}}

load:
  users: 10          # virtual users, each with a connection of its own
  spawn_rate: 1/s    # started per second
  wait: 1s..3s       # pause of a user between two requests; also 1s, {{pacing: 5s}}
  duration: 5m       # a leak verdict needs at least a minute, a slow leak much longer
  warmup: 30s        # counted apart: model loading, caches

# headers: {{x-api-key: "${{API_KEY}}"}}    # read from the environment, never shown

requests:
  - name: {name}
    post: {path}
    json: {{"rows": [[5.1, 3.5, 1.4, 0.2]]}}   # or "@sample.json", "@data/*.json": replayed in turn
    expect:
      status: 200
      # response_time: < 500ms
      # json: {{"$.predictions": {{type: array}}}}

# A target on this machine is watched by itself: the process that listens on its port, with all its workers.
# monitor:
#   - port: {port}

thresholds:          # the run fails (exit 1) where one does not hold; leak: exit 2
  - p99 < 500ms
  - failed_requests == 0
  - leak == none
)";

}  // namespace

Result<std::string> starter_scenario(const std::string& url) {
  const auto scheme = url.find("://");
  if (scheme == std::string::npos)
    return Error{ErrorKind::usage, fmt::format("expected a URL like http://127.0.0.1:5000/predict, got \"{}\"", url)};
  const auto slash = std::min(url.find_first_of("/?#", scheme + 3), url.size());
  const auto target = url.substr(0, slash);
  const auto parsed = parse_url(target);
  if (parsed.has_error()) return Error{ErrorKind::usage, parsed.error().message};
  auto path = url.substr(slash);
  path.resize(std::min(path.find_first_of("?#"), path.size()));
  if (path.empty() || path == "/") path = "/predict";
  auto name = path.substr(path.rfind('/') + 1);
  if (name.empty()) name = "predict";
  return fmt::format(kStarter, fmt::arg("target", target), fmt::arg("name", name), fmt::arg("path", path),
                     fmt::arg("port", parsed->port));
}

}  // namespace plimsoll
