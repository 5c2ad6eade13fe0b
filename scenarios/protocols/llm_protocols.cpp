#include "scenarios/protocols/llm_protocols.h"

#include "core/json/json.h"
#include "scenarios/protocols/answer_parts.h"
#include "scenarios/protocols/llm_parts.h"
#include "scenarios/protocols/payload_parts.h"

#include <nlohmann/json.hpp>
#include <utility>

namespace plimsoll {
namespace {

using OwnLlmJson = nlohmann::ordered_json;

Result<OwnLlmJson> ollama_chat_body(const PredictPlan& plan, const OwnLlmJson& asked) {
  auto messages = messages_of(plan, asked);
  if (messages.has_error()) return messages.error();
  auto body = begun_body(plan);
  body["messages"] = *std::move(messages);
  return made_body(std::move(body));
}

Result<OwnLlmJson> generate_body(const PredictPlan& plan, const OwnLlmJson& asked) {
  if (plan.input.kind == PredictInput::Kind::messages || !asked.is_string())
    return invalid("generate takes a text: write `prompt`");
  auto body = begun_body(plan);
  body["prompt"] = asked;
  return made_body(std::move(body));
}

Result<PredictBodies> ollama_bodies(const PredictPlan& plan, const ModelMetadata*, std::uint64_t) {
  if (const auto model = look_for_model(plan); model.has_error()) return model.error();
  return bodies_of_each(plan, [](const PredictPlan& with, const OwnLlmJson& asked) -> Result<OwnLlmJson> {
    auto body = format_of(with.options) == "generate" ? generate_body(with, asked) : ollama_chat_body(with, asked);
    if (!body.has_error()) (*body)["stream"] = with.options.is_stream;  // left out it is a stream
    return body;
  });
}

Result<PredictBodies> tgi_bodies(const PredictPlan& plan, const ModelMetadata*, std::uint64_t) {
  PredictBodies made;
  if (plan.input.kind != PredictInput::Kind::prompt && plan.input.kind != PredictInput::Kind::input)
    return invalid("TGI's own API takes a text: write `prompt`; for messages protocol: openai_chat");
  if (plan.input.batch > 0) return invalid(std::string(kOneEach));
  for (const auto& asked : *plan.input.instances) {
    if (!asked.is_string()) return invalid("TGI's own API takes a text: write `prompt`");
    auto body = OwnLlmJson::object();
    body["inputs"] = asked;
    auto parameters = OwnLlmJson::object();
    parameters["details"] = true;  // the tokens and why it ended
    if (plan.options.parameters) parameters.update(*plan.options.parameters);
    body["parameters"] = std::move(parameters);
    made.bodies.push_back(to_text(body));
  }
  return made;
}

bool is_rerank(const PredictPlan& plan) { return format_of(plan.options) == "rerank"; }

Result<PredictBodies> tei_bodies(const PredictPlan& plan, const ModelMetadata*, std::uint64_t) {
  PredictBodies made;
  if (is_rerank(plan)) {
    const auto refused = [] { return invalid("rerank takes objects: write input: [{query: ..., texts: [...]}]"); };
    if (plan.input.kind != PredictInput::Kind::input) return refused();
    if (plan.input.batch > 0) return invalid(std::string(kOneEach));
    for (const auto& asked : *plan.input.instances) {
      if (!asked.is_object() || !asked.contains("query") || !asked.contains("texts")) return refused();
      auto body = asked;
      if (auto added = add_new_parameters(plan.options, body); added.has_error()) return added.error();
      made.bodies.push_back(to_text(body));
    }
    return made;
  }
  const auto batches = texts_together(plan);
  if (batches.has_error()) return batches.error();
  for (const auto& texts : *batches) {
    auto body = OwnLlmJson::object();
    body["inputs"] = texts;
    add_parameters(plan.options, body);
    made.bodies.push_back(to_text(body));
  }
  return made;
}

OwnLlmJson good_ollama(const PredictPlan& plan) {
  auto good = format_of(plan.options) == "generate" ? with_place(plan, "$.response", "string")
                                                    : with_place(plan, "$.message", "object");
  if (!plan.options.is_stream) good["json"]["$.done"] = true;
  return good;
}
OwnLlmJson good_tgi(const PredictPlan& plan) { return with_place(plan, "$.generated_text", "string"); }
// A vector for each text; of rerank a score for each text of the one query.
OwnLlmJson good_tei(const PredictPlan& plan) {
  auto good = OwnLlmJson::object();
  good["status"] = 200;
  if (is_rerank(plan)) {
    good["json"]["$[*].score"]["type"] = "number";
  } else {
    good["json"]["$"] = list_of_all(plan.input);
    good["json"]["$[*]"]["type"] = "array";
    good["json"]["$[*]"]["length"]["at_least"] = 1;
    good["json"]["$[*][*]"]["type"] = "number";
  }
  good["finite"] = "$";
  return good;
}

OwnLlmJson line_answer(const PredictPlan& plan) { return more_of_stream(plan, "ndjson"); }

std::string_view path_of_ollama(const PredictPlan& plan) {
  return format_of(plan.options) == "generate" ? "/api/generate" : "/api/chat";
}
std::string_view path_of_tgi(const PredictPlan& plan) {
  return plan.options.is_stream ? "/generate_stream" : "/generate";
}
std::string_view path_of_tei(const PredictPlan& plan) { return is_rerank(plan) ? "/rerank" : "/embed"; }

Protocol ollama() {
  auto protocol = language_model("ollama", "Ollama", 11434, "POST /api/chat or /api/generate; a stream is JSON lines");
  protocol.path = "/api/chat";
  protocol.path_of = path_of_ollama;
  protocol.formats = {"chat", "generate"};
  protocol.ready = "/api/version";
  protocol.ready_status = 200;
  protocol.live = "/";
  protocol.bodies = ollama_bodies;
  protocol.good = good_ollama;
  protocol.more = line_answer;
  protocol.example = {"protocol: {name: ollama, model: NAME, stream: true, parameters: {options: {num_predict: 128}}}",
                      "requests:", "  - predict: {prompt: \"How far is the moon?\"}"};
  protocol.remarks = {
      "Without `stream` the answer is a stream: false is sent where none is asked for.",
      "Tokens are eval_count and prompt_eval_count of the last line; the latter is missing where the prompt was "
      "cached.",
      "An error within the stream is a line {\"error\": ...} of a 200.",
      "It loads a model on the first request that names it, and drops it after keep_alive (5m): the preset waits for a "
      "prediction.",
  };
  protocol.errors = {{404, "not found", "the model is not pulled"}, {503, "", "its queue is full (OLLAMA_MAX_QUEUE)"}};
  return protocol;
}

Protocol tgi() {
  auto protocol = language_model("tgi", "Hugging Face TGI", 8080, "POST /generate, or /generate_stream for a stream");
  protocol.path = "/generate";
  protocol.path_of = path_of_tgi;
  protocol.ready = "/health";
  protocol.ready_status = 200;
  protocol.live = "/health";
  protocol.metrics = "GET :8080/metrics";
  protocol.bodies = tgi_bodies;
  protocol.own_members = {"details", "stream"};
  protocol.good = good_tgi;
  protocol.error_at = {"error"};
  protocol.example = {"protocol: {name: tgi, stream: true, parameters: {max_new_tokens: 128}}",
                      "requests:", "  - predict: {prompt: \"The moon is\"}"};
  protocol.remarks = {
      "`parameters` are those of the body's `parameters`. details: true asks for tokens and finish_reason.",
      ("The last event has generated_text and details: there is no [DONE]. An error within the stream is an event "
       "{\"error\", \"error_type\"} of a 200."),
      "Special tokens are events too, and no text.",
      "For messages use protocol: openai_chat, which it serves too.",
      "Metrics: tgi_queue_size, tgi_batch_current_size, tgi_request_duration.",
  };
  protocol.errors = {
      {422, "", "the input does not fit: too long, or a parameter that is wrong"},
      {424, "", "the model failed while it generated"},
      {429, "", "overloaded: max_concurrent_requests are under way"},
  };
  return protocol;
}

Protocol tei() {
  auto protocol = language_model("tei", "Hugging Face TEI", 8080, "POST /embed or /rerank");
  protocol.has_stream = false;
  protocol.path = "/embed";
  protocol.path_of = path_of_tei;
  protocol.formats = {"embed", "rerank"};
  protocol.ready = "/health";
  protocol.ready_status = 200;
  protocol.live = "/health";
  protocol.metrics = "GET :8080/metrics";
  protocol.bodies = tei_bodies;
  protocol.good_answer = GoodAnswer::places;
  protocol.own_members = {"inputs", "query", "texts"};
  protocol.good = good_tei;
  protocol.error_at = {"error"};
  protocol.example = {"protocol: tei", "requests:", R"(  - predict: {input: ["one text", "another"]})"};
  protocol.remarks = {
      "`input` is one body of all texts, `batch` cuts it; rerank takes input: [{query: ..., texts: [...]}].",
      "Metrics: te_queue_size, te_request_duration, te_batch_next_size.",
  };
  protocol.errors = {
      {413, "", "more texts than --max-client-batch-size, or a body that is too large"},
      {422, "", "the tokeniser refuses the input"},
      {424, "", "the backend failed"},
      {429, "", "overloaded: --max-concurrent-requests are under way"},
  };
  return protocol;
}

}  // namespace

std::vector<Protocol> llm_protocols() { return {ollama(), tgi(), tei()}; }

}  // namespace plimsoll
