// What is asked of language models, by each protocol: path, body, stream, what a good answer is.

#include "scenarios/protocols/protocol_list.h"
#include "tests/scenarios/scenario_text.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>
#include <variant>

namespace plimsoll::test::llm_protocols_test {

using nlohmann::json;
using testing::HasSubstr;
using Form = StreamRules::Form;

std::string text(const std::string& protocol, const std::string& predict, const std::string& more = "") {
  return more + "target: http://127.0.0.1:5000\nprotocol: " + protocol + "\nrequests:\n  - predict: " + predict + "\n";
}

RequestTemplate request(const std::string& protocol, const std::string& predict, const std::string& more = "") {
  const auto scenario = parsed({text(protocol, predict, more)});
  return scenario.tasks.empty() ? RequestTemplate() : scenario.tasks[0].steps.at(0);
}

json body(const RequestTemplate& request, std::size_t index = 0) {
  const auto& payloads = request.bodies.payloads;
  return index < payloads.size() ? json::parse(*payloads[index], nullptr, false) : json("none");
}

std::string place(const RequestTemplate& request) {
  for (const auto& check : request.checks)
    if (const auto* one = std::get_if<JsonPathCheck>(&check)) return one->path;
  return "";
}

TEST(LlmProtocols, openai_asks_for_the_usage_with_the_stream_alone) {
  const auto streamed =
      request("{name: openai_chat, model: m, stream: true, parameters: {max_tokens: 9}}", "{prompt: Hello}");
  EXPECT_EQ(streamed.path, "/v1/chat/completions");
  EXPECT_EQ(body(streamed), json::parse(R"({"model": "m", "messages": [{"role": "user", "content": "Hello"}],
      "stream": true, "stream_options": {"include_usage": true}, "max_tokens": 9})"));
  ASSERT_TRUE(streamed.stream);
  EXPECT_EQ(streamed.stream->form, Form::sse);
  EXPECT_TRUE(streamed.stream->has_known_shape);
  EXPECT_EQ(streamed.timeout, std::chrono::minutes(2));
  EXPECT_EQ(place(streamed), "");
  const auto whole = request("{name: openai_chat, model: m}", "{prompt: [one, two]}");
  EXPECT_EQ(body(whole, 1), json::parse(R"({"model": "m", "messages": [{"role": "user", "content": "two"}]})"));
  EXPECT_FALSE(whole.stream);
  EXPECT_EQ(place(whole), "$.choices[0].message");
}

TEST(LlmProtocols, messages_are_sent_as_they_are_and_those_of_a_feeder_are_a_list) {
  const auto given = request("{name: openai_chat, model: m}",
                             "{messages: [{role: system, content: Be brief}, {role: user, content: Hi}]}");
  EXPECT_EQ(body(given)["messages"].size(), 2U);
  const auto fed = request("{name: openai_chat, model: m, parameters: {max_tokens: '{{row.output_tokens}}'}}",
                           "{messages: '{{row.messages}}'}", "feeders: {row: {synthetic: {input_tokens: 5}}}\n");
  ASSERT_TRUE(fed.varying && fed.varying->bodies.size() == 1);
  const auto& literals = fed.varying->bodies[0].literals;
  EXPECT_THAT(literals[0], testing::EndsWith("\"messages\":"));
  EXPECT_THAT(literals[1], HasSubstr("\"max_tokens\":"));
}

TEST(LlmProtocols, vllm_and_sglang_count_in_each_event_and_answer_as_long_as_asked_for) {
  for (const std::string name : {"vllm", "sglang"}) {
    const auto chat =
        request("{name: " + name + ", model: m, stream: true, parameters: {max_tokens: 9}}", "{prompt: x}");
    EXPECT_EQ(chat.path, "/v1/chat/completions");
    EXPECT_EQ(body(chat)["stream_options"], json({{"include_usage", true}, {"continuous_usage_stats", true}}));
    EXPECT_EQ(body(chat)["ignore_eos"], true);
    const auto completion = request(
        "{name: " + name + ", format: completions, parameters: {max_tokens: 9, ignore_eos: false}}", "{prompt: x}");
    EXPECT_EQ(completion.path, "/v1/completions");
    EXPECT_EQ(body(completion), json::parse(R"({"prompt": "x", "ignore_eos": false, "max_tokens": 9})"));
    EXPECT_FALSE(body(request("{name: " + name + ", model: m}", "{prompt: x}")).contains("ignore_eos"));
  }
}

TEST(LlmProtocols, llama_cpp_has_a_completion_of_its_own) {
  const auto own =
      request("{name: llama_cpp, format: completion, stream: true, parameters: {n_predict: 9}}", "{prompt: x}");
  EXPECT_EQ(own.path, "/completion");
  EXPECT_EQ(own.stream->form, Form::sse);
  EXPECT_EQ(body(own), json::parse(R"({"prompt": "x", "stream": true, "n_predict": 9})"));
  const auto whole = request("{name: llama_cpp, format: completion}", "{prompt: x}");
  EXPECT_EQ(place(whole), "$.content");
  EXPECT_EQ(body(whole), json::parse(R"({"prompt": "x"})"));
  EXPECT_EQ(request("llama_cpp", "{prompt: x}").path, "/v1/chat/completions");
}

TEST(LlmProtocols, transformers_is_sent_no_key_that_it_refuses) {
  EXPECT_EQ(body(request("{name: transformers, model: m, stream: true}", "{prompt: x}")),
            json::parse(R"({"model": "m", "messages": [{"role": "user", "content": "x"}], "stream": true})"));
  const auto completion = request("{name: transformers, model: m, format: completions}", "{prompt: x}");
  EXPECT_EQ(completion.path, "/v1/completions");
  EXPECT_EQ(body(completion), json::parse(R"({"model": "m", "prompt": "x"})"));
}

TEST(LlmProtocols, responses_and_completions_and_embeddings_have_their_own_members) {
  const auto response = request("{name: openai_responses, model: m}", "{prompt: x}");
  EXPECT_EQ(body(response), json::parse(R"({"model": "m", "input": "x"})"));
  EXPECT_EQ(place(response), "$.output");
  EXPECT_EQ(body(request("{name: openai_completions, model: m}", "{prompt: x}")),
            json::parse(R"({"model": "m", "prompt": "x"})"));
  const auto embedded = request("{name: openai_embeddings, model: m}", "{input: [a, b, c], batch: 2}");
  EXPECT_EQ(body(embedded), json::parse(R"({"model": "m", "input": ["a", "b"]})"));
  EXPECT_EQ(body(embedded, 1), json::parse(R"({"model": "m", "input": ["c"]})"));
  EXPECT_EQ(body(request("{name: openai_embeddings, model: m}", "{prompt: [a, b]}"), 1),
            json::parse(R"({"model": "m", "input": "b"})"));
}

TEST(LlmProtocols, ollama_says_whether_it_streams_and_has_lines) {
  const auto chat =
      request("{name: ollama, model: m, stream: true, parameters: {options: {num_predict: 5}}}", "{prompt: x}");
  EXPECT_EQ(chat.path, "/api/chat");
  EXPECT_EQ(chat.stream->form, Form::ndjson);
  EXPECT_EQ(body(chat)["stream"], true);
  EXPECT_EQ(body(chat)["options"]["num_predict"], 5);
  const auto generate = request("{name: ollama, model: m, format: generate}", "{prompt: x}");
  EXPECT_EQ(generate.path, "/api/generate");
  EXPECT_EQ(body(generate), json::parse(R"({"model": "m", "prompt": "x", "stream": false})"));
}

TEST(LlmProtocols, tgi_and_tei_have_paths_and_bodies_of_their_own) {
  const auto streamed = request("{name: tgi, stream: true, parameters: {max_new_tokens: 5}}", "{prompt: x}");
  EXPECT_EQ(streamed.path, "/generate_stream");
  EXPECT_EQ(body(streamed), json::parse(R"({"inputs": "x", "parameters": {"details": true, "max_new_tokens": 5}})"));
  EXPECT_EQ(request("tgi", "{prompt: x}").path, "/generate");
  const auto embedded = request("tei", "{input: [a, b]}");
  EXPECT_EQ(embedded.path, "/embed");
  EXPECT_EQ(body(embedded), json::parse(R"({"inputs": ["a", "b"]})"));
  const auto ranked = request("{name: tei, format: rerank}", "{input: [{query: q, texts: [a, b]}]}");
  EXPECT_EQ(ranked.path, "/rerank");
  EXPECT_EQ(body(ranked), json::parse(R"({"query": "q", "texts": ["a", "b"]})"));
}

TEST(LlmProtocols, refuse_what_they_do_not_take) {
  const auto wrong = [](const std::string& protocol, const std::string& predict) {
    std::string all;
    for (const auto& one : findings({text(protocol, predict)})) all += one + "\n";
    return all;
  };
  EXPECT_THAT(wrong("openai_chat", "{prompt: x}"), HasSubstr("OpenAI chat completions names the model in each body"));
  EXPECT_THAT(wrong("{name: openai_chat, model: m}", "{rows: [[1, 2]]}"), HasSubstr("takes no tensors and no rows"));
  EXPECT_THAT(wrong("{name: openai_chat, model: m}", "random"), HasSubstr("it takes prompts"));
  EXPECT_THAT(wrong("{name: openai_completions, model: m}", "{messages: '{{row.messages}}'}"),
              HasSubstr("a completion takes a text"));
  EXPECT_THAT(wrong("{name: openai_embeddings, model: m, stream: true}", "{input: [a]}"),
              HasSubstr("answers no streams"));
  EXPECT_THAT(wrong("{name: vllm, format: tensors}", "{prompt: x}"), HasSubstr("expected one of chat, completions"));
  EXPECT_THAT(wrong("{name: kserve_v2, model: m}", "{prompt: x}"), HasSubstr("takes no prompts"));
  EXPECT_THAT(wrong("{name: openai_chat, model: m}", "{prompt: [1]}"), HasSubstr("a text, or a list of texts"));
  EXPECT_THAT(wrong("{name: openai_chat, model: m}", "{messages: [x]}"), HasSubstr("a list like"));
  for (const auto* chat : {"openai_chat", "vllm", "sglang", "llama_cpp", "transformers", "ollama"})
    for (const auto* input : {"[[1]]", "[1]", "[{text: hello}]", "[[{role: user, content: a}, b]]"})
      EXPECT_THAT(wrong(fmt::format("{{name: {}, model: m}}", chat), fmt::format("{{input: {}}}", input)),
                  HasSubstr("is no message of a chat: write prompt: "))
          << chat;
  EXPECT_THAT(wrong("{name: openai_responses, model: m}", "{input: [[1]]}"), HasSubstr("is no list of items"));
  EXPECT_THAT(wrong("{name: tei, format: rerank}", "{input: [a]}"), HasSubstr("rerank takes objects"));
}

TEST(LlmProtocols, have_examples_that_are_sound) {
  int examples = 0;
  for (const auto& protocol : protocols()) {
    if (!protocol.takes_prompts) continue;
    ++examples;
    std::string scenario = "target: http://127.0.0.1:5000\n";
    for (const auto line : protocol.example) scenario += std::string(line) + "\n";
    EXPECT_EQ(findings({scenario}), std::vector<std::string>()) << protocol.name;
  }
  EXPECT_EQ(examples, 11);
}

}  // namespace plimsoll::test::llm_protocols_test
