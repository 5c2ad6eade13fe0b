// Answers of predictions: numbers that are none, with their place; errors within a 200; statuses in a protocol's words.

#include "engine/checks/checks.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace plimsoll::test::protocol_check_test {

using testing::HasSubstr;

CheckFailure judged(std::vector<Check> checks, int status, std::string body, std::string headers = "") {
  Response response;
  response.status = status;
  response.body = std::move(body);
  response.headers = std::move(headers);
  const auto checker = Checker::compile(checks);
  EXPECT_TRUE(checker.has_value());
  return checker->judge(response, Instant{});
}

std::string finite(const std::string& path, const std::string& body) {
  const auto failure = judged({FiniteCheck{path}}, 200, body);
  return failure.kind == FailureKind::none ? "good" : failure.detail;
}

TEST(FiniteCheck, says_where_a_number_is_none) {
  EXPECT_EQ(finite("$.predictions", R"({"predictions": [1, 2, 0.5, NaN]})"), "$.predictions[3] is NaN");
  EXPECT_EQ(finite("$.predictions", R"({"predictions": [[1], [-Infinity]]})"), "$.predictions[1][0] is -Infinity");
  EXPECT_EQ(finite("$.predictions", R"({"predictions": [{"p": 1.5}, {"p": NaN}]})"), "$.predictions[1].p is NaN");
  EXPECT_EQ(finite("$", "NaN"), "$ is NaN");
  EXPECT_EQ(finite("$.predictions", R"({"other": [nan], "predictions": [1]})"), "$.other[0] is nan");
}

TEST(FiniteCheck, takes_null_in_a_list_of_its_place_for_nan_and_no_other) {
  EXPECT_EQ(finite("$.outputs", R"({"outputs": [{"data": [1, null]}]})"),
            "$.outputs[0].data[1] is null, which stands for NaN");
  EXPECT_EQ(finite("$.outputs[*].data", R"({"outputs": [{"shape": [null], "data": [1]}]})"), "good");
  EXPECT_EQ(finite("$.outputs[1]", R"({"outputs": [[null], [1]]})"), "good");
  EXPECT_EQ(finite("$.outputs", R"({"outputs": [{"label": null}], "id": null, "more": [null]})"), "good");
}

TEST(FiniteCheck, says_a_number_beyond_a_double) {
  EXPECT_EQ(finite("$.p", R"({"p": [1e308, 1e999]})"), "$.p[1] is 1e999, beyond a double");
  EXPECT_EQ(finite("$.p", R"({"p": [123456789012345678901234567890, 1e-400]})"), "good");
}

TEST(FiniteCheck, leaves_good_answers_and_texts_alone) {
  EXPECT_EQ(finite("$", R"({"text": "NaN, \" null [Infinity", "ok": true, "p": [1.5, -2]})"), "good");
  EXPECT_EQ(finite("$", "Healthy"), "good");
  EXPECT_EQ(finite("$", ""), "good");
  EXPECT_EQ(finite("$", R"({"cut": [1, )"), "good");  // that it is no JSON, others tell
  EXPECT_EQ(finite("$", std::string(1000, '[')), "good");
}

TEST(FiniteCheck, has_one_message_for_all_places_of_a_list) {
  const auto failure = judged({FiniteCheck{"$.p"}}, 200, R"({"p": [1, NaN]})");
  EXPECT_EQ(failure.message, "$.p[*] is NaN");
}

TEST(FiniteCheck, is_judged_before_what_needs_json) {
  const auto failure = judged({BodyIsJsonCheck{}, FiniteCheck{"$"}}, 200, R"([NaN])");
  EXPECT_EQ(failure.message, "$[*] is NaN");
}

TEST(ProtocolAnswer, of_lambda_finds_errors_within_a_200) {
  const std::vector<Check> checks = {StatusCheck{{200}, {}}, ProtocolAnswerCheck{"lambda"}};
  const auto raised = judged(checks, 200, R"({"errorMessage": "boom", "errorType": "ValueError", "stackTrace": []})");
  EXPECT_EQ(raised.kind, FailureKind::check);
  EXPECT_EQ(raised.message, "an error within a 200: ValueError: boom");
  EXPECT_EQ(raised.detail, "boom");
  const auto late = judged(checks, 200, "2026-01-01T00:00:00Z 6e3c Task timed out after 3.00 seconds");
  EXPECT_EQ(late.message, "the function timed out, in a 200");
  EXPECT_EQ(judged(checks, 200, R"({"note": "errorMessage is a word"})").kind, FailureKind::none);
  EXPECT_THAT(judged(checks, 502, R"({"errorType":"Runtime.ExitError","errorMessage":"exit status 1"})").message,
              HasSubstr("status 502, expected 200: the runtime exited"));
}

