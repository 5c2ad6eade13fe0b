#include "monitors/remote/agent_client.h"

#include "core/hex.h"
#include "core/json/json.h"
#include "monitors/remote/agent_proof.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <chrono>
#include <nlohmann/json.hpp>
#include <utility>

namespace plimsoll {
namespace {

constexpr int kOk = 200;
constexpr int kNotYet = 202;
constexpr int kNotProven = 401;
constexpr int kForgotten = 410;
constexpr std::size_t kLongestQuery = 12'000;  // an agent reads heads up to 16 KiB
constexpr std::size_t kMostNotes = 16;

std::optional<std::string> text_of(const nlohmann::json& json, const char* name) {
  if (!json.is_object()) return std::nullopt;
  const auto found = json.find(name);
  if (found == json.end() || !found->is_string()) return std::nullopt;
  return found->get<std::string>().substr(0, kLongestText);
}

// What shall be watched, as a part of a question.
std::string query_of(const AgentAccess& access) {
  auto query = "spec=" + to_hex(access.spec);
  if (!access.metrics.empty()) query += "&metrics=" + to_hex(fmt::format("{}", fmt::join(access.metrics, "\n")));
  return query;
}

std::optional<AgentWatch> watch_of(const nlohmann::json& json) {
  const auto machine = text_of(json, "machine");
  if (!machine || !json.contains("wall_ms") || !json["wall_ms"].is_number_integer()) return std::nullopt;
  AgentWatch watch;
  watch.machine = *machine;
  watch.wall_ms = json["wall_ms"].get<std::int64_t>();
  if (const auto limit = json.find("limit_bytes"); limit != json.end()) {
    if (!limit->is_number_unsigned()) return std::nullopt;
    watch.limit_bytes = limit->get<std::uint64_t>();
  }
  const auto notes = json.find("notes");
  if (notes == json.end() || !notes->is_array()) return std::nullopt;
  for (const auto& note : *notes)
    if (note.is_string() && watch.notes.size() < kMostNotes)
      watch.notes.push_back(note.get<std::string>().substr(0, kLongestText));
  return watch;
}

}  // namespace

AgentClient::AgentClient(AgentAccess access) : access_(std::move(access)), query_(query_of(access_)) {}

Error AgentClient::not_understood(const std::string& what) const {
  return {ErrorKind::unavailable,
          fmt::format("what answers at {} is no agent of this version: {}", access_.name, what)};
}

Error AgentClient::stranger() const {
  return {ErrorKind::unavailable,
          fmt::format("the agent at {} does not have the same token: set PLIMSOLL_AGENT_TOKEN (or "
                      "PLIMSOLL_AGENT_TOKEN_FILE) to what the agent was started with",
                      access_.name)};
}

std::optional<Error> AgentClient::greet(Nanos timeout) {
  const auto nonce = draw_nonce();
  const auto hello = access_.fetch("/v1/hello?nonce=" + nonce, timeout);
  if (hello.has_error()) return with_context(hello.error(), "the agent at " + access_.name);
  const auto json = parse_json(hello->body);
  const auto session = text_of(json, "session");
  const auto proof = text_of(json, "proof");
  if (hello->status != kOk || !session || !is_nonce(*session) || !proof)
    return not_understood(fmt::format("status {} to the greeting", hello->status));
  if (!same_proof(*proof, proof_of_agent(access_.token, nonce, *session))) return stranger();
  greeted_ = *session;
  return std::nullopt;
}

Result<std::optional<AgentWatch>> AgentClient::open(const AgentPatience& patience) {
  session_.clear();
  if (query_.size() > kLongestQuery)
    return Error{ErrorKind::usage, fmt::format("{} and its metrics: expected at most {} bytes, got {}", access_.spec,
                                               kLongestQuery / 2, query_.size() / 2)};
  if (greeted_.empty())
    if (auto error = greet(patience.in_all)) return std::move(*error);
  auto session = std::exchange(greeted_, {});
  const auto body = ask(fmt::format("/v1/watch?session={}&{}", session, query_), patience);
  if (body.has_error()) return body.error();
  if (!*body) {
    greeted_ = std::move(session);
    return std::optional<AgentWatch>();
  }
  auto watch = watch_of(parse_json(**body));
  if (!watch) return not_understood("its answer to a watch has not the expected fields");
  session_ = std::move(session);
  asked_ = 0;
  answered_ = true;
  return watch;
}

// The body of what was answered well and by somebody who knows the token; nothing: not yet.
Result<std::optional<std::string>> AgentClient::ask(const std::string& question, const AgentPatience& patience) {
  const auto milliseconds = std::chrono::duration_cast<std::chrono::milliseconds>(patience.with_agent);
  const auto target = fmt::format("{}&patience_ms={}", question, std::max<std::int64_t>(milliseconds.count(), 0));
  auto answer =
      access_.fetch(fmt::format("{}&proof={}", target, proof_of_request(access_.token, target)), patience.in_all);
  if (answer.has_error()) return with_context(answer.error(), "the agent at " + access_.name);
  const auto line = answer->body.find('\n');
  if (line == std::string::npos) return not_understood(fmt::format("status {} without a proof", answer->status));
  auto body = answer->body.substr(line + 1);
  if (!same_proof(answer->body.substr(0, line), proof_of_answer(access_.token, target, answer->status, body)))
    return stranger();
  if (answer->status == kForgotten) session_.clear();
  if (answer->status == kNotProven) return stranger();
  if (answer->status == kNotYet) return std::optional<std::string>();
  if (answer->status == kOk) return std::optional(std::move(body));
  const auto reason = text_of(parse_json(body), "error");
  return Error{ErrorKind::unavailable, fmt::format("the agent at {}: {}", access_.name,
                                                   reason.value_or(fmt::format("status {}", answer->status)))};
}

Result<std::optional<DescribedReading>> AgentClient::sample(const AgentPatience& patience) {
  if (std::exchange(answered_, false)) ++asked_;
  const auto body = ask(fmt::format("/v1/sample?session={}&n={}", session_, asked_), patience);
  if (body.has_error()) return body.error();
  if (!*body) return std::optional<DescribedReading>();
  answered_ = true;
  auto reading = parse_reading(**body);
  if (reading.has_error()) return not_understood(reading.error().message);
  return std::optional(std::move(*reading));
}

}  // namespace plimsoll
