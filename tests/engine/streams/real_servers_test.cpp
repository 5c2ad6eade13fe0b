// Whole answers as real servers stream them, in the shape in which they were recorded: what is counted, what ends them,
// what is an error within a 200.

#include "engine/streams/stream_meter.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace plimsoll::real_servers_test {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Optional;
using Form = StreamRules::Form;

// The pieces one millisecond apart, the first at 1 ms.
StreamLog log_of(const std::vector<std::string>& pieces, Form form = Form::sse, std::string* text = nullptr) {
  StreamRules rules;
  rules.form = form;
  rules.keeps_text = text != nullptr;
  StreamMeter meter;
  meter.begin(rules);
  Instant at{};
  for (const auto& piece : pieces) meter.take(piece, at += 1ms);
  meter.finish(at);
  if (text != nullptr) *text = meter.text();
  return meter.log();
}

std::vector<std::string> events_of(const std::vector<std::string>& data) {
  std::vector<std::string> pieces;
  for (const auto& one : data) pieces.push_back("data: " + one + "\n\n");
  return pieces;
}

std::string delta(const std::string& members, const std::string& more = R"("finish_reason":null)") {
  return R"({"id":"chatcmpl-1","object":"chat.completion.chunk","choices":[{"index":0,"delta":{)" + members + "}," +
         more + "}]";
}

// A token whose text is held back is an event with empty content: the first token is later than the first event, and
// the events are not the tokens. The first delta has a role and "".
TEST(RealServers, vllm_holds_text_back_and_counts_in_each_event) {
  const auto usage = [](int tokens) {
    return R"(,"usage":{"prompt_tokens":12,"total_tokens":)" + std::to_string(12 + tokens) +
           R"(,"completion_tokens":)" + std::to_string(tokens) + "}}";
  };
  std::string text;
  const auto log =
      log_of(events_of({delta(R"("role":"assistant","content":"")") + usage(0), delta(R"("content":"")") + usage(1),
                        delta(R"("content":"")") + usage(2), delta(R"("content":"na\u00efve")") + usage(3),
                        delta(R"("content":" two")") + usage(4),
                        delta(R"("content":"")", R"("finish_reason":"length")") + usage(5),
                        R"({"id":"chatcmpl-1","object":"chat.completion.chunk","choices":[])" + usage(5), "[DONE]"}),
             Form::sse, &text);
  EXPECT_EQ(log.failure, FailureKind::none) << log.failure_message;
  EXPECT_EQ(log.token_events, 2U);
  EXPECT_EQ(log.first_event, Instant(1ms));
  EXPECT_EQ(log.first_token, Instant(4ms));
  EXPECT_THAT(log.tokens_in_first, Optional(3U));
  EXPECT_THAT(log.tokens_out, Optional(5U));
  EXPECT_THAT(log.tokens_in, Optional(12U));
  EXPECT_THAT(log.finish_reasons, ElementsAre("length"));
  EXPECT_EQ(text, "na\xC3\xAFve two");
}

// The first delta has no content, the usage is in the event that finishes, and nothing says [DONE].
TEST(RealServers, transformers_ends_without_done_and_with_usage_in_the_finish_event) {
  const auto log = log_of(events_of({delta(R"("role":"assistant")") + "}", delta(R"("content":"One")") + "}",
                                     delta(R"("content":" two")") + "}",
                                     delta("", R"("finish_reason":"stop")") +
                                         R"(,"usage":{"prompt_tokens":9,"completion_tokens":4,"total_tokens":13}})"}));
  EXPECT_EQ(log.failure, FailureKind::none) << log.failure_message;
  EXPECT_EQ(log.token_events, 2U);
  EXPECT_THAT(log.tokens_out, Optional(4U));
  EXPECT_THAT(log.finish_reasons, ElementsAre("stop"));
  const auto cut = log_of(events_of({delta(R"("role":"assistant")") + "}", delta(R"("content":"One")") + "}"}));
  EXPECT_EQ(cut.failure, FailureKind::stream_cut);
}