TEST(ProtocolAnswer, tells_a_status_in_words_of_its_own) {
  const auto of = [](const char* protocol, int status, const char* body) {
    return judged({StatusCheck{{200}, {}}, ProtocolAnswerCheck{protocol}}, status, body);
  };
  EXPECT_EQ(of("vllm", 404, R"({"error": {"message": "The model `nope` does not exist.", "code": 404}})").detail,
            "The model `nope` does not exist.");
  EXPECT_EQ(of("transformers", 400, R"({"detail": "Server is pinned to 'a'; requested 'b'."})").detail,
            "Server is pinned to 'a'; requested 'b'.");
  EXPECT_EQ(of("bentoml", 429, R"({"error":"Too many requests"})").message,
            "status 429, expected 200: more at once than max_concurrency, divided by its workers, allows");
  EXPECT_THAT(
      of("torchserve", 503, R"({"code": 503, "type": "InternalServerException", "message": "Prediction failed"})")
          .message,
      HasSubstr("the handler raised"));
  EXPECT_THAT(
      of("torchserve", 503, R"({"code": 503, "type": "ServiceUnavailableException", "message": "no worker"})").message,
      HasSubstr("its queue is full"));
  EXPECT_THAT(of("litserve", 500, "Internal Server Error").message, HasSubstr("NaN or infinity"));
  EXPECT_THAT(of("litserve", 500, R"({"detail":"Internal server error"})").message, HasSubstr("raised"));
  const auto mlflow = of("mlflow", 400,
                         R"({"error_code":"INVALID_PARAMETER_VALUE","message":"Model is missing inputs ['a']",)"
                         R"("sqlstate":"KAM01","error_class":"SCHEMA_ENFORCEMENT_FAILED"})");
  EXPECT_THAT(mlflow.message, HasSubstr("does not fit the model's signature"));
  EXPECT_EQ(mlflow.detail, "Model is missing inputs ['a']");
  const auto raised =
      of("mlflow", 400, R"({"error_class":"INVALID_PARAMETER_VALUE","message":"no","stack_trace":"T"})");
  EXPECT_THAT(raised.message, HasSubstr("the model raised"));
  EXPECT_EQ(of("flask", 500, "x").message, "status 500, expected 200");
  EXPECT_EQ(of("bentoml", 429, "").kind, FailureKind::status);
}

TEST(ProtocolAnswer, that_is_expected_is_no_failure) {
  const std::vector<Check> checks = {StatusCheck{{200, 429}, {}}, ProtocolAnswerCheck{"bentoml"}};
  EXPECT_EQ(judged(checks, 429, R"({"error":"Too many requests"})").kind, FailureKind::none);
}

TEST(ProtocolAnswer, has_the_words_of_the_server) {
  const auto within = [](const char* protocol, const char* body) {
    return judged({StatusCheck{{200}, {}}, ProtocolAnswerCheck{protocol}}, 200, body).message;
  };
  EXPECT_EQ(within("kserve_v1", R"({"error": "no such column"})"), "an error within a 200: no such column");
  EXPECT_EQ(within("kserve_v2", R"({"error": "out of memory"})"), "an error within a 200: out of memory");
  EXPECT_EQ(within("tf_serving", R"({"error": "aborted"})"), "an error within a 200: aborted");
  EXPECT_EQ(within("openai_embeddings", R"({"error": {"message": "no quota", "code": 7}})"),
            "an error within a 200: no quota");
  EXPECT_EQ(within("openai_responses", R"({"error": {"message": "no quota"}, "output": []})"),
            "an error within a 200: no quota");
  EXPECT_EQ(within("ollama", R"({"error": "model not found"})"), "an error within a 200: model not found");
  EXPECT_EQ(within("tgi", R"({"error": "Input validation", "error_type": "validation"})"),
            "an error within a 200: Input validation");
  EXPECT_EQ(within("vllm", R"({"object": "error", "message": "too long", "code": 400})"),
            "an error within a 200: too long");
  EXPECT_EQ(within("fastapi", R"({"object": "error", "message": "a class"})"), "");
  EXPECT_EQ(within("openai_chat", R"({"error": null, "choices": [{"message": {"content": "x"}}]})"), "");
  const auto refused = judged({StatusCheck{{200}, {}}, ProtocolAnswerCheck{"kserve_v2"}}, 503,
                              R"({"error": "queue of 128 is full, request 5f0e3c9a-77aa-4b12-9c1d-0123456789ab"})");
  EXPECT_EQ(refused.message,
            "status 503, expected 200: queue of 128 is full, request 5f0e3c9a-77aa-4b12-9c1d-0123456789ab");
  EXPECT_THAT(refused.detail, HasSubstr("5f0e3c9a"));
  const auto list = judged({StatusCheck{{200}, {}}, ProtocolAnswerCheck{"fastapi"}}, 422,
                           R"({"detail": [{"type": "missing", "msg": "Field required"}]})");
  EXPECT_THAT(list.message, HasSubstr("the scenario's input is wrong: Field required"));
}

TEST(BinaryAnswer, is_looked_into_like_json) {
  const std::string json =
      R"({"outputs":[{"name":"y","datatype":"INT8","shape":[2],"parameters":{"binary_data_size":2}}]})";
  const auto header = "inference-header-content-length: " + std::to_string(json.size()) + "\r\n";
  JsonPathCheck::Expectation within = JsonPathCheck::Between{1, 2};
  const std::vector<Check> checks = {JsonPathCheck{"$.outputs[0].data[*]", within}, FiniteCheck{"$.outputs"}};
  EXPECT_EQ(judged(checks, 200, json + "\1\2", header).kind, FailureKind::none);
  EXPECT_EQ(judged(checks, 200, json + "\1\3", header).kind, FailureKind::check);
  EXPECT_THAT(judged(checks, 200, json + "\1", header).message, HasSubstr("the binary tensors do not fit"));
}

TEST(BinaryAnswer, that_holds_nan_is_told_with_its_place) {
  const std::string json =
      R"({"outputs":[{"name":"y","datatype":"FP16","shape":[2],"parameters":{"binary_data_size":4}}]})";
  const auto header = "inference-header-content-length: " + std::to_string(json.size()) + "\r\n";
  const auto failure = judged({FiniteCheck{"$.outputs"}}, 200, json + std::string("\0\x3c\0\x7e", 4), header);
  EXPECT_EQ(failure.detail, "$.outputs[0].data[1] is NaN");
}

}  // namespace plimsoll::test::protocol_check_test
