#include "engine/checks/protocol_check.h"

#include "core/json/json.h"
#include "scenarios/protocols/protocol_list.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <utility>

namespace plimsoll {
namespace {

constexpr std::size_t kLongestWords = 300;
constexpr std::size_t kLongestNamed = 4096;  // far more than is shown

std::string one_line_of(std::string_view text) {
  std::string line(text.substr(0, kLongestWords));
  for (char& c : line)
    if (static_cast<unsigned char>(c) < ' ') c = ' ';
  return line;
}

// A text, or an object with a message, as OpenAI has it, or a list of what is wrong, as FastAPI has it.
std::string words_in(const nlohmann::json& told) {
  if (told.is_string()) return told.get<std::string>();
  const auto& first = told.is_array() && !told.empty() ? told.front() : told;
  if (first.is_object())
    for (const auto* name : {"message", "msg"})
      if (const auto found = first.find(name); found != first.end() && found->is_string())
        return found->get<std::string>();
  return to_text(told);
}

// The member of an answer that tells its error; null: there is none.
const nlohmann::json* telling_member(const Protocol& protocol, const nlohmann::json& answer) {
  if (!answer.is_object()) return nullptr;
  for (const auto name : protocol.error_at)
    if (const auto found = answer.find(std::string(name)); found != answer.end() && !found->is_null()) return &*found;
  return nullptr;
}

// What the answer itself says of its error.
std::string told_words(const Protocol& protocol, std::string_view body) {
  const auto answer = parse_json(body);
  const auto* telling = telling_member(protocol, answer);
  return one_line_of(telling != nullptr ? words_in(*telling) : std::string(body));
}

// The same for the name of the failure, which is cut and cleaned where secrets are taken out of it; empty: no member is
// known to hold it.
std::string named_words(const Protocol& protocol, std::string_view body) {
  const auto answer = parse_json(body);
  const auto* telling = telling_member(protocol, answer);
  return telling != nullptr ? words_in(*telling).substr(0, kLongestNamed) : std::string();
}

const ErrorSign* sign_of(const Protocol& protocol, int status, std::string_view body) {
  for (const auto& sign : protocol.errors) {
    const bool is_its = sign.status == 0 || sign.status == status;
    if (is_its && (sign.contains.empty() || body.find(sign.contains) != std::string_view::npos)) return &sign;
  }
  return nullptr;
}

// vLLM's older form, {"object": "error", "message": ...}, which its streams have too.
bool is_error_object(const Protocol& protocol, std::string_view body) {
  if (protocol.good_answer != GoodAnswer::words || body.find(R"("error")") == std::string_view::npos) return false;
  const auto told = parse_json(body);
  const auto object = told.is_object() ? told.find("object") : told.end();
  return object != told.end() && *object == "error";
}

// `words`: of the server, each behind a colon.
CheckFailure error_within(const Protocol& protocol, const Response& response, std::string words) {
  if (const auto said = named_words(protocol, response.body); !said.empty()) words += ": " + said;
  return {FailureKind::check, fmt::format("an error within a {}{}", response.status, words),
          told_words(protocol, response.body)};
}

}  // namespace

CheckFailure ProtocolJudge::judge(Answer& answer) const {
  const std::string_view body = answer.response.body;
  const auto* sign = sign_of(*protocol_, answer.response.status, body);
  if (sign != nullptr && answer.response.status < 400)
    return {FailureKind::check, std::string(sign->words), told_words(*protocol_, body)};
  for (const auto name : protocol_->error_in_200) {
    if (body.find(name) == std::string_view::npos) continue;  // most answers are good, and not parsed for this
    const auto told = parse_json(body);
    const auto found = told.is_object() ? told.find(std::string(name)) : told.end();
    if (!told.is_object() || found == told.end() || found->is_null()) continue;
    const auto type = told.find("errorType");
    const auto words =
        type != told.end() && type->is_string() ? ": " + type->get<std::string>().substr(0, kLongestNamed) : "";
    return error_within(*protocol_, answer.response, words);
  }
  return is_error_object(*protocol_, body) ? error_within(*protocol_, answer.response, "") : CheckFailure();
}

// The server's words follow ours, unless ours stand for them.
CheckFailure ProtocolJudge::explained(CheckFailure failure, Answer& answer) const {
  const std::string_view body = answer.response.body;
  const auto* sign = sign_of(*protocol_, answer.response.status, body);
  if (sign != nullptr) failure.message += ": " + std::string(sign->words);
  const auto said = named_words(*protocol_, body);
  if (!said.empty() && (sign == nullptr || sign->contains != said)) failure.message += ": " + said;
  if (failure.detail.empty() && !body.empty()) failure.detail = told_words(*protocol_, body);
  return failure;
}

}  // namespace plimsoll