// The first delta has null, there are fewer events than tokens, and the last one has timings beside the usage.
TEST(RealServers, llama_cpp_sends_fewer_events_than_tokens) {
  std::vector<std::string> data = {delta(R"("role":"assistant","content":null)") + "}"};
  for (int i = 0; i < 46; ++i) data.push_back(delta(R"("content":" w)" + std::to_string(i) + "\"") + "}");
  data.push_back(delta("", R"("finish_reason":"length")") + "}");
  data.emplace_back(
      R"({"choices":[],"object":"chat.completion.chunk","usage":{"completion_tokens":64,"prompt_tokens":20,"total_tokens":84},)"
      R"("timings":{"prompt_n":20,"prompt_ms":5.1,"prompt_per_token_ms":0.2,"prompt_per_second":3921.5,"predicted_n":64,)"
      R"("predicted_ms":128.0,"predicted_per_token_ms":2.03,"predicted_per_second":492.1,"cache_n":0}})");
  data.emplace_back("[DONE]");
  const auto log = log_of(events_of(data));
  EXPECT_EQ(log.failure, FailureKind::none) << log.failure_message;
  EXPECT_EQ(log.token_events, 46U);
  EXPECT_THAT(log.tokens_out, Optional(64U));
  EXPECT_THAT(log.tokens_in, Optional(20U));
}

TEST(RealServers, llama_cpp_streams_its_own_completions) {
  const auto log = log_of(events_of(
      {R"({"index":0,"content":"One","tokens":[5],"stop":false,"id_slot":0,"tokens_predicted":1,"tokens_evaluated":4})",
       R"({"index":0,"content":"","tokens":[],"stop":true,"stop_type":"limit","tokens_predicted":2,"tokens_evaluated":4,)"
       R"("timings":{"prompt_n":4,"predicted_n":2}})"}));
  EXPECT_EQ(log.failure, FailureKind::none) << log.failure_message;
  EXPECT_EQ(log.token_events, 1U);
  EXPECT_THAT(log.tokens_out, Optional(2U));
  EXPECT_THAT(log.tokens_in, Optional(4U));
  EXPECT_THAT(log.finish_reasons, ElementsAre("limit"));
}

TEST(RealServers, ollama_streams_lines_and_leaves_out_the_count_of_a_cached_prompt) {
  std::string text;
  const auto log =
      log_of({R"({"model":"m","created_at":"x","message":{"role":"assistant","content":"One"},"done":false})"
              "\n",
              R"({"model":"m","created_at":"x","message":{"role":"assistant","content":" two"},"done":false})"
              "\n",
              R"({"model":"m","created_at":"x","message":{"role":"assistant","content":""},"done":true,)"
              R"("done_reason":"length","total_duration":5,"eval_count":7,"eval_duration":3})"
              "\n"},
             Form::ndjson, &text);
  EXPECT_EQ(log.failure, FailureKind::none) << log.failure_message;
  EXPECT_EQ(log.token_events, 2U);
  EXPECT_THAT(log.tokens_out, Optional(7U));
  EXPECT_FALSE(log.tokens_in);
  EXPECT_THAT(log.finish_reasons, ElementsAre("length"));
  EXPECT_EQ(text, "One two");
}

TEST(RealServers, ollama_tells_an_error_as_a_line_and_is_cut_without_done) {
  const std::string one = R"({"model":"m","response":"One","done":false})"
                          "\n";
  const auto failed = log_of({one, R"({"error":"an error was encountered while running the model"})"
                                   "\n"},
                             Form::ndjson);
  EXPECT_EQ(failed.failure, FailureKind::stream_error);
  EXPECT_THAT(failed.failure_message, HasSubstr("an error was encountered"));
  EXPECT_EQ(log_of({one}, Form::ndjson).failure, FailureKind::stream_cut);
}

