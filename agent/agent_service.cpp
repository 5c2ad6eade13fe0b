#include "agent/agent_service.h"

#include "core/hex.h"
#include "core/json/json.h"
#include "monitors/remote/agent_proof.h"
#include "monitors/remote/reading_json.h"

#include <fmt/format.h>
#include <fnmatch.h>

#include <algorithm>
#include <charconv>
#include <iterator>
#include <nlohmann/json.hpp>
#include <sstream>
#include <utility>

namespace plimsoll {
namespace {

using namespace std::chrono_literals;
using Json = nlohmann::json;

constexpr std::size_t kMostGreeted = 256;
constexpr Nanos kIdle = 60s;
constexpr std::uint64_t kMostPatienceMs = 5000;

ServiceReply refused(int status, const std::string& why) {
  Json json;
  json["error"] = why;
  return {status, to_text(json)};
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

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

template <class Query>
Nanos patience_of(const Query& query) {
  const auto milliseconds = number_of(value_of(query, "patience_ms")).value_or(0);
  return std::chrono::milliseconds(std::min(milliseconds, kMostPatienceMs));
}

ServiceReply not_yet(Nanos patience) { return {ServiceReply::kNotYet, "{}", patience}; }

}  // namespace

AgentService::~AgentService() {
  for (auto& [session, watch] : watches_) watch.worker->leave();
}

ServiceReply AgentService::answer(const ServiceRequest& request) {
  forget_idle(request.now);
  const auto& target = request.target;
  const auto path = target.substr(0, target.find('?'));
  const auto query = parse_query(path.size() < target.size() ? std::string_view(target).substr(path.size() + 1) : "");
  if (request.method != "GET") return refused(405, "expected GET");
  if (path == "/v1/hello") return greet(query);
  if (path != "/v1/watch" && path != "/v1/sample")
    return refused(404, "this is a plimsoll agent: watch by it with --watch agent:HOST:PORT/SPEC");

  const auto proven = target.substr(0, target.rfind("&proof="));
  ServiceReply reply;
  if (!same_proof(value_of(query, "proof"), proof_of_request(options_.token, proven)))
    reply = refused(401, "the token is another one");
  else
    reply = path == "/v1/watch" ? open(query, request.now) : sample(query, request);
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
  return {200, to_text(json)};
}

bool AgentService::is_allowed(const std::string& spec) const {
  const auto matches = [&](const std::string& glob) { return fnmatch(glob.c_str(), spec.c_str(), 0) == 0; };
  return options_.allow.empty() || std::any_of(options_.allow.begin(), options_.allow.end(), matches);
}

ServiceReply AgentService::open(const Query& query, Instant now) {
  const auto session = value_of(query, "session");
  if (!watches_.contains(session))
    if (auto refusal = begin(session, query)) return *refusal;
  const auto place = watches_.find(session);
  auto& watch = place->second;
  if (watch.is_open) return refused(410, "this session has its watch: greet again");
  watch.asked_at = now;
  const auto found = watch.worker->found();
  if (!found) return not_yet(patience_of(query));
  if (found->has_error()) {
    let_go(place);
    return refused(404, found->error().message);
  }
  watch.is_open = true;
  const auto wall = std::chrono::duration_cast<std::chrono::milliseconds>(options_.wall().time_since_epoch());
  const WatchFacts& facts = **found;
  Json json = {{"machine", options_.machine}, {"wall_ms", wall.count()}, {"notes", facts.notes}};
  if (facts.limit_bytes) json["limit_bytes"] = *facts.limit_bytes;
  return {200, to_text(json)};
}

// Nothing: it is looked for.
std::optional<ServiceReply> AgentService::begin(const std::string& session, const Query& query) {
  const auto greeted = std::find(greeted_.begin(), greeted_.end(), session);
  if (greeted == greeted_.end()) return refused(410, "this session is not known: greet first");
  greeted_.erase(greeted);
  const auto spec = from_hex(value_of(query, "spec")).value_or("");
  if (!is_allowed(spec)) return refused(403, fmt::format("{} may not be watched: its --allow does not name it", spec));
  if (watches_.size() + leaving_.size() >= kMostWatches)
    return refused(429, fmt::format("it watches {} things already, which is the most", kMostWatches));
  const auto metrics = lines_of(from_hex(value_of(query, "metrics")).value_or(""));
  watches_[session].worker = std::make_unique<WatchWorker>(
      [find = options_.find, spec, metrics] { return find(spec, metrics); }, options_.ready, options_.cpu_time, cost_);
  return std::nullopt;
}

ServiceReply AgentService::sample(const Query& query, const ServiceRequest& request) {
  const auto found = watches_.find(value_of(query, "session"));
  if (found == watches_.end() || !found->second.is_open) return refused(410, "this session is not known: greet first");
  auto& watch = found->second;
  const auto number = number_of(value_of(query, "n"));
  watch.asked_at = request.now;
  if (number && *number == watch.number && *number > 0) return hand_on(watch, query, request);
  const bool is_next = number && *number == watch.number + 1;
  if (!is_next || (watch.number > 0 && !watch.worker->reading()))
    return refused(409, fmt::format("n: expected {}", is_next ? watch.number : watch.number + 1));

  const auto cpu = options_.cpu_time();
  cost_.add(cpu - std::exchange(cpu_reported_, cpu), request.now);
  watch.number = *number;
  watch.read_at = request.now;
  watch.worker->read({request.now, cost_.share(request.now).value_or(0)});
  return hand_on(watch, query, request);
}

ServiceReply AgentService::hand_on(const Watch& watch, const Query& query, const ServiceRequest& request) {
  auto described = watch.worker->reading();
  if (!described) return not_yet(patience_of(query));
  described->age_s = to_seconds(request.now - watch.read_at);
  described->held_s = to_seconds(request.now - request.arrived);
  described->agent_cpu_share = cost_.share(request.now);
  return {200, to_json(*described)};
}

void AgentService::forget_idle(Instant now) {
  for (auto watch = watches_.begin(); watch != watches_.end();)
    watch = now - watch->second.asked_at >= kIdle ? let_go(watch) : std::next(watch);
  std::erase_if(leaving_, [](const auto& worker) { return worker->has_left(); });
}

// A worker is not waited for: what it is at may take long.
AgentService::Watches::iterator AgentService::let_go(Watches::iterator watch) {
  watch->second.worker->leave();
  leaving_.push_back(std::move(watch->second.worker));
  return watches_.erase(watch);
}

}  // namespace plimsoll
