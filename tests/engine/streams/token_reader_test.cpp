#include "engine/streams/token_reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace plimsoll::token_reader_test {

using testing::Optional;

StreamedTokens read(std::string_view data, std::string_view type = "") {
  TokenReader reader;
  reader.begin();
  return reader.read(data, type);
}

// "text", "reasoning", "tool_call", or nothing.
std::string kind(std::string_view data, std::string_view type = "") {
  const auto said = read(data, type);
  return std::string(said.text ? "text" : "") + (said.reasoning ? "reasoning" : "") +
         (said.tool_call ? "tool_call" : "");
}

TEST(TokenReader, finds_the_fragments_of_a_chat) {
  EXPECT_EQ(kind(R"({"choices":[{"delta":{"role":"assistant"}}]})"), "");
  EXPECT_EQ(kind(R"({"choices":[{"delta":{"role":"assistant","content":""}}]})"), "");
  EXPECT_EQ(kind(R"({"choices":[{"delta":{"content":null}}]})"), "");
  EXPECT_EQ(kind(R"({"choices":[{"delta":{"content":"Hi"}}]})"), "text");
  EXPECT_EQ(kind(R"({"choices":[{"delta":{"content":" "}}]})"), "text");
  EXPECT_EQ(kind(R"({"choices":[{"delta":{"reasoning_content":"hm"}}]})"), "reasoning");
  EXPECT_EQ(kind(R"({"choices":[{"delta":{"reasoning":"hm","content":""}}]})"), "reasoning");
  EXPECT_EQ(kind(R"({"choices":[{"delta":{"tool_calls":[{"index":0,"function":{"name":"f","arguments":""}}]}}]})"),
            "tool_call");
  EXPECT_EQ(kind(R"({"choices":[{"delta":{"tool_calls":[{"index":0,"function":{"arguments":"{"}}]}}]})"), "tool_call");
  EXPECT_EQ(kind(R"({"choices":[{"index":0,"text":"word"}]})"), "text");
  EXPECT_EQ(kind(R"({"choices":[],"usage":{"completion_tokens":7,"prompt_tokens":3}})"), "");
}

TEST(TokenReader, finds_the_end_and_the_count_of_tokens) {
  const auto said =
      read(R"({"choices":[{"delta":{},"finish_reason":"stop"}],"usage":{"completion_tokens":7,"prompt_tokens":3}})");
  EXPECT_EQ(said.finish_reason, "stop");
  EXPECT_THAT(said.tokens_out, Optional(7U));
  EXPECT_THAT(said.tokens_in, Optional(3U));
  EXPECT_TRUE(said.of_known_protocol);
  EXPECT_FALSE(said.has_fragment());
  EXPECT_TRUE(read("[DONE]").done);
  EXPECT_FALSE(read("[DONE]").has_fragment());
  EXPECT_FALSE(read(R"({"choices":[{"delta":{"content":"a"},"finish_reason":null}],"usage":null})").tokens_out);
}

TEST(TokenReader, finds_an_error_in_each_form) {
  EXPECT_THAT(read(R"({"error":{"message":"out of memory","code":500}})").error,
              Optional(std::string("out of memory")));
  EXPECT_THAT(read(R"({"error":"no model"})").error, Optional(std::string("no model")));
  EXPECT_THAT(read(R"({"object":"error","message":"too long"})").error, Optional(std::string("too long")));
  EXPECT_THAT(read("it broke", "error").error, Optional(std::string("it broke")));
  EXPECT_FALSE(read(R"({"error":null,"choices":[]})").error);
}

TEST(TokenReader, knows_the_events_of_responses_and_messages) {
  EXPECT_EQ(kind(R"({"type":"response.created","response":{"id":"r"}})"), "");
  EXPECT_EQ(kind(R"({"type":"response.output_text.delta","delta":"Hi"})"), "text");
  EXPECT_EQ(kind(R"({"type":"response.reasoning_summary_text.delta","delta":"hm"})"), "reasoning");
  EXPECT_EQ(kind(R"({"type":"response.function_call_arguments.delta","delta":"{"})"), "tool_call");
  const auto completed = read(
      R"({"type":"response.completed","response":{"status":"completed","usage":{"output_tokens":9,"input_tokens":2}}})");
  EXPECT_TRUE(completed.done);
  EXPECT_THAT(completed.tokens_out, Optional(9U));
  EXPECT_THAT(read(R"({"type":"response.failed","response":{"status":"failed","error":{"message":"no"}}})").error,
              Optional(std::string("no")));
  EXPECT_EQ(kind(R"({"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"Hi"}})"), "text");
  EXPECT_EQ(kind(R"({"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":"hm"}})"),
            "reasoning");
  EXPECT_EQ(kind(R"({"type":"content_block_delta","index":0,"delta":{"type":"input_json_delta","partial_json":"{"}})"),
            "tool_call");
  EXPECT_EQ(kind(R"({"type":"ping"})"), "");
  const auto last = read(R"({"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":15}})");
  EXPECT_EQ(last.finish_reason, "end_turn");
  EXPECT_THAT(last.tokens_out, Optional(15U));
  EXPECT_TRUE(read(R"({"type":"message_stop"})").done);
}

TEST(TokenReader, knows_the_lines_of_ollama_tgi_and_llama_cpp) {
  EXPECT_EQ(kind(R"({"model":"m","message":{"role":"assistant","content":"Hi"},"done":false})"), "text");
  EXPECT_EQ(kind(R"({"model":"m","message":{"role":"assistant","content":"","thinking":"hm"},"done":false})"),
            "reasoning");
  EXPECT_EQ(kind(R"({"model":"m","response":"Hi","done":false})"), "text");
  const auto last =
      read(R"({"model":"m","response":"","done":true,"done_reason":"stop","eval_count":8,"prompt_eval_count":4})");
  EXPECT_TRUE(last.done);
  EXPECT_FALSE(last.has_fragment());
  EXPECT_EQ(last.finish_reason, "stop");
  EXPECT_THAT(last.tokens_out, Optional(8U));
  EXPECT_THAT(last.tokens_in, Optional(4U));
  EXPECT_EQ(
      kind(
          R"({"index":1,"token":{"id":5,"text":" a","logprob":-1.0,"special":false},"generated_text":null,"details":null})"),
      "text");
  const auto end = read(
      R"({"index":2,"token":{"id":2,"text":"</s>","special":true},"generated_text":"a b","details":{"finish_reason":"eos_token","generated_tokens":2}})");
  EXPECT_FALSE(end.has_fragment());
  EXPECT_TRUE(end.done);
  EXPECT_THAT(end.tokens_out, Optional(2U));
  EXPECT_EQ(kind(R"({"content":" a","stop":false})"), "text");
  const auto stopped =
      read(R"({"content":"","stop":true,"stop_type":"eos","tokens_predicted":6,"tokens_evaluated":3})");
  EXPECT_TRUE(stopped.done);
  EXPECT_THAT(stopped.tokens_out, Optional(6U));
}

TEST(TokenReader, takes_what_it_does_not_know_as_a_fragment) {
  EXPECT_EQ(kind("just words"), "text");
  EXPECT_EQ(kind(R"({"prediction":[0.1]})"), "text");
  EXPECT_EQ(kind("[1,2]"), "text");
  EXPECT_EQ(kind(""), "");
  EXPECT_FALSE(read("just words").of_known_protocol);
}

TEST(TokenReader, tells_of_what_is_no_json_where_events_are) {
  TokenReader reader;
  reader.begin();
  reader.read(R"({"choices":[{"delta":{"content":"a"}}]})", "");
  EXPECT_TRUE(reader.read(R"({"choices":[{"delta":{"con)", "").malformed);
  EXPECT_TRUE(reader.read("", "").malformed);
  EXPECT_FALSE(reader.read("[DONE]", "").malformed);
}

// Each event of a stream as if it were the first.
TEST(TokenReader, says_the_same_whether_it_has_seen_the_like_before) {
  const std::vector<std::string> stream = {
      R"({"id":"c-1","choices":[{"index":0,"delta":{"role":"assistant","content":""}}]})",
      R"({"id":"c-1","choices":[{"index":0,"delta":{"content":"One"},"finish_reason":null}]})",
      R"({"id":"c-1","choices":[{"index":0,"delta":{"content":" \"two\""},"finish_reason":null}]})",
      R"({"id":"c-1","choices":[{"index":0,"delta":{"content":""},"finish_reason":null}]})",
      R"({"id":"c-1","choices":[{"index":0,"delta":{"content":"x\\"},"finish_reason":null}]})",
      R"({"id":"c-1","choices":[{"index":0,"delta":{"content":"\u0061"},"finish_reason":null}]})",
      R"({"id":"c-1","choices":[{"index":0,"delta":{"content":"a"},"finish_reason":"stop"}]})",
      R"({"id":"c-1","choices":[{"index":0,"delta":{"content":"","tool_calls":[{"function":{"arguments":"a"}}]},"finish_reason":null}]})",
      R"({"id":"c-1","choices":[{"index":0,"delta":{"content":"c-1"},"finish_reason":null}]})",
      R"({"id":"c-1","choices":[{"index":0,"delta":{"reasoning":"hm"},"finish_reason":null}]})",
      R"({"id":"c-1","choices":[{"index":0,"delta":{"content":"Four"},"finish_reason":null}],"error":{"message":"no"}})",
      R"({"id":"c-1","choices":[{"index":0,"delta":{"content":"Five"},"finish_reason":null}]})",
  };
  TokenReader reader;
  reader.begin();
  for (const auto& event : stream) {
    const auto said = reader.read(event, "");
    const auto alone = read(event);
    EXPECT_EQ(said.text, alone.text) << event;
    EXPECT_EQ(said.reasoning, alone.reasoning) << event;
    EXPECT_EQ(said.tool_call, alone.tool_call) << event;
    EXPECT_EQ(said.finish_reason, alone.finish_reason) << event;
    EXPECT_EQ(said.error, alone.error) << event;
    EXPECT_EQ(said.malformed, alone.malformed) << event;
  }
}

