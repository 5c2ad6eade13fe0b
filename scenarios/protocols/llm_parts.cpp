#include "scenarios/protocols/llm_parts.h"

#include "core/json/json.h"
#include "scenarios/protocols/payload_parts.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

namespace plimsoll {
namespace {

using LlmJson = nlohmann::ordered_json;

constexpr std::string_view kTellsNoInputs =
    "it takes prompts: write `prompt` or `messages`, or a feeder of synthetic prompts and prompt: \"{{row.prompt}}\"";

}  // namespace

Result<nlohmann::ordered_json> made_body(nlohmann::ordered_json body) {
  return {boost::system::in_place_value, std::move(body)};
}

// One body a thing that is asked.
Result<PredictBodies> bodies_of_each(const PredictPlan& plan, MakeLlmBody make) {
  using Kind = PredictInput::Kind;
  if (plan.input.kind == Kind::tensors || plan.input.kind == Kind::rows)
    return invalid(fmt::format("{} takes no tensors and no rows: {}", plan.options.protocol->title, kTellsNoInputs));
  if (plan.input.batch > 0) return invalid(std::string(kOneEach));
  PredictBodies made;
  for (const auto& asked : *plan.input.instances) {
    auto body = make(plan, asked);
    if (body.has_error()) return body.error();
    if (plan.options.is_stream && !body->contains("stream")) (*body)["stream"] = true;
    add_parameters(plan.options, *body);
    made.bodies.push_back(to_text(*body));
  }
  return made;
}

// A text is a message of the user; a list, or a {{...}} that stands for one, is all messages; an object is one of them.
Result<LlmJson> messages_of(const PredictPlan& plan, const LlmJson& asked) {
  if (plan.input.kind == PredictInput::Kind::messages) return made_body(asked);
  auto messages = asked;
  if (asked.is_string()) messages = LlmJson::object({{"role", "user"}, {"content", asked}});
  if (!messages.is_array()) messages = LlmJson::array({std::move(messages)});
  const auto is_message = [](const LlmJson& one) { return one.is_object() && one.contains("role"); };
  const auto wrong = std::find_if_not(messages.begin(), messages.end(), is_message);
  if (wrong == messages.end() && !messages.empty()) return made_body(std::move(messages));
  return refused_input(messages.empty() ? messages : *wrong, "message of a chat");
}

Error refused_input(const LlmJson& asked, std::string_view wanted) {
  constexpr std::size_t kShown = 60;
  return invalid(
      fmt::format("input: {} is no {}: write prompt: \"How far is the moon?\", or messages: "
                  "[{{role: user, content: Hello}}]",
                  to_text(asked).substr(0, kShown), wanted));
}

LlmJson begun_body(const PredictPlan& plan) {
  auto body = LlmJson::object();
  if (!plan.options.model.empty()) body["model"] = plan.options.model;
  return body;
}

Result<> look_for_model(const PredictPlan& plan) {
  if (!plan.options.model.empty()) return {};
  return invalid(fmt::format("{} names the model in each body: write protocol: {{name: {}, model: NAME}}",
                             plan.options.protocol->title, plan.options.protocol->name));
}

// What is embedded together.
Result<std::vector<LlmJson>> texts_together(const PredictPlan& plan) {
  using Kind = PredictInput::Kind;
  if (plan.input.kind != Kind::input && plan.input.kind != Kind::prompt)
    return invalid(fmt::format("{} takes texts: write `input` or `prompt`", plan.options.protocol->title));
  if (plan.input.kind == Kind::input || plan.input.batch > 0) return batches_of(plan.input);
  std::vector<LlmJson> each;
  for (const auto& text : *plan.input.instances) each.push_back(text);
  return each;
}

LlmJson with_place(const PredictPlan& plan, const char* place, const char* type) {
  auto good = LlmJson::object();
  good["status"] = 200;
  if (!plan.options.is_stream) good["json"][place]["type"] = type;
  return good;
}

LlmJson more_of_stream(const PredictPlan& plan, const char* form) {
  auto more = LlmJson::object();
  if (plan.options.is_stream) more["stream"] = form;
  more["timeout"] = "2m";
  return more;
}
LlmJson sse_answer(const PredictPlan& plan) { return more_of_stream(plan, "sse"); }

Protocol language_model(std::string_view name, std::string_view title, int port, std::string_view summary) {
  Protocol protocol;
  protocol.name = name;
  protocol.title = title;
  protocol.port = port;
  protocol.summary = summary;
  protocol.no_metadata = kTellsNoInputs;
  protocol.has_stream = true;
  protocol.takes_prompts = true;
  protocol.without = {"version", "key", "input_name", "datatype"};
  protocol.error_at = {"error", "message"};
  protocol.error_in_200 = {"error"};
  protocol.good_answer = GoodAnswer::words;
  protocol.own_members = {"model", "stream", "messages", "prompt"};
  protocol.more = sse_answer;
  return protocol;
}

}  // namespace plimsoll