TEST(RealServers, tgi_ends_with_the_whole_text_and_tells_errors_as_events) {
  const auto token = [](const std::string& words, bool special, const std::string& rest) {
    return R"(data:{"index":1,"token":{"id":5,"text":")" + words + R"(","logprob":-0.1,"special":)" +
           (special ? "true" : "false") + "}," + rest + "}\n\n";
  };
  const std::string none = R"("generated_text":null,"details":null)";
  std::string text;
  const auto log =
      log_of({token("One", false, none), token(" two", false, none),
              token("</s>", true,
                    R"("generated_text":"One two","details":{"finish_reason":"eos_token","generated_tokens":3,)"
                    R"("input_length":6,"seed":null})")},
             Form::sse, &text);
  EXPECT_EQ(log.failure, FailureKind::none) << log.failure_message;
  EXPECT_EQ(log.token_events, 2U);
  EXPECT_THAT(log.tokens_out, Optional(3U));
  EXPECT_THAT(log.tokens_in, Optional(6U));
  EXPECT_THAT(log.finish_reasons, ElementsAre("eos_token"));
  EXPECT_EQ(text, "One two");
  const auto failed = log_of(
      {token("One", false, none),
       "data:{\"error\":\"Request failed during generation: CUDA out of memory\",\"error_type\":\"generation\"}\n\n"});
  EXPECT_EQ(failed.failure, FailureKind::stream_error);
  EXPECT_THAT(failed.failure_message, HasSubstr("CUDA out of memory"));
  EXPECT_EQ(log_of({token("One", false, none)}).failure, FailureKind::stream_cut);
}

// Named events; the usage is within the response that the last one has. There is no [DONE].
TEST(RealServers, responses_end_with_the_response_that_is_whole) {
  const auto event = [](const std::string& type, const std::string& rest) {
    return "event: " + type + R"(
data: {"type":")" +
           type + "\"," + rest + "}\n\n";
  };
  std::string text;
  const auto log =
      log_of({event("response.created", R"("response":{"id":"r","status":"in_progress","error":null})"),
              event("response.output_text.delta", R"("output_index":0,"delta":"One")"),
              event("response.output_text.delta", R"("output_index":0,"delta":" two")"),
              event("response.output_text.done", R"("output_index":0,"text":"One two")"),
              event("response.completed",
                    R"("response":{"id":"r","status":"completed","error":null,"output":[{"type":"message",)"
                    R"("content":[{"type":"output_text","text":"One two"}]}],)"
                    R"("usage":{"input_tokens":8,"output_tokens":3}})")},
             Form::sse, &text);
  EXPECT_EQ(log.failure, FailureKind::none) << log.failure_message;
  EXPECT_EQ(log.token_events, 2U);
  EXPECT_THAT(log.tokens_out, Optional(3U));
  EXPECT_THAT(log.tokens_in, Optional(8U));
  EXPECT_THAT(log.finish_reasons, ElementsAre("completed"));
  EXPECT_EQ(text, "One two");
  EXPECT_EQ(log_of({event("response.output_text.delta", R"("delta":"One")"),
                    event("error", R"("code":"server_error","message":"it broke")")})
                .failure,
            FailureKind::stream_error);
}

// vLLM's error within a stream, and the older flat form.
TEST(RealServers, openai_errors_within_a_stream_are_failures) {
  const auto begun = delta(R"("content":"One")") + "}";
  for (const auto* error :
       {R"({"error":{"message":"EngineCore died","type":"InternalServerError","code":500}})",
        R"({"object":"error","message":"EngineCore died","type":"InternalServerError","code":500})"}) {
    const auto log = log_of(events_of({begun, error, "[DONE]"}));
    EXPECT_EQ(log.failure, FailureKind::stream_error);
    EXPECT_THAT(log.failure_message, HasSubstr("EngineCore died"));
  }
}

}  // namespace plimsoll::real_servers_test