TEST(TokenReader, gives_the_text_that_is_seen_where_it_is_asked_for) {
  TokenReader reader;
  reader.begin(true);
  const auto seen = [&](std::string_view data) { return std::string(reader.read(data, "").visible); };
  const auto chat = [](const std::string& text) {
    return R"({"choices":[{"index":0,"delta":{"content":")" + text + R"("},"finish_reason":null}]})";
  };
  EXPECT_EQ(seen(chat("One")), "One");
  EXPECT_EQ(seen(chat(" two")), " two");
  EXPECT_EQ(seen(chat(R"( \"q\"\n\u00e9)")), " \"q\"\n\xC3\xA9");
  EXPECT_EQ(seen(chat("")), "");
  EXPECT_EQ(seen(R"({"choices":[{"delta":{"reasoning_content":"hm"}}]})"), "");
  EXPECT_EQ(seen(R"({"choices":[{"index":1,"delta":{"content":"the second answer"}}]})"), "");
  EXPECT_EQ(seen("[DONE]"), "");
}

// What servers answer with when nothing is streamed.
TEST(TokenReader, gives_the_text_of_whole_answers) {
  const auto seen = [](std::string_view data) {
    TokenReader reader;
    reader.begin(true);
    return std::string(reader.read(data, "").visible);
  };
  EXPECT_EQ(seen(R"({"choices":[{"index":0,"message":{"role":"assistant","content":"chat"}}],"usage":{}})"), "chat");
  EXPECT_EQ(seen(R"({"choices":[{"index":0,"text":"completion"}]})"), "completion");
  EXPECT_EQ(seen(R"({"object":"response","output":[{"type":"reasoning","content":[]},{"type":"message","content":)"
                 R"([{"type":"output_text","text":"resp"},{"type":"output_text","text":"onse"}]}]})"),
            "response");
  EXPECT_EQ(seen(R"({"model":"m","message":{"role":"assistant","content":"ollama"},"done":true})"), "ollama");
  EXPECT_EQ(seen(R"({"model":"m","response":"generated","done":true})"), "generated");
  EXPECT_EQ(seen(R"({"generated_text":"tgi","details":{"finish_reason":"length","generated_tokens":2}})"), "tgi");
  EXPECT_EQ(seen(R"([{"generated_text":"tgi too"}])"), "tgi too");
  EXPECT_EQ(seen(R"({"type":"message","role":"assistant","content":[{"type":"text","text":"anthropic"}]})"),
            "anthropic");
  EXPECT_EQ(seen(R"({"content":"llama.cpp","stop":true})"), "llama.cpp");
}

}  // namespace plimsoll::token_reader_test
