// Commands shaped as the documentation of well-known APIs has them: each becomes a scenario that is valid, with what a
// person would write of it.

#include "tests/imports/import_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

namespace plimsoll::test::curl_shapes_test {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

struct Shape {
  std::string name;
  std::string command;
  std::vector<std::string> lines;     // of the scenario
  std::vector<std::string> left_out;  // parts of what is told; nothing else is
};

std::vector<Shape> shapes() {
  return {
      {"a chat with a bearer token",
       R"(curl https://chat.test/v1/chat/completions \
  -H "Content-Type: application/json" \
  -H "Authorization: Bearer $OPENAI_API_KEY" \
  -d '{"model": "small", "messages": [{"role": "user", "content": "Say it'\''s a test"}], "temperature": 0.7}')",
       {"target: https://chat.test", "post: /v1/chat/completions", "\"Bearer ${OPENAI_API_KEY}\"", "it's a test"},
       {}},
      {"embeddings",
       R"(curl https://chat.test/v1/embeddings -H "Authorization: Bearer $KEY" -H "Content-Type: application/json" -d '{
    "input": ["one", "two"],
    "model": "embed-small",
    "encoding_format": "float"
  }')",
       {"post: /v1/embeddings", R"(input: ["one", "two"])"},
       {}},
      {"hosted inference with a literal token",
       R"(curl https://inference.test/models/org/name -X POST -d '{"inputs": "The answer is [MASK]."}' -H 'Content-Type: application/json' -H "Authorization: Bearer hf_abcdefghijklmnopqrstu")",
       {"post: /models/org/name", "\"Bearer ${API_TOKEN}\""},
       {}},
      {"a prediction that is waited for",
       R"(curl -s -X POST -H "Authorization: Bearer $TOKEN" -H "Content-Type: application/json" -H "Prefer: wait" \
  -d $'{ "version": "5c7d", "input": { "prompt": "a cat\'s hat" } }' https://predict.test/v1/predictions)",
       {"Prefer: wait", "a cat's hat"},
       {}},
      {"a signed endpoint",
       R"(curl --aws-sigv4 "aws:amz:eu-west-1:sagemaker" --user "$AWS_ACCESS_KEY_ID:$AWS_SECRET_ACCESS_KEY" \
  -H "x-amz-security-token: $AWS_SESSION_TOKEN" -H "Content-Type: text/csv" \
  --data "5.1,3.5,1.4,0.2" https://runtime.sagemaker.eu-west-1.amazonaws.com/endpoints/iris/invocations)",
       {"auth: {aws_sigv4: {region: eu-west-1, service: sagemaker, access_key: \"${AWS_ACCESS_KEY_ID}\", "
        "secret_key: \"${AWS_SECRET_ACCESS_KEY}\", session_token: \"${AWS_SESSION_TOKEN}\"}}",
        "content_type: text/csv"},
       {}},
      {"keys that stand in the command, the service in the host's name",
       R"(curl --aws-sigv4 aws:amz -u AKIAABCDEFGHIJKLMNOP:very-secret https://execute-api.eu-west-1.amazonaws.com/score)",
       {"region: eu-west-1, service: execute-api", "secret_key: \"${AWS_SECRET_ACCESS_KEY}\""},
       {}},
      {"an online endpoint with its deployment",
       R"(curl --request POST "$BASE_URL/score" --header "Authorization: Bearer $ENDPOINT_KEY" --header 'Content-Type: application/json' --header "azureml-model-deployment: blue" --data '{"input_data": {"columns": ["a"], "data": [[1]]}}' -k)",
       {"azureml-model-deployment: blue", "${BASE_URL}"},
       {}},
      {"a token that a command prints",
       R"sh(curl -X POST \
    -H "Authorization: Bearer $(gcloud auth print-access-token)" \
    -H "Content-Type: application/json; charset=utf-8" \
    -d @request.json \
    "https://eu-aiplatform.test/v1/projects/p/locations/eu/endpoints/1:predict")sh",
       {"auth: {token: {run: gcloud auth print-access-token}}", "@request.json"},
       {}},
      {"Triton's version 2",
       R"(curl -X POST http://127.0.0.1:8000/v2/models/iris/versions/1/infer -d '{"id": "42", "inputs": [{"name": "x", "shape": [1, 4], "datatype": "FP32", "data": [5.1, 3.5, 1.4, 0.2]}]}')",
       {"post: /v2/models/iris/versions/1/infer", "datatype: \"FP32\""},
       {}},
      {"TF Serving",
       R"(curl -d '{"instances": [1.0, 2.0, 5.0]}' -X POST http://127.0.0.1:8501/v1/models/half_plus_two:predict)",
       {"post: /v1/models/half_plus_two:predict", "instances: [1.0, 2.0, 5.0]"},
       {}},
      {"an image that is uploaded",
       R"(curl http://127.0.0.1:8080/predictions/densenet -T image.png)",
       {"put: /predictions/densenet", "file: \"@image.png\""},
       {}},
      {"a form with a file",
       R"(curl -X POST -F "image=@image.png" -F 'top_k=3' http://127.0.0.1:3000/classify)",
       {"multipart: {image: \"@image.png\", top_k: 3}"},
       {}},
      {"a host that a gateway routes by",
       R"(curl -v -H "Host: iris.default.example.test" -H "Content-Type: application/json" http://127.0.0.1:8080/v1/models/iris:predict -d @./request.json)",
       {"Host: iris.default.example.test", "@./request.json"},
       {}},
      {"invocations with columns",
       R"(curl http://127.0.0.1:5000/invocations -H 'Content-Type: application/json' --data '{"dataframe_split": {"columns": ["a", "b"], "data": [[1, 2], [3, null]]}}')",
       {"post: /invocations", "[3, null]"},
       {}},
      {"a local model",
       R"(curl http://127.0.0.1:11434/api/generate -d '{"model": "tiny", "prompt": "Why?", "stream": false}')",
       {"post: /api/generate", "stream: false"},
       {}},
      {"completions of a local server",
       R"(curl http://127.0.0.1:8000/v1/completions -H "Content-Type: application/json" -d '{"model": "m", "prompt": "San", "max_tokens": 7, "temperature": 0}' | jq .)",
       {"max_tokens: 7"},
       {"what the answer is piped into"}},
      {"several flags by long names",
       R"(curl --request POST \
  --url https://chat2.test/v2/chat \
  --header 'accept: application/json' \
  --header 'content-type: application/json' \
  --header "Authorization: bearer $CO_API_KEY" \
  --data '{"model": "c", "messages": [{"role": "user", "content": "Hi!"}]}')",
       {"\"bearer ${CO_API_KEY}\"", "accept: application/json"},
       {}},
      {"messages with a key in a header",
       R"(curl https://messages.test/v1/messages --header "x-api-key: $ANTHROPIC_API_KEY" --header "anthropic-version: 2023-06-01" --header "content-type: application/json" --data '{"model": "m", "max_tokens": 1024, "messages": [{"role": "user", "content": "Hello"}]}')",
       {"x-api-key: \"${ANTHROPIC_API_KEY}\"", "anthropic-version: 2023-06-01"},
       {}},
      {"a key as the user",
       "curl https://pay.test/v1/charges -u sk_test_abcdefghijklmnop: -d amount=2000 -d currency=usd -d "
       "'metadata[order]=7'",
       {"Basic ${BASIC_CREDENTIALS}", "form: {amount: 2000, currency: usd, \"metadata[order]\": 7}"},
       {}},
      {"user and password by names",
       R"(curl -u "$USER_NAME:$PASSWORD" http://127.0.0.1:9200/_cat/health)",
       {R"(auth: {basic: {user: "${USER_NAME}", password: "${PASSWORD}"}})"},
       {}},
      {"redirects, a version of the API",
       R"(curl -L -H "Accept: application/vnd.github+json" -H "X-GitHub-Api-Version: 2022-11-28" https://git.test/repos/o/r/issues)",
       {"redirects: 5", "get: /repos/o/r/issues"},
       {}},
      {"lines in bulk",
       R"(curl -s -H "Content-Type: application/x-ndjson" -XPOST http://127.0.0.1:9200/_bulk --data-binary "@requests.ndjson")",
       {"file: \"@requests.ndjson\"", "content_type: application/x-ndjson"},
       {}},
      {"attempts and a jar",
       "curl --retry 4 --retry-delay 2 --retry-connrefused -c jar -X POST http://127.0.0.1:5000/login -d user=a\n"
       "curl --retry 4 --retry-delay 2 --retry-connrefused -b jar http://127.0.0.1:5000/me",
       {"retry: {on: [408, 429, 500, 502, 503, 504, timeout, connect], at_most: 4, backoff: 2s, respect: retry_after}",
        "cookies: true", "  - name: with cookies\n    steps:\n"},
       {}},
  };
}

