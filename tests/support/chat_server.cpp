#include "tests/support/chat_server.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <sstream>

namespace plimsoll {
namespace {

using nlohmann::json;

std::uint64_t words_of(const std::string& text) {
  std::istringstream in(text);
  std::uint64_t words = 0;
  for (std::string word; in >> word;) ++words;
  return words;
}

std::string event(const json& data) { return "data: " + data.dump() + "\n\n"; }

json choice(const json& delta, const json& reason) {
  return {{"object", "chat.completion.chunk"},
          {"choices", json::array({{{"index", 0}, {"delta", delta}, {"finish_reason", reason}}})}};
}

// Empty: it is as it must be.
std::string trouble_of(const json& body) {
  if (!body.is_object() || !body.contains("messages") || !body["messages"].is_array() || body["messages"].empty())
    return "messages: a list that is not empty is needed";
  std::string expected = "user";
  for (const auto& one : body["messages"]) {
    if (!one.is_object() || one.size() != 2 || !one.contains("content") || !one["content"].is_string())
      return "messages: each has a role and a content";
    if (one.value("role", "") != expected) return "messages: user and assistant take turns";
    expected = expected == "user" ? "assistant" : "user";
  }
  if (expected == "user") return "messages: the last is of the user";
  if (!body.contains("model") || !body["model"].is_string()) return "model: is needed";
  if (!body.contains("max_tokens") || !body["max_tokens"].is_number_unsigned() || body["max_tokens"] < 1)
    return "max_tokens: a whole number from 1 is needed";
  for (const auto& [key, value] : body.items())
    if (key != "messages" && key != "model" && key != "max_tokens" && key != "stream" && key != "stream_options")
      return key + ": is not known";
  if (body.contains("stream_options") && !body.value("stream", false)) return "stream_options: belongs to stream";
  return {};
}

}  // namespace

ChatServer::ChatServer() : server_([this](const ReceivedRequest& request) { return answer(request); }) {}

ChatServer::Log ChatServer::log() const {
  const std::lock_guard lock(mutex_);
  return log_;
}

Reply ChatServer::refuse(const std::string& why) {
  const std::lock_guard lock(mutex_);
  ++log_.refused;
  log_.last_refusal = why;
  return Reply::status(400, json({{"error", {{"message", why}, {"type", "BadRequestError"}}}}).dump());
}

Reply ChatServer::answer(const ReceivedRequest& request) {
  if (request.method != "POST" || request.target != "/v1/chat/completions") return refuse("no such path");
  const auto body = json::parse(request.body, nullptr, false);
  if (auto trouble = trouble_of(body); !trouble.empty()) return refuse(trouble);
  std::uint64_t tokens_in = 0;
  for (const auto& one : body["messages"]) tokens_in += words_of(one["content"].get<std::string>());
  const auto tokens_out = body["max_tokens"].get<std::uint64_t>();
  std::uint64_t number = 0;
  {
    const std::lock_guard lock(mutex_);
    number = ++log_.answers;
    log_.tokens_in += tokens_in;
    log_.tokens_out += tokens_out;
    log_.first_texts.push_back(body["messages"][0]["content"]);
    log_.message_counts.push_back(body["messages"].size());
  }
  const json usage = {
      {"prompt_tokens", tokens_in}, {"completion_tokens", tokens_out}, {"total_tokens", tokens_in + tokens_out}};
  std::string text;
  std::vector<std::string> chunks = {event(choice({{"role", "assistant"}, {"content", ""}}, nullptr))};
  for (std::uint64_t i = 0; i < tokens_out; ++i) {
    const auto word = fmt::format("{}\"{}\"", i == 0 ? "" : " ", i + number * 1000);
    chunks.push_back(event(choice({{"content", word}}, nullptr)));
    text += word;
  }
  if (!body.value("stream", false))
    return Reply::json(json({{"object", "chat.completion"},
                             {"choices", json::array({{{"index", 0},
                                                       {"message", {{"role", "assistant"}, {"content", text}}},
                                                       {"finish_reason", "length"}}})},
                             {"usage", usage}})
                           .dump());
  chunks.push_back(event(choice(json::object(), "length")));
  if (body.value("stream_options", json::object()).value("include_usage", false))
    chunks.push_back(event({{"choices", json::array()}, {"usage", usage}}));
  chunks.emplace_back("data: [DONE]\n\n");
  return Reply::chunked(chunks).header("Content-Type", "text/event-stream");
}

}  // namespace plimsoll
