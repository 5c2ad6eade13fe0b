#include "agent/agent_service.h"

#include "monitors/agent_proof.h"
#include "monitors/reading_json.h"

#include <fmt/format.h>
#include <fnmatch.h>

#include <algorithm>
#include <charconv>
#include <ctime>
#include <nlohmann/json.hpp>
#include <utility>

namespace plimsoll {
namespace {

using namespace std::chrono_literals;
using Json = nlohmann::json;

constexpr std::size_t kMostGreeted = 256;
constexpr Nanos kIdle = 60s;

ServiceReply refused(int status, const std::string& why) {
  Json json;
  json["error"] = why;
  return {status, json.dump(-1, ' ', false, Json::error_handler_t::replace)};
}

template <class Query>
std::string value_of(const Query& query, std::string_view name) {
  const auto found = query.find(name);
  return found == query.end() ? "" : found->second;
}

std::map<std::string, std::string, std::less<>> parse_query(std::string_view text) {
  std::map<std::string, std::string, std::less<>> query;
  while (!text.empty()) {
    const auto part = text.substr(0, text.find('&'));
    text.remove_prefix(std::min(part.size() + 1, text.size()));
    const auto equals = std::min(part.find('='), part.size());
    query.emplace(part.substr(0, equals), part.substr(std::min(equals + 1, part.size())));
  }
  return query;
}

std::optional<std::uint64_t> number_of(const std::string& text) {
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

Nanos thread_cpu_time() {
  timespec spent{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &spent);
  return std::chrono::seconds(spent.tv_sec) + Nanos(spent.tv_nsec);
}

}  // namespace

ServiceReply AgentService::answer(std::string_view method, const std::string& target, Instant now) {
  forget_idle(now);
  const auto path = target.substr(0, target.find('?'));
  const auto query = parse_query(path.size() < target.size() ? std::string_view(target).substr(path.size() + 1) : "");
  if (method != "GET") return refused(405, "expected GET");
  if (path == "/v1/hello") return greet(query);
  if (path != "/v1/watch" && path != "/v1/sample")
    return refused(404, "this is a plimsoll agent: watch by it with --watch agent:HOST:PORT/SPEC");

  const auto proven = target.substr(0, target.rfind("&proof="));
  ServiceReply reply;
  if (!same_proof(value_of(query, "proof"), proof_of_request(options_.token, proven)))
    reply = refused(401, "the token is another one");
  else
    reply = path == "/v1/watch" ? open(query, now) : sample(query, now);
  // Whoever asks knows by this that nobody else has answered.
  reply.body = proof_of_answer(options_.token, proven, reply.status, reply.body) + "\n" + reply.body;
  return reply;
}

ServiceReply AgentService::greet(const Query& query) {
  const auto nonce = value_of(query, "nonce");
  if (!is_nonce(nonce)) return refused(400, "nonce: expected 32 hexadecimal digits");
  const auto& session = greeted_.emplace_back(draw_nonce());
  const Json json = {{"version", 1}, {"session", session}, {"proof", proof_of_agent(options_.token, nonce, session)}};
  if (greeted_.size() > kMostGreeted) greeted_.pop_front();
  return {200, json.dump()};
}

bool AgentService::is_allowed(const std::string& spec) const {
  const auto matches = [&](const std::string& glob) { return fnmatch(glob.c_str(), spec.c_str(), 0) == 0; };
  return options_.allow.empty() || std::any_of(options_.allow.begin(), options_.allow.end(), matches);
}

ServiceReply AgentService::open(const Query& query, Instant now) {
  const auto greeted = std::find(greeted_.begin(), greeted_.end(), value_of(query, "session"));
  if (greeted == greeted_.end()) return refused(410, "this session is not known: greet first");
  const auto session = *greeted;
  greeted_.erase(greeted);
  const auto spec = from_hex(value_of(query, "spec")).value_or("");
  if (!is_allowed(spec)) return refused(403, fmt::format("{} may not be watched: its --allow does not name it", spec));
  if (watches_.size() >= kMostWatches)
    return refused(429, fmt::format("it watches {} things already, which is the most", kMostWatches));
  auto served = options_.find(spec);
  if (served.has_error()) return refused(404, served.error().message);

  const auto wall = std::chrono::duration_cast<std::chrono::milliseconds>(options_.wall().time_since_epoch());
  Json json = {{"machine", options_.machine}, {"wall_ms", wall.count()}, {"notes", served->notes}};
  if (served->limit_bytes) json["limit_bytes"] = *served->limit_bytes;
  watches_[session] = {std::move(*served), 0, "", now};
  return {200, json.dump(-1, ' ', false, Json::error_handler_t::replace)};
}

ServiceReply AgentService::sample(const Query& query, Instant now) {
  const auto found = watches_.find(value_of(query, "session"));
  if (found == watches_.end()) return refused(410, "this session is not known: greet first");
  auto& watch = found->second;
  const auto number = number_of(value_of(query, "n"));
  watch.asked_at = now;
  if (number && *number == watch.number && *number > 0) return {200, watch.last};
  if (!number || *number != watch.number + 1)
    return refused(409, fmt::format("n: expected {} or {}", watch.number, watch.number + 1));

  const auto cpu = thread_cpu_time();
  DescribedReading described;
  described.reading = watch.served.probe->read({now, cost_.share(now).value_or(0)});
  described.description = watch.served.probe->description();
  watch.last = to_json(described);
  watch.number = *number;
  cost_.add(thread_cpu_time() - cpu, now);
  return {200, watch.last};
}

void AgentService::forget_idle(Instant now) {
  std::erase_if(watches_, [&](const auto& watch) { return now - watch.second.asked_at >= kIdle; });
}

}  // namespace plimsoll
