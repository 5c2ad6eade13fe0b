// What protocols call a prediction: empty answers, tensors that are not as large as they say, models that say nothing.

#include "engine/checks/checks.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace plimsoll::test::good_answer_test {

using testing::HasSubstr;

std::string said_of(const std::string& protocol, const std::string& body, const std::string& headers = "") {
  Response response;
  response.status = 200;
  response.body = body;
  response.headers = headers;
  const auto checker = Checker::compile({StatusCheck{{200}, {}}, ProtocolAnswerCheck{protocol}});
  EXPECT_TRUE(checker.has_value());
  const auto failure = checker->judge(response, Instant{});
  return failure.kind == FailureKind::none ? "good" : failure.message;
}

TEST(GoodAnswer, is_not_empty) {
  for (const auto* protocol : {"flask", "fastapi", "lambda", "sagemaker", "bentoml", "litserve", "ray_serve"}) {
    EXPECT_EQ(said_of(protocol, ""), "the answer is empty, where a prediction is expected") << protocol;
    EXPECT_THAT(said_of(protocol, " \r\n"), HasSubstr("is empty")) << protocol;
    EXPECT_THAT(said_of(protocol, "null\n"), HasSubstr("the answer is null")) << protocol;
    EXPECT_THAT(said_of(protocol, "\n<!DOCTYPE html><p>Sign in"), HasSubstr("a page of HTML")) << protocol;
    for (const auto* good : {"0", "[0.5]", "{\"p\": 1}", "setosa", "[]", "{}", "<svg/>", "nullable"})
      EXPECT_EQ(said_of(protocol, good), "good") << protocol;
  }
}

TEST(GoodAnswer, has_predictions_where_the_protocol_has_a_place_for_them) {
  EXPECT_EQ(said_of("mlflow", R"({"predictions": null})"), "$.predictions is null");
  EXPECT_EQ(said_of("mlflow", R"({"predictions": []})"), "$.predictions is empty");
  EXPECT_EQ(said_of("mlflow", R"({"predictions": {}})"), "$.predictions is empty");
  EXPECT_EQ(said_of("tf_serving", R"({"outputs": ""})"), "$.outputs is empty");
  for (const auto* good : {R"({"predictions": 0})", R"({"predictions": [0]})", R"({"predictions": {"a": [1]}})"})
    EXPECT_EQ(said_of("mlflow", good), "good");
}

TEST(GoodAnswer, of_v2_in_binary_that_does_not_fit_is_told_by_what_lies) {
  const auto binary = [](const std::string& output, const std::string& data, const std::string& length = "") {
    const auto json = R"({"outputs":[{"name":"y",)" + output + "}]}";
    const auto header = "inference-header-content-length: " + (length.empty() ? std::to_string(json.size()) : length);
    return said_of("kserve_v2", json + data, header + "\r\n");
  };
  const auto sized = [](const std::string& shape, const std::string& size, const std::string& type = "FP32") {
    return R"("datatype":")" + type + R"(","shape":)" + shape + R"(,"parameters":{"binary_data_size":)" + size + "}";
  };
  const std::string one(4, '\0'), two(8, '\0');
  EXPECT_EQ(binary(sized("[1,2]", "8"), two), "good");
  EXPECT_THAT(binary(sized("[1,2]", "8"), one), HasSubstr("output y: binary_data_size says 8 bytes, and 4 are left"));
  for (const auto& [output, data] :
       {std::pair{sized("[1,1]", "4"), two}, std::pair{sized("[1,3]", "8"), two}, std::pair{sized("[-1,2]", "8"), two},
        std::pair{sized("[4294967296,4294967296]", "8"), two},
        std::pair{sized("[2]", "8", "BYTES"), std::string("\3\0\0\0abc\7", 8)},
        std::pair{sized("[1,2]", "8", "FP99"), two}, std::pair{sized("[1,2]", "-8"), two}})
    EXPECT_THAT(binary(output, data), HasSubstr("the binary tensors do not fit: ")) << output;
  for (const auto* length : {"99999", "-5", "0", "abc", "20", "18446744073709551621"})
    EXPECT_THAT(binary(sized("[1,2]", "8"), two, length), HasSubstr("the binary tensors do not fit: ")) << length;
}

