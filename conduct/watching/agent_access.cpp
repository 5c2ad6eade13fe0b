#include "conduct/watching/agent_access.h"

#include "core/clock.h"
#include "engine/asking/http_fetch.h"

#include <fmt/format.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <memory>
#include <utility>

namespace plimsoll {
namespace {

constexpr std::uint64_t kLargestAnswer = 1ULL << 20;
constexpr Nanos kToConnect = std::chrono::seconds(2);

Target target_of(const WatchAgent& watch) {
  Target target;
  const char* trusted = std::getenv("PLIMSOLL_AGENT_CA");
  const bool tls = trusted != nullptr && *trusted != '\0';
  target.url.scheme = tls ? Url::Scheme::https : Url::Scheme::http;
  if (tls) target.tls.ca_file = trusted;
  target.url.host = watch.host;
  target.url.port = watch.port;
  return target;
}

}  // namespace

Result<std::string> read_token_file(const std::string& file) {
  std::ifstream in(file);
  std::string line;
  if (!in) return Error{ErrorKind::usage, fmt::format("{}: cannot be read: {}", file, std::strerror(errno))};
  std::getline(in, line);
  while (!line.empty() && (line.back() == '\r' || line.back() == ' ')) line.pop_back();
  if (line.empty()) return Error{ErrorKind::usage, fmt::format("{}: expected a token in the first line", file)};
  return line;
}

Result<std::string> agent_token_of_environment() {
  const char* token = std::getenv("PLIMSOLL_AGENT_TOKEN");
  if (token != nullptr && *token != '\0') return std::string(token);
  const char* file = std::getenv("PLIMSOLL_AGENT_TOKEN_FILE");
  if (file == nullptr || *file == '\0') return std::string();
  auto read = read_token_file(file);
  if (read.has_error()) return with_context(read.error(), "PLIMSOLL_AGENT_TOKEN_FILE");
  return read;
}

Result<std::unique_ptr<AgentProbe>> open_agent_probe(const WatchAgent& watch) {
  auto token = agent_token_of_environment();
  if (token.has_error()) return token.error();
  const auto target = target_of(watch);
  auto made = HttpClient::make(target, kLargestAnswer, kToConnect);
  if (made.has_error()) return made.error();
  AgentAccess access;
  access.name = target.url.authority();
  access.spec = watch.spec;
  access.metrics = watch.metrics;
  access.token = std::move(*token);
  access.fetch = [client = std::shared_ptr<HttpClient>(std::move(*made))](const std::string& path, Nanos timeout) {
    return client->get(path, timeout);
  };
  return AgentProbe::open(std::move(access), {monotonic_now, wall_now});
}

}  // namespace plimsoll
