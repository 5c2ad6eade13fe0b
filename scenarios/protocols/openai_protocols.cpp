#include "scenarios/protocols/openai_protocols.h"

#include "core/json/json.h"
#include "scenarios/protocols/answer_parts.h"
#include "scenarios/protocols/llm_parts.h"
#include "scenarios/protocols/payload_parts.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

namespace plimsoll {
namespace {

using OpenAiJson = nlohmann::ordered_json;

bool says_length(const PredictPlan& plan) {
  const auto& parameters = plan.options.parameters;
  return parameters && (parameters->contains("max_tokens") || parameters->contains("max_completion_tokens"));
}

Result<OpenAiJson> chat_body(const PredictPlan& plan, const OpenAiJson& asked) {
  auto messages = messages_of(plan, asked);
  if (messages.has_error()) return messages.error();
  auto body = begun_body(plan);
  body["messages"] = *std::move(messages);
  return made_body(std::move(body));
}

Result<OpenAiJson> completion_body(const PredictPlan& plan, const OpenAiJson& asked) {
  if (plan.input.kind == PredictInput::Kind::messages || asked.is_object())
    return invalid("a completion takes a text: write `prompt`");
  auto body = begun_body(plan);
  body["prompt"] = asked;
  return made_body(std::move(body));
}

bool is_completion(const PredictPlan& plan) { return format_of(plan.options) == "completions"; }

Result<OpenAiJson> chat_or_completion(const PredictPlan& plan, const OpenAiJson& asked) {
  return is_completion(plan) ? completion_body(plan, asked) : chat_body(plan, asked);
}

template <bool needs_model, MakeLlmBody make>
Result<PredictBodies> openai_bodies(const PredictPlan& plan, const ModelMetadata*, std::uint64_t) {
  if (needs_model)
    if (const auto model = look_for_model(plan); model.has_error()) return model.error();
  return bodies_of_each(plan, [](const PredictPlan& with, const OpenAiJson& asked) -> Result<OpenAiJson> {
    auto body = make(with, asked);
    if (!body.has_error() && with.options.is_stream) {
      (*body)["stream"] = true;
      (*body)["stream_options"]["include_usage"] = true;
    }
    return body;
  });
}

// The count in each event says how many tokens the first one had; alone, without include_usage, it is without effect.
Result<PredictBodies> vllm_bodies(const PredictPlan& plan, const ModelMetadata*, std::uint64_t) {
  return bodies_of_each(plan, [](const PredictPlan& with, const OpenAiJson& asked) -> Result<OpenAiJson> {
    auto body = chat_or_completion(with, asked);
    if (body.has_error()) return body;
    if (with.options.is_stream) {
      (*body)["stream"] = true;
      (*body)["stream_options"]["include_usage"] = true;
      (*body)["stream_options"]["continuous_usage_stats"] = true;
    }
    if (says_length(with)) (*body)["ignore_eos"] = true;
    return body;
  });
}

// It refuses what it does not use: stream_options too.
Result<PredictBodies> transformers_bodies(const PredictPlan& plan, const ModelMetadata*, std::uint64_t) {
  if (const auto model = look_for_model(plan); model.has_error()) return model.error();
  return bodies_of_each(plan, chat_or_completion);
}

Result<OpenAiJson> responses_body(const PredictPlan& plan, const OpenAiJson& asked) {
  auto body = begun_body(plan);
  if (plan.input.kind == PredictInput::Kind::messages || asked.is_string()) {
    body["input"] = asked;
    return made_body(std::move(body));
  }
  const auto items = asked.is_array() ? asked : OpenAiJson::array({asked});
  if (items.empty() || !std::all_of(items.begin(), items.end(), [](const OpenAiJson& one) { return one.is_object(); }))
    return refused_input(asked, "list of items");
  body["input"] = items;
  return made_body(std::move(body));
}

Result<PredictBodies> responses_bodies(const PredictPlan& plan, const ModelMetadata*, std::uint64_t) {
  if (const auto model = look_for_model(plan); model.has_error()) return model.error();
  return bodies_of_each(plan, responses_body);
}

Result<PredictBodies> embeddings_bodies(const PredictPlan& plan, const ModelMetadata*, std::uint64_t) {
  if (const auto model = look_for_model(plan); model.has_error()) return model.error();
  const auto batches = texts_together(plan);
  if (batches.has_error()) return batches.error();
  PredictBodies made;
  for (const auto& texts : *batches) {
    auto body = begun_body(plan);
    body["input"] = texts;
    add_parameters(plan.options, body);
    made.bodies.push_back(to_text(body));
  }
  return made;
}

OpenAiJson good_chat(const PredictPlan& plan) {
  return is_completion(plan) ? with_place(plan, "$.choices[0].text", "string")
                             : with_place(plan, "$.choices[0].message", "object");
}
OpenAiJson good_completion(const PredictPlan& plan) { return with_place(plan, "$.choices[0].text", "string"); }
OpenAiJson good_response(const PredictPlan& plan) {
  auto good = with_place(plan, "$.output", "array");
  if (!plan.options.is_stream) good["json"]["$.status"] = "completed";
  return good;
}
// Numbers, or where it is asked for a text of base64.
OpenAiJson good_embeddings(const PredictPlan& plan) {
  auto good = list_answer(plan, "$.data");
  const auto& parameters = plan.options.parameters;
  const bool is_text = parameters && parameters->value("encoding_format", OpenAiJson()) == "base64";
  auto& each = good["json"]["$.data[*].embedding"];
  each["type"] = is_text ? "string" : "array";
  each["length"]["at_least"] = 1;
  if (!is_text) good["json"]["$.data[*].embedding[*]"]["type"] = "number";
  return good;
}

// llama-server's own form, which is not OpenAI's.
bool is_own_completion(const PredictPlan& plan) { return format_of(plan.options) == "completion"; }

Result<PredictBodies> llama_bodies(const PredictPlan& plan, const ModelMetadata* metadata, std::uint64_t seed) {
  if (!is_own_completion(plan)) return openai_bodies<false, chat_or_completion>(plan, metadata, seed);
  return bodies_of_each(plan, completion_body);
}

OpenAiJson good_llama(const PredictPlan& plan) {
  return is_own_completion(plan) ? with_place(plan, "$.content", "string") : good_chat(plan);
}

std::string_view path_of_openai(const PredictPlan& plan) {
  return is_completion(plan) ? "/v1/completions" : "/v1/chat/completions";
}

std::string_view path_of_llama(const PredictPlan& plan) {
  return is_own_completion(plan) ? "/completion" : path_of_openai(plan);
}

Protocol openai(std::string_view name, std::string_view title, std::string_view path, std::string_view summary) {
  auto protocol = language_model(name, title, 8000, summary);
  protocol.path = path;
  protocol.ready = "/v1/models";
  protocol.ready_status = 200;
  protocol.errors = {
      {404, "does not exist", "the model is not served under this name"},
      {400, "maximum context length", "the prompt and what is asked for are longer than the model's context"},
      {429, "", "more than the service lets this key ask for, or its queue is full"},
  };
  return protocol;
}

constexpr std::string_view kChunksRemark =
    "Events are not tokens: a server may hold text back (an event with empty content), send several tokens at once, or "
    "none for a token. Tokens are those of `usage`, which stream: true asks for.";

Protocol openai_chat() {
  auto protocol = openai("openai_chat", "OpenAI chat completions", "/v1/chat/completions",
                         "POST /v1/chat/completions; usage asked for with the stream");
  protocol.bodies = openai_bodies<true, chat_body>;
  protocol.good = good_chat;
  protocol.example = {"protocol: {name: openai_chat, model: NAME, stream: true, parameters: {max_tokens: 128}}",
                      "requests:", "  - predict: {prompt: \"How far is the moon?\"}"};
  protocol.remarks = {
      kChunksRemark,
      "A stream ends with [DONE] or a finish_reason; one with neither was cut.",
      "An error after the first byte is an event within a 200: it is a failure of its own kind, stream_error.",
      "stream_options without stream is 400 (vLLM): it is sent with a stream alone.",
  };
  return protocol;
}

Protocol openai_completions() {
  auto protocol = openai("openai_completions", "OpenAI completions", "/v1/completions", "POST /v1/completions");
  protocol.bodies = openai_bodies<true, completion_body>;
  protocol.good = good_completion;
  protocol.example = {"protocol: {name: openai_completions, model: NAME, stream: true, parameters: {max_tokens: 128}}",
                      "requests:", "  - predict: {prompt: \"The moon is\"}"};
  protocol.remarks = {kChunksRemark};
  return protocol;
}

Protocol openai_responses() {
  auto protocol = openai("openai_responses", "OpenAI responses", "/v1/responses",
                         "POST /v1/responses; a stream of events that are named by their type");
  protocol.bodies = responses_bodies;
  protocol.good = good_response;
  protocol.own_members = {"model", "stream", "input"};
  protocol.example = {"protocol: {name: openai_responses, model: NAME, stream: true}",
                      "requests:", "  - predict: {prompt: \"How far is the moon?\"}"};
  protocol.remarks = {
      ("A stream ends with response.completed, response.incomplete or response.failed, which has the usage; there is "
       "no [DONE]."),
      "A whole answer that is not `completed` (incomplete: max_output_tokens; failed) is a 200 too: it fails here.",
  };
  return protocol;
}

Protocol openai_embeddings() {
  auto protocol = openai("openai_embeddings", "OpenAI embeddings", "/v1/embeddings", "POST /v1/embeddings");
  protocol.has_stream = false;
  protocol.bodies = embeddings_bodies;
  protocol.good_answer = GoodAnswer::places;
  protocol.own_members = {"model", "stream", "input"};
  protocol.good = good_embeddings;
  protocol.example = {"protocol: {name: openai_embeddings, model: NAME}",
                      "requests:", R"(  - predict: {input: ["one text", "another"]})"};
  protocol.remarks = {"`input` is one body of all texts, `batch` cuts it; `prompt` is a body for each text."};
  return protocol;
}

Protocol vllm() {
  auto protocol = openai("vllm", "vLLM", "/v1/chat/completions",
                         "OpenAI's chat or completions, with the count of tokens in each event");
  protocol.path_of = path_of_openai;
  protocol.formats = {"chat", "completions"};
  protocol.ready = "/health";
  protocol.live = "/health";
  protocol.metrics = "GET :8000/metrics";
  protocol.bodies = vllm_bodies;
  protocol.good = good_chat;
  protocol.example = {"protocol: {name: vllm, model: NAME, stream: true, parameters: {max_tokens: 128}}",
                      "requests:", "  - predict: {prompt: \"How far is the moon?\"}"};
  protocol.remarks = {
      ("continuous_usage_stats puts the usage into each event, so that the tokens of the first one are known: time a "
       "token is token_by_usage_of_each. Without include_usage it is silently without effect."),
      ("With max_tokens it is sent ignore_eos: true: the answer is as long as asked for. parameters: {ignore_eos: "
       "false} takes that back."),
      ("An event with empty content stands for a token whose text is held back: the first event with text can be two "
       "tokens late."),
      "/health is 200 before the first prediction is fast: the preset waits for one.",
      ("Metrics: vllm:kv_cache_usage_perc, vllm:num_requests_running, vllm:num_requests_waiting, "
       "vllm:prefix_cache_hits_total, vllm:generation_tokens_total."),
      ("Three processes: the one that listens is not the one with the model; process_resident_memory_bytes is of the "
       "first alone."),
  };
  return protocol;
}

Protocol sglang() {
  auto protocol =
      openai("sglang", "SGLang", "/v1/chat/completions", "OpenAI's chat or completions, as SGLang serves them");
  protocol.port = 30000;
  protocol.path_of = path_of_openai;
  protocol.formats = {"chat", "completions"};
  protocol.ready = "/health";
  protocol.live = "/health";
  protocol.metrics = "GET :30000/metrics";
  protocol.bodies = vllm_bodies;
  protocol.good = good_chat;
  protocol.example = {"protocol: {name: sglang, model: NAME, stream: true, parameters: {max_tokens: 128}}",
                      "requests:", "  - predict: {prompt: \"How far is the moon?\"}"};
  protocol.remarks = {
      "With max_tokens it is sent ignore_eos: true: the answer is as long as asked for.",
      ("Metrics (--enable-metrics): sglang:token_usage, sglang:num_running_reqs, sglang:num_queue_reqs, "
       "sglang:cache_hit_rate."),
  };
  return protocol;
}

Protocol llama_cpp() {
  auto protocol = openai("llama_cpp", "llama.cpp's server", "/v1/chat/completions",
                         "OpenAI's chat or completions, as llama-server has them, or its own completion");
  protocol.port = 8080;
  protocol.path_of = path_of_llama;
  protocol.formats = {"chat", "completions", "completion"};
  protocol.ready = "/health";
  protocol.live = "/health";
  protocol.metrics = "GET :8080/metrics";
  protocol.bodies = llama_bodies;
  protocol.good = good_llama;
  protocol.example = {"protocol: {name: llama_cpp, stream: true, parameters: {max_tokens: 128}}",
                      "requests:", "  - predict: {prompt: \"How far is the moon?\"}"};
  protocol.remarks = {
      ("format: completion is its own POST /completion: parameters: {n_predict: 128}; the last event has stop: true, "
       "tokens_predicted and timings."),
      "64 tokens came in 46 events: tokens are those of `usage`.",
      "A wrong model name is no failure: any is answered with 200.",
      // NOLINTNEXTLINE(bugprone-suspicious-missing-comma): one remark of several lines
      "`timings` of the last event: predicted_per_token_ms is predicted_ms / (predicted_n - 1), so it cannot be got by "
      "dividing the fields beside it.",
      "Every connection is closed after 100 requests (Keep-Alive: max=100): reconnects are not a fault.",
      "It keeps the state of each finished conversation in a prompt cache of up to 8 GiB: with two clients or more "
      "memory "
      "grows in a straight line until then. --cache-ram 0 leaves it out.",
      "A prompt longer than the context of one slot (n_ctx / n_parallel) is 400 exceed_context_size_error.",
      "While the model loads, /health is 503.",
  };
  protocol.errors = {
      {400, "exceed_context_size_error", "the prompt is longer than the context of one slot: n_ctx / n_parallel"},
      {503, "Loading model", "the model is still loading"},
  };
  return protocol;
}

Protocol transformers() {
  auto protocol = openai("transformers", "transformers serve", "/v1/chat/completions",
                         "OpenAI's chat or completions, without [DONE] and with the usage in the last event");
  protocol.path_of = path_of_openai;
  protocol.formats = {"chat", "completions"};
  protocol.ready = "/health";
  protocol.live = "/health";
  protocol.bodies = transformers_bodies;
  protocol.good = good_chat;
  protocol.example = {"protocol: {name: transformers, model: NAME, stream: true, parameters: {max_tokens: 128}}",
                      "requests:", "  - predict: {prompt: \"How far is the moon?\"}"};
  protocol.remarks = {
      "No [DONE]: the finish_reason is the end. The usage is in that event, asked for or not.",
      "A key that it does not know is 422, stream_options too: none is sent.",
      "A prompt longer than the model's context is answered with 200: nothing says that it was cut.",
      "/health is 200 before a model is loaded: the first prediction loads it, and the preset waits for one.",
  };
  protocol.error_at = {"detail", "error", "message"};
  protocol.errors = {{422, "", "the body is no JSON, or has a key that it does not know"},
                     {400, "", "another model than it was pinned to"}};
  return protocol;
}

}  // namespace

std::vector<Protocol> openai_protocols() {
  return {openai_chat(), openai_completions(), openai_responses(), openai_embeddings(), vllm(),
          sglang(),      llama_cpp(),          transformers()};
}

}  // namespace plimsoll
