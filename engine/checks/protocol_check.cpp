#include "engine/checks/protocol_check.h"

#include "core/json.h"
#include "scenarios/protocols/protocol_list.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <utility>

namespace plimsoll {
namespace {

constexpr std::size_t kLongestWords = 300;

std::string one_line_of(std::string_view text) {
  std::string line(text.substr(0, kLongestWords));
  for (char& c : line)
    if (static_cast<unsigned char>(c) < ' ') c = ' ';
  return line;
}

// A text, or an object with a message, as OpenAI has it.
std::string words_in(const nlohmann::json& told) {
  if (told.is_string()) return told.get<std::string>();
  const auto message = told.is_object() ? told.find("message") : told.end();
  return message != told.end() && message->is_string() ? message->get<std::string>() : to_text(told);
}

// What the answer itself says of its error.
std::string told_words(const Protocol& protocol, std::string_view body) {
  const auto told = parse_json(body);
  if (!told.is_object()) return one_line_of(body);
  for (const auto name : protocol.error_at)
    if (const auto found = told.find(std::string(name)); found != told.end()) return one_line_of(words_in(*found));
  return one_line_of(body);
}

const ErrorSign* sign_of(const Protocol& protocol, int status, std::string_view body) {
  for (const auto& sign : protocol.errors) {
    const bool is_its = sign.status == 0 || sign.status == status;
    if (is_its && (sign.contains.empty() || body.find(sign.contains) != std::string_view::npos)) return &sign;
  }
  return nullptr;
}

}  // namespace

Result<ProtocolJudge> ProtocolJudge::compile(const ProtocolAnswerCheck& check) {
  const auto* protocol = find_protocol(check.protocol);
  if (protocol == nullptr) return invalid("there is no protocol " + check.protocol);
  return ProtocolJudge(*protocol);
}

CheckFailure ProtocolJudge::judge(Answer& answer) const {
  const std::string_view body = answer.response.body;
  const auto* sign = sign_of(*protocol_, answer.response.status, body);
  if (sign != nullptr && answer.response.status < 400)
    return {FailureKind::check, std::string(sign->words), told_words(*protocol_, body)};
  for (const auto name : protocol_->error_in_200) {
    if (body.find(name) == std::string_view::npos) continue;  // most answers are good, and not parsed for this
    const auto told = parse_json(body);
    const auto found = told.is_object() ? told.find(std::string(name)) : told.end();
    if (!told.is_object() || found == told.end()) continue;
    const auto type = told.find("errorType");
    const auto words = type != told.end() && type->is_string() ? ": " + type->get<std::string>().substr(0, 60) : "";
    return {FailureKind::check, fmt::format("an error within a {}{}", answer.response.status, words),
            told_words(*protocol_, body)};
  }
  return {};
}

CheckFailure ProtocolJudge::explained(CheckFailure failure, Answer& answer) const {
  const std::string_view body = answer.response.body;
  if (const auto* sign = sign_of(*protocol_, answer.response.status, body))
    failure.message += ": " + std::string(sign->words);
  if (failure.detail.empty() && !body.empty()) failure.detail = told_words(*protocol_, body);
  return failure;
}

}  // namespace plimsoll
