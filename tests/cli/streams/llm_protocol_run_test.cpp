// Each protocol of a language model against a small server that takes what the protocol says and nothing else: tokens
// by the server's count, and an error within a 200 by its kind.

#include "tests/support/chat_server.h"
#include "tests/support/child_process.h"
#include "tests/support/temp_folder.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

namespace plimsoll::test::llm_protocol_run_test {

using nlohmann::json;
using ::testing::AnyOf;
using ::testing::HasSubstr;

// A busy machine measures badly, which is its own exit code; what was sent is the same.
const auto kGoodOrUnmeasured = AnyOf(0, 3);

class LlmProtocolRun : public ::testing::Test {
 protected:
  ProcessResult run(const std::string& url, const std::string& scenario) {
    const auto file = folder_.write(
        "soak.yaml", fmt::format("target: {}\nmonitor: none\nload: {{users: 1, requests: 5}}\n{}", url, scenario));
    auto result =
        run_process({PLIMSOLL_BINARY, "run", file.string(), "--out", (folder_.path() / "out").string(), "--no-store"});
    totals_ = json::parse(folder_.read("out/run.json"), nullptr, false).value("totals", json::object());
    return result;
  }

  TempFolder folder_;
  json totals_;
};

TEST_F(LlmProtocolRun, openai_chat_sends_prompts_that_are_made) {
  ChatServer server;
  for (const auto* stream : {"true", "false"}) {
    const auto before = server.log();
    const auto result =
        run(server.url(), fmt::format("feeders: {{row: {{synthetic: {{input_tokens: 12, output_tokens: 4}}}}}}\n"
                                      "protocol: {{name: openai_chat, model: m, stream: {}, parameters: {{max_tokens: "
                                      "'{{{{row.output_tokens}}}}'}}}}\nrequests: [{{predict: {{messages: "
                                      "'{{{{row.messages}}}}'}}}}]\n",
                                      stream));
    ASSERT_THAT(result.exit_code, kGoodOrUnmeasured) << result.out << result.err;
    const auto log = server.log();
    EXPECT_EQ(log.refused, 0U) << log.last_refusal;
    EXPECT_EQ(log.answers - before.answers, 5U);
    EXPECT_EQ(log.tokens_in - before.tokens_in, 60U);
    if (std::string_view(stream) == "true") {
      EXPECT_EQ(totals_["streams"]["tokens_out"], 20);
      EXPECT_EQ(totals_["streams"]["tokens_in"], 60);
    }
  }
}

// One way of answering: for a request of that path whose body has these members.
struct Case {
  std::string protocol;
  std::string path;
  std::vector<std::string> members;
  std::string type;
  std::vector<std::string> good;  // chunks
  std::vector<std::string> bad;   // with an error within the 200
  int tokens_out = 0;
};

std::string line(const std::string& text) { return text + "\n"; }
std::string event(const std::string& text) { return "data: " + text + "\n\n"; }

std::vector<Case> cases() {
  const auto responses = [](const std::string& type, const std::string& rest) {
    return "event: " + type + "\ndata: {\"type\":\"" + type + "\"," + rest + "}\n\n";
  };
  const auto tgi = [](const std::string& rest) {
    return R"(data:{"index":1,"token":{"id":1,"text":" w","special":false},)" + rest + "}\n\n";
  };
  const auto text = event(R"({"choices":[{"index":0,"delta":{"content":"w"},"finish_reason":null}]})");
  const auto whole = event(
      R"({"choices":[{"index":0,"delta":{},"finish_reason":"length"}],"usage":{"prompt_tokens":2,"completion_tokens":3}})");
  const auto openai_error = event(R"({"error":{"message":"EngineCore died","type":"InternalServerError"}})");
  return {
      {"{name: ollama, model: m, stream: true}",
       "/api/chat",
       {"model", "messages", "stream"},
       "application/x-ndjson",
       {line(R"({"message":{"role":"assistant","content":"w"},"done":false})"),
        line(R"({"message":{"role":"assistant","content":""},"done":true,"done_reason":"stop","eval_count":3})")},
       {line(R"({"message":{"role":"assistant","content":"w"},"done":false})"), line(R"({"error":"runner died"})")},
       3},
      {"{name: ollama, model: m, format: generate, stream: true}",
       "/api/generate",
       {"model", "prompt", "stream"},
       "application/x-ndjson",
       {line(R"({"response":"w","done":false})"),
        line(R"({"response":"","done":true,"done_reason":"stop","eval_count":3,"prompt_eval_count":2})")},
       {line(R"({"response":"w","done":false})"), line(R"({"error":"runner died"})")},
       3},
      {"{name: tgi, stream: true}",
       "/generate_stream",
       {"inputs", "parameters"},
       "text/event-stream",
       {tgi(R"("generated_text":null,"details":null)"),
        tgi(R"("generated_text":" w w","details":{"finish_reason":"length","generated_tokens":3})")},
       {tgi(R"("generated_text":null,"details":null)"),
        "data:{\"error\":\"Request failed during generation\",\"error_type\":\"generation\"}\n\n"},
       3},
      {"{name: openai_responses, model: m, stream: true}",
       "/v1/responses",
       {"model", "input", "stream"},
       "text/event-stream",
       {responses("response.output_text.delta", R"("delta":"w")"),
        responses("response.completed",
                  R"("response":{"status":"completed","usage":{"input_tokens":2,"output_tokens":3}})")},
       {responses("response.output_text.delta", R"("delta":"w")"),
        responses("response.failed", R"("response":{"status":"failed","error":{"message":"it broke"}})")},
       3},
      {"{name: transformers, model: m, stream: true}",
       "/v1/chat/completions",
       {"model", "messages", "stream"},
       "text/event-stream",
       {text, whole},
       {text, openai_error},
       3},
      {"{name: vllm, format: completions, model: m, stream: true}",
       "/v1/completions",
       {"model", "prompt", "stream", "stream_options"},
       "text/event-stream",
       {event(
            R"({"choices":[{"index":0,"text":"w","finish_reason":null}],"usage":{"prompt_tokens":2,"completion_tokens":1}})"),
        event(
            R"({"choices":[{"index":0,"text":"w","finish_reason":"length"}],"usage":{"prompt_tokens":2,"completion_tokens":3}})"),
        event("[DONE]")},
       {event(R"({"choices":[{"index":0,"text":"w","finish_reason":null}]})"), openai_error},
       3},
  };
}

TEST_F(LlmProtocolRun, each_streams_as_its_server_does_and_fails_by_an_error_within_a_200) {
  for (const auto& one : cases()) {
    for (const bool good : {true, false}) {
      LoopbackServer server([&](const ReceivedRequest& request) {
        const auto body = json::parse(request.body, nullptr, false);
        bool fits = request.target == one.path && body.is_object() && body.size() == one.members.size();
        for (const auto& member : one.members) fits = fits && body.contains(member);
        if (!fits) return Reply::status(422, request.target + " " + request.body);
        return Reply::chunked(good ? one.good : one.bad).header("Content-Type", one.type);
      });
      const auto result = run(server.url(), "protocol: " + one.protocol + "\nrequests: [{predict: {prompt: Hi}}]\n");
      if (good) {
        EXPECT_THAT(result.exit_code, kGoodOrUnmeasured) << one.protocol << result.out << result.err;
        EXPECT_EQ(totals_["streams"]["tokens_out"], 5 * one.tokens_out) << one.protocol;
      } else {
        EXPECT_THAT(result.exit_code, AnyOf(1, 3)) << one.protocol << result.out << result.err;
        EXPECT_EQ(totals_["failures_by_kind"], json({{"stream_error", 5}})) << one.protocol << totals_.dump();
      }
    }
  }
}

TEST_F(LlmProtocolRun, tells_a_refusal_in_the_words_of_the_protocol) {
  LoopbackServer server([](const ReceivedRequest&) {
    return Reply::status(429, R"({"error":"Model is overloaded","error_type":"overloaded"})");
  });
  const auto result = run(server.url(), "protocol: {name: tgi, stream: true}\nrequests: [{predict: {prompt: Hi}}]\n");
  EXPECT_THAT(result.exit_code, AnyOf(1, 3));
  EXPECT_THAT(result.out, HasSubstr("max_concurrent_requests"));
}

}  // namespace plimsoll::test::llm_protocol_run_test
