#include "engine/checks/good_answer_check.h"

#include "core/text.h"
#include "scenarios/protocols/protocol_list.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <limits>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>

namespace plimsoll {
namespace {

using nlohmann::json;

constexpr int kDeepestData = 32;

CheckFailure no_prediction(std::string message, std::string detail = {}) {
  return {FailureKind::check, std::move(message), std::move(detail)};
}

const json& member_of(const json& object, const char* name) {
  static const json kNothing;
  if (!object.is_object()) return kNothing;
  const auto found = object.find(name);
  return found == object.end() ? kNothing : *found;
}

// --- Something

bool begins_like(std::string_view text, std::string_view lower) {
  return text.size() >= lower.size() && same_without_case(text.substr(0, lower.size()), lower);
}

CheckFailure nothing_at_all(std::string_view body) {
  const auto text = trimmed(body.substr(0, body.find_last_not_of(" \t\r\n") + 1));
  const auto start = text.substr(std::min(text.find_first_not_of(" \t\r\n"), text.size()));
  if (start.empty()) return no_prediction("the answer is empty, where a prediction is expected");
  if (start == "null" || start == R"("")")
    return no_prediction(fmt::format("the answer is {}, where a prediction is expected", start));
  if (begins_like(start, "<!doctype html") || begins_like(start, "<html"))
    return no_prediction("the answer is a page of HTML, where a prediction is expected");
  return {};
}

bool is_nothing(const json& value) {
  return value.is_null() || (value.is_structured() && value.empty()) ||
         (value.is_string() && value.get_ref<const std::string&>().empty());
}

// --- V2

// Values of nested lists; nothing: they are nested too deep.
std::optional<std::uint64_t> values_in(const json& data, int depth) {
  if (!data.is_array()) return 1;
  if (depth == kDeepestData) return std::nullopt;
  if (data.empty() || !data.front().is_array()) return data.size();
  std::uint64_t sum = 0;
  for (const auto& item : data) {
    const auto inner = values_in(item, depth + 1);
    if (!inner) return std::nullopt;
    sum += *inner;
  }
  return sum;
}

// Nothing: it is no shape.
std::optional<std::uint64_t> values_of_shape(const json& shape) {
  if (!shape.is_array()) return std::nullopt;
  std::uint64_t product = 1;
  for (const auto& size : shape) {
    if (!size.is_number_unsigned()) return std::nullopt;
    const auto factor = size.get<std::uint64_t>();
    if (factor != 0 && product > std::numeric_limits<std::uint64_t>::max() / factor) return std::nullopt;
    product *= factor;
  }
  return product;
}

CheckFailure judge_output(const json& output) {
  const auto& name = member_of(output, "name");
  const auto called = name.is_string() ? name.get<std::string>().substr(0, 60) : "without a name";
  const auto& shape = member_of(output, "shape");
  const auto& data = member_of(output, "data");
  const auto& parameters = member_of(output, "parameters");
  if (data.is_null() && parameters.is_object() && parameters.contains("shared_memory_region")) return {};
  if (data.is_null()) return no_prediction(fmt::format("output {}: it has no data", called));
  const auto wanted = values_of_shape(shape);
  if (!wanted) return no_prediction(fmt::format("output {}: its shape is none", called), "found: " + shape.dump());
  const auto held = data.is_array() ? values_in(data, 0) : std::nullopt;  // what is no list may be anything
  if (!held || *held == *wanted) return {};
  return no_prediction(fmt::format("output {}: its data is not as large as its shape says", called),
                       fmt::format("shape {}, {} values", shape.dump(), *held));
}

CheckFailure judge_outputs(const json& body) {
  const auto& outputs = member_of(body, "outputs");
  if (!outputs.is_array()) return {};
  if (outputs.empty()) return no_prediction("$.outputs is empty");
  for (const auto& output : outputs)
    if (auto failure = judge_output(output); failure.kind != FailureKind::none) return failure;
  return {};
}

// --- Language models

// A text, parts of one, calls of tools.
bool says_something(const json& value) {
  if (value.is_string()) return !value.get_ref<const std::string&>().empty();
  if (value.is_array()) return std::any_of(value.begin(), value.end(), says_something);
  if (!value.is_object() || value.empty()) return false;
  for (const auto* part : {"text", "refusal"})
    if (const auto& text = member_of(value, part); text.is_string()) return says_something(text);
  return true;
}

bool message_says_something(const json& message) {
  constexpr std::array kHolders = {"content",           "refusal",  "tool_calls", "function_call", "reasoning",
                                   "reasoning_content", "thinking", "audio",      "images"};
  return std::any_of(kHolders.begin(), kHolders.end(),
                     [&](const char* holder) { return says_something(member_of(message, holder)); });
}

bool item_says_something(const json& item) {
  return member_of(item, "type") == "message" ? message_says_something(item) : item.is_object() && !item.empty();
}

CheckFailure no_words(const json& answer) {
  std::string reason;
  for (const auto* name : {"finish_reason", "done_reason", "stop_reason"})
    if (const auto& why = member_of(answer, name); why.is_string())
      reason = fmt::format("{}: {}", name, why.get<std::string>().substr(0, 60));
  return no_prediction("the answer is empty: no text, no tool call, no refusal, no reasoning", std::move(reason));
}

CheckFailure judge_words(const json& body) {
  const auto& choices = member_of(body, "choices");
  if (choices.is_array()) {
    if (choices.empty()) return no_prediction("$.choices is empty");
    for (const auto& choice : choices)
      if (!message_says_something(member_of(choice, "message")) && !says_something(member_of(choice, "text")))
        return no_words(choice);
    return {};
  }
  const auto& output = member_of(body, "output");
  if (output.is_array())
    return std::any_of(output.begin(), output.end(), item_says_something) ? CheckFailure() : no_words(body);
  const auto& message = member_of(body, "message");
  if (message.is_object()) return message_says_something(message) ? CheckFailure() : no_words(body);
  bool has_place = false;
  for (const auto* name : {"response", "generated_text", "content", "thinking"}) {
    const auto& text = member_of(body, name);
    if (says_something(text)) return {};
    has_place = has_place || text.is_string();
  }
  return has_place ? no_words(body) : CheckFailure();
}

}  // namespace

CheckFailure GoodAnswerJudge::judge(Answer& answer) const {
  const int status = answer.response.status;
  const bool has_one = status < 300 && status != 204;  // else it is expected to have none
  if (answer.streamed || !has_one || protocol_->good_answer == GoodAnswer::places) return {};
  if (const auto trouble = answer.json.trouble_of_form(); !trouble.empty()) return no_prediction(std::string(trouble));
  if (auto failure = nothing_at_all(answer.json.text()); failure.kind != FailureKind::none) return failure;
  if (protocol_->good_answer == GoodAnswer::something && protocol_->predictions_at.empty()) return {};
  const auto* body = answer.json.get();
  if (body == nullptr) return {};
  if (protocol_->good_answer == GoodAnswer::tensors) return judge_outputs(*body);
  if (protocol_->good_answer == GoodAnswer::words) return judge_words(*body);
  for (const auto name : protocol_->predictions_at) {
    const auto found = body->is_object() ? body->find(std::string(name)) : body->end();
    if (found != body->end() && is_nothing(*found))
      return no_prediction(fmt::format("$.{} is {}", name, found->is_null() ? "null" : "empty"));
  }
  return {};
}

}  // namespace plimsoll