class CurlShape : public testing::TestWithParam<Shape> {};

TEST_P(CurlShape, becomes_a_valid_scenario) {
  const auto& shape = GetParam();
  ImportText input{shape.command, "curl.txt", {}};
  const auto result = imported(input);
  for (const auto& line : shape.lines) EXPECT_THAT(result.text, HasSubstr(line));
  std::vector<std::string> unexpected = result.left_out;
  for (const auto& told : shape.left_out)
    std::erase_if(unexpected, [&](const std::string& one) { return one.find(told) != std::string::npos; });
  EXPECT_THAT(unexpected, IsEmpty()) << result.text;
  EXPECT_EQ(result.left_out.size(), shape.left_out.size());
  for (const auto* secret : {"hf_", "very-secret", "sk_test", "AKIA"}) EXPECT_THAT(result.text, Not(HasSubstr(secret)));
  EXPECT_FALSE(scenario_of(result).tasks.empty());
}

INSTANTIATE_TEST_SUITE_P(All, CurlShape, testing::ValuesIn(shapes()), [](const auto& one) {
  auto name = one.param.name;
  std::erase_if(
      name, [](char c) { return (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') && (c < '0' || c > '9') && c != ' '; });
  std::replace(name.begin(), name.end(), ' ', '_');
  return name;
});

}  // namespace plimsoll::test::curl_shapes_test
