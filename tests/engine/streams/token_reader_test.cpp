#include "engine/streams/token_reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

namespace plimsoll::token_reader_test {

using testing::Optional;
using testing::StartsWith;

StreamedTokens read(std::string_view data, std::string_view type = "") {
  TokenReader reader;
  reader.begin();
  return reader.read(data, type);
}

// "0 stop, 1 length"; of the first choice alone its reason.
std::string reasons(const StreamedTokens& said) {
  std::string all;
  for (const auto& [choice, reason] : said.finished)
    all += (all.empty() ? "" : ", ") + (choice == 0 ? "" : std::to_string(choice) + " ") + reason;
  return all;
}

// "text", "reasoning", "tool_call", "own", or nothing.
std::string kind(std::string_view data, std::string_view type = "") {
  const auto said = read(data, type);
  return std::string(said.text ? "text" : "") + (said.reasoning ? "reasoning" : "") +
         (said.tool_call ? "tool_call" : "") + (said.own_shape ? "own" : "");
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
  EXPECT_EQ(reasons(said), "stop");
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
  EXPECT_THAT(read("", "error").error, Optional(std::string()));
  EXPECT_EQ(kind("", "error"), "");
  EXPECT_THAT(read("it broke", "error").error, Optional(std::string("it broke")));
  for (const auto* none : {"null", "false", "0", "0.0", "\"\"", "{}", "[]"})
    EXPECT_FALSE(read(R"({"error":)" + std::string(none) + R"(,"choices":[]})").error) << none;
  EXPECT_TRUE(read(R"({"error":500})").error);
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
  EXPECT_EQ(reasons(last), "end_turn");
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
  EXPECT_EQ(reasons(last), "stop");
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

TEST(TokenReader, tells_what_bears_something_in_a_shape_of_its_own) {
  for (const auto* one : {"just words", R"({"prediction":[0.1]})", R"({"prediction":0})", R"({"spam":false})", "[1,2]",
                          "5", "\"word\"", "true", R"({"id":"a","data":{"score":1}})", R"([{"label":"cat"}])"}) {
    EXPECT_EQ(kind(one), "own") << one;
    EXPECT_FALSE(read(one).of_known_protocol) << one;
    EXPECT_FALSE(read(one).recognised) << one;
  }
  for (const auto* nothing :
       {"", "  ", "{}", "[]", "null", "\"\"", "[[],{}]", R"({"prediction":null})", R"({"usage":null})",
        R"({"choices":null})", R"({"choices":{}})", R"({"id":"a","model":"m","created":1})", R"({"status":"loading"})",
        R"({"object":"ping"})", R"({"object":"heartbeat","seq":1,"at":7})", R"({"type":"ping"})",
        R"({"event":"keep-alive","at":7})", R"({"heartbeat":7})", R"({"done":true})"}) {
    EXPECT_EQ(kind(nothing), "") << nothing;
    EXPECT_FALSE(read(nothing).recognised) << nothing;
  }
  for (const auto* heartbeat : {"ping", "heartbeat", "keepalive"})
    EXPECT_EQ(kind(R"({"at":7})", heartbeat), "") << heartbeat;
  EXPECT_EQ(kind(R"({"at":7})", "score"), "own");
}

TEST(TokenReader, knows_texts_by_their_usual_names) {
  for (const auto* one : {R"({"token":"x"})", R"({"text":"x"})", R"({"output":"x"})", R"({"response":"x"})"}) {
    EXPECT_EQ(kind(one), "text") << one;
    EXPECT_TRUE(read(one).recognised) << one;
  }
  EXPECT_EQ(kind(R"({"text":""})"), "");
  EXPECT_EQ(kind(R"({"text":"","prediction":3})"), "own");
}

TEST(TokenReader, finds_texts_in_lists_of_parts) {
  const auto delta = [](const std::string& members) { return R"({"choices":[{"delta":{)" + members + "}}]}"; };
  EXPECT_EQ(kind(delta(R"("content":[{"type":"text","text":"x"}])")), "text");
  EXPECT_EQ(kind(delta(R"("content":["x"])")), "text");
  EXPECT_EQ(kind(delta(R"("content":[{"type":"thinking","thinking":[{"type":"text","text":"hm"}]}])")), "reasoning");
  EXPECT_EQ(kind(delta(R"("content":[{"type":"thinking","thinking":"hm"}])")), "reasoning");
  EXPECT_EQ(kind(delta(R"("content":[{"type":"text","text":""}])")), "");
  EXPECT_EQ(kind(delta(R"("content":[])")), "");
}

// Each is JSON by its grammar.
TEST(TokenReader, reads_what_a_parser_has_no_room_for) {
  const auto text = [](const std::string& more) { return R"({"choices":[{"delta":{"content":"x"}}])" + more + "}"; };
  for (const auto* number : {"100000000000000000000", "-100000000000000000000", "1e400", "-1.5E+400", "1e-400"}) {
    EXPECT_EQ(kind(text(R"(,"seed":)" + std::string(number))), "text") << number;
    EXPECT_EQ(kind(R"({"prediction":)" + std::string(number) + "}"), "own") << number;
    EXPECT_EQ(kind(number), "own") << number;
  }
  for (const auto* none : {"1e", "1.", "01", "--1", "1e400e", "."})
    EXPECT_TRUE(read(text(R"(,"seed":)" + std::string(none))).plain) << none;
  const auto seen = [](const std::string& words) {
    TokenReader reader;
    reader.begin(true);
    return std::string(reader.read(R"({"choices":[{"delta":{"content":")" + words + R"("}}]})", "").visible);
  };
  for (const auto* half : {R"(\ud83d)", R"(\ude00)", R"(\uD83D\n)", R"(\ud83d\u0041)"})
    EXPECT_THAT(seen("a" + std::string(half)), StartsWith("a\xEF\xBF\xBD")) << half;
  EXPECT_EQ(seen(R"(a\ud83d\ude00)"), "a\xF0\x9F\x98\x80");
  EXPECT_EQ(seen(R"(a\\ud83d)"), R"(a\ud83d)") << "a backslash and letters";
}

TEST(TokenReader, reads_counts_that_are_whole_however_they_are_written) {
  const auto count = [](const std::string& number) {
    return read(R"({"choices":[],"usage":{"completion_tokens":)" + number + "}}").tokens_out;
  };
  for (const auto* five : {"5", "5.0", "5e0", "0.5e1", "50E-1"}) EXPECT_THAT(count(five), Optional(5U)) << five;
  EXPECT_THAT(count("0.0"), Optional(0U));
  for (const auto* none : {"5.5", "-5", "-5.0", "null", "\"5\"", "[5]", "-1e400"}) EXPECT_FALSE(count(none)) << none;
  for (const auto* great : {"1e30", "1e400", "100000000000000000000", "18446744073709551615"})
    EXPECT_THAT(count(great), Optional(std::numeric_limits<std::uint64_t>::max())) << great;
}

TEST(TokenReader, tells_of_reasons_that_are_failures) {
  const auto finished = [](const std::string& reason) {
    return read(R"({"choices":[{"index":0,"delta":{},"finish_reason":)" + reason + "}]}");
  };
  EXPECT_THAT(finished(R"("abort")").error, Optional(std::string("it ended with the reason \"abort\"")));
  EXPECT_THAT(finished(R"("error")").error, Optional(std::string("it ended with the reason \"error\"")));
  EXPECT_THAT(finished(R"({"type":"abort","message":"prefill failed"})").error,
              Optional(std::string("prefill failed")));
  for (const auto* good : {R"("stop")", R"("length")", R"("tool_calls")", R"("content_filter")", "null", R"({})"})
    EXPECT_FALSE(finished(good).error) << good;
  EXPECT_THAT(read(R"({"error":{"message":"no room"},"choices":[{"finish_reason":"error"}]})").error,
              Optional(std::string("no room")));
  EXPECT_TRUE(read(R"({"type":"response.failed","response":{"status":"failed","error":null}})").error);
}

TEST(TokenReader, tells_the_end_of_each_choice) {
  const auto said = read(R"({"choices":[{"index":1,"delta":{},"finish_reason":"length"},{"index":0,"delta":{}},)"
                         R"({"index":2,"finish_reason":"stop"},{"index":100000,"finish_reason":"stop"}]})");
  EXPECT_EQ(reasons(said), "1 length, 2 stop");
  EXPECT_EQ(said.begun.to_ullong(), 7U);
}

TEST(TokenReader, tells_of_what_is_no_json_where_events_are) {
  TokenReader reader;
  reader.begin();
  reader.read(R"({"choices":[{"delta":{"content":"a"}}]})", "");
  EXPECT_TRUE(reader.read(R"({"choices":[{"delta":{"con)", "").malformed);
  EXPECT_TRUE(reader.read("x", "").malformed);
  EXPECT_FALSE(reader.read("", "").malformed) << "a heartbeat";
  EXPECT_FALSE(reader.read("x", "ping").malformed);
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
  const std::vector<std::string> of_own_shape = {R"({"text":"a","prediction":3})", R"({"text":"","prediction":3})",
                                                 R"({"text":"b","prediction":3})"};
  TokenReader reader;
  reader.begin();
  for (const auto& event : of_own_shape) EXPECT_EQ(reader.read(event, "").own_shape, read(event).own_shape) << event;
  reader.begin();
  for (const auto& event : stream) {
    const auto said = reader.read(event, "");
    const auto alone = read(event);
    EXPECT_EQ(said.recognised, alone.recognised) << event;
    EXPECT_EQ(said.own_shape, alone.own_shape) << event;
    EXPECT_EQ(said.text, alone.text) << event;
    EXPECT_EQ(said.reasoning, alone.reasoning) << event;
    EXPECT_EQ(said.tool_call, alone.tool_call) << event;
    EXPECT_EQ(reasons(said), reasons(alone)) << event;
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