TEST(GoodAnswer, of_v2_has_tensors_as_large_as_their_shapes) {
  const auto outputs = [](const std::string& output) {
    return said_of("kserve_v2", R"({"outputs": [{"name": "y", "datatype": "FP32", )" + output + "}]}");
  };
  EXPECT_EQ(said_of("kserve_v2", R"({"outputs": []})"), "$.outputs is empty");
  EXPECT_EQ(outputs(R"("shape": [7], "data": [1])"), "output y: its data is not as large as its shape says");
  EXPECT_EQ(outputs(R"("shape": [2], "data": [])"), "output y: its data is not as large as its shape says");
  EXPECT_EQ(outputs(R"("shape": [1])"), "output y: it has no data");
  EXPECT_EQ(outputs(R"("shape": "x", "data": [1])"), "output y: its shape is none");
  EXPECT_EQ(outputs(R"("shape": [-1], "data": [1])"), "output y: its shape is none");
  EXPECT_EQ(outputs(R"("shape": [4294967296, 4294967296, 4294967296], "data": [1])"), "output y: its shape is none");
  EXPECT_EQ(outputs(R"("shape": [2, 2], "data": [1, 2, 3, 4])"), "good");
  EXPECT_EQ(outputs(R"("shape": [2, 2], "data": [[1, 2], [3, 4]])"), "good");
  EXPECT_EQ(outputs(R"("shape": [2, 2], "data": [[1, 2], [3]])"),
            "output y: its data is not as large as its shape says");
  EXPECT_EQ(outputs(R"("shape": [0, 6], "data": [])"), "good");  // nothing was found
  EXPECT_EQ(outputs(R"("shape": [], "data": [1])"), "good");
  EXPECT_EQ(outputs(R"("shape": [9], "parameters": {"shared_memory_region": "r"})"), "good");
}

TEST(GoodAnswer, of_a_language_model_says_something) {
  const std::string nothing = "the answer is empty: no text, no tool call, no refusal, no reasoning";
  const auto chat = [](const std::string& message) {
    return said_of("openai_chat", R"({"choices": [{"message": )" + message + R"(, "finish_reason": "stop"}]})");
  };
  EXPECT_EQ(chat(R"({"content": null})"), nothing);
  EXPECT_EQ(chat(R"({"content": ""})"), nothing);
  EXPECT_EQ(chat(R"({"content": [], "tool_calls": []})"), nothing);
  EXPECT_EQ(chat(R"({"content": [{"type": "text", "text": ""}]})"), nothing);
  EXPECT_EQ(said_of("openai_chat", R"({"choices": []})"), "$.choices is empty");
  for (const auto* good :
       {R"({"content": " "})", R"({"content": null, "tool_calls": [{"id": "1"}]})", R"({"refusal": "no"})",
        R"({"content": null, "reasoning_content": "hm"})", R"({"content": [{"type": "text", "text": "a"}]})"})
    EXPECT_EQ(chat(good), "good") << good;
  EXPECT_EQ(said_of("vllm", R"({"choices": [{"text": ""}]})"), nothing);
  EXPECT_EQ(said_of("vllm", R"({"choices": [{"text": "a"}, {"text": ""}]})"), nothing);
  EXPECT_EQ(said_of("vllm", R"({"choices": [{"text": "a"}]})"), "good");
  EXPECT_EQ(said_of("openai_responses", R"({"output": [{"type": "message", "content": []}]})"), nothing);
  EXPECT_EQ(said_of("openai_responses", R"({"output": [{"type": "function_call", "name": "f"}]})"), "good");
  EXPECT_EQ(said_of("ollama", R"({"message": {"role": "assistant", "content": ""}})"), nothing);
  EXPECT_EQ(said_of("ollama", R"({"response": ""})"), nothing);
  EXPECT_EQ(said_of("ollama", R"({"response": "", "thinking": "hm"})"), "good");
  EXPECT_EQ(said_of("llama_cpp", R"({"content": "", "stop": true, "tokens_predicted": 0})"), nothing);
  EXPECT_EQ(said_of("llama_cpp", R"({"content": "a", "stop": true, "tokens_predicted": 1})"), "good");
  EXPECT_EQ(said_of("tgi", R"({"generated_text": ""})"), nothing);
  EXPECT_EQ(said_of("tgi", R"({"generated_text": "a"})"), "good");
}

}  // namespace plimsoll::test::good_answer_test
