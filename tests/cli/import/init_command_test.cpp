// `plimsoll init` as a process: what it asks a service, what it chooses, and that what it writes is answered.

#include "tests/support/child_process.h"
#include "tests/support/demo_target.h"
#include "tests/support/loopback_server.h"
#include "tests/support/temp_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <string>

namespace plimsoll::test::init_command_test {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

using Answers = std::map<std::string, std::string>;  // by "GET /v2"

LoopbackServer::Handler answering(Answers answers) {
  return [answers = std::move(answers)](const ReceivedRequest& request) {
    const auto found = answers.find(request.method + " " + request.target);
    return found == answers.end() ? Reply::status(404) : Reply::json(found->second);
  };
}

class InitCommandTest : public ::testing::Test {
 protected:
  ProcessResult init(const LoopbackServer& server) const {
    return run_process({PLIMSOLL_BINARY, "init", server.url(), "-o", file_});
  }
  ProcessResult smoke() const { return run_process({PLIMSOLL_BINARY, "check", file_, "--smoke"}); }
  std::string scenario() const { return folder_.read("soak.yaml"); }

  TempFolder folder_;
  const std::string file_ = (folder_.path() / "soak.yaml").string();
};

TEST_F(InitCommandTest, finds_the_models_of_kserve_with_their_inputs) {
  LoopbackServer server(answering(
      {{"GET /v2", R"({"name": "triton", "extensions": []})"},
       {"POST /v2/repository/index",
        R"([{"name": "iris", "state": "READY"}, {"name": "retired", "state": "UNAVAILABLE"}])"},
       {"GET /v2/models/iris",
        R"({"name": "iris", "inputs": [{"name": "x", "datatype": "FP32", "shape": [-1, 4]}, {"name": "t", "datatype": "BYTES", "shape": [1]}]})"},
       {"POST /v2/models/iris/infer",
        R"({"outputs": [{"name": "y", "datatype": "FP32", "shape": [1], "data": [1]}]})"}}));
  const auto result = init(server);
  ASSERT_EQ(result.exit_code, 0) << result.err;
  EXPECT_THAT(result.err, AllOf(HasSubstr("asked: GET /openapi.json: 404"), HasSubstr("asked: GET /v2: 200"),
                                HasSubstr("found: KServe V2, GET /v2: 1 request")));
  EXPECT_THAT(scenario(), AllOf(HasSubstr("protocol: {name: kserve_v2, model: iris}"), HasSubstr("predict: random"),
                                Not(HasSubstr("retired"))));
  EXPECT_EQ(smoke().exit_code, 0) << scenario();
}

TEST_F(InitCommandTest, takes_an_openai_like_api_over_its_openapi_page) {
  LoopbackServer server(answering(
      {{"GET /openapi.json", R"({"openapi": "3.1.0", "info": {"title": "t"}, "paths": {"/tokenize": {"post": {}}}})"},
       {"GET /v1/models", R"({"object": "list", "data": [{"id": "tiny-llama"}, {"id": "other"}]})"},
       {"POST /v1/chat/completions", R"({"choices": [{"message": {"content": "x"}}]})"}}));
  const auto result = init(server);
  ASSERT_EQ(result.exit_code, 0) << result.err;
  EXPECT_THAT(scenario(), AllOf(HasSubstr("/v1/chat/completions"), HasSubstr("tiny-llama")));
  EXPECT_THAT(result.err, HasSubstr("2 models: tiny-llama is the first"));
  EXPECT_EQ(smoke().exit_code, 0) << scenario();
}

TEST_F(InitCommandTest, imports_an_openapi_page_or_bentoml_s) {
  for (const std::string page : {"/openapi.json", "/docs.json"}) {
    TempFolder folder;
    LoopbackServer server(answering(
        {{"GET " + page,
          R"({"openapi": "3.0.2", "info": {"title": "iris"}, "servers": [{"url": "/"}], "paths": {"/classify": {"post": {"requestBody": {"content": {"application/json": {"example": {"x": 1}}}}, "responses": {"200": {}}}}}})"},
         {"POST /classify", "{}"}}));
    const auto file = (folder.path() / "soak.yaml").string();
    const auto result = run_process({PLIMSOLL_BINARY, "init", server.url() + "/", "-o", file});
    ASSERT_EQ(result.exit_code, 0) << result.err;
    EXPECT_THAT(result.err, HasSubstr("found: OpenAPI, GET " + page + ": 1 request"));
    EXPECT_EQ(run_process({PLIMSOLL_BINARY, "check", file, "--smoke"}).exit_code, 0) << folder.read("soak.yaml");
  }
}

TEST_F(InitCommandTest, knows_sagemaker_and_torchserve_by_their_ping) {
  LoopbackServer sagemaker(answering({{"GET /ping", ""}}));
  EXPECT_THAT(run_process({PLIMSOLL_BINARY, "init", sagemaker.url()}).out,
              HasSubstr("protocol: {name: sagemaker, format: json}"));
  LoopbackServer torchserve(answering({{"GET /ping", R"({"status": "Healthy"})"}}));
  EXPECT_THAT(run_process({PLIMSOLL_BINARY, "init", torchserve.url()}).out,
              HasSubstr("protocol: {name: torchserve, model: MODEL}"));
}

TEST_F(InitCommandTest, follows_no_redirect_and_takes_no_endless_answer) {
  LoopbackServer elsewhere(answering({{"GET /openapi.json", R"({"openapi": "3.1.0", "paths": {"/x": {"get": {}}}})"}}));
  LoopbackServer server([&](const ReceivedRequest& request) {
    if (request.target == "/openapi.json")
      return Reply::status(302).header("Location", elsewhere.url() + "/openapi.json");
    if (request.target == "/v2") return Reply::huge(16ULL << 20);
    return Reply::with(200, "text/html", "<p>nothing");
  });
  const auto result = init(server);
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_EQ(elsewhere.requests(), 0U);
  EXPECT_THAT(result.err, AllOf(HasSubstr("leads to " + elsewhere.url()), HasSubstr("longer than 8.00 MiB"),
                                HasSubstr("found: SageMaker")));
}

TEST_F(InitCommandTest, writes_a_plain_scenario_where_nothing_is_found_and_says_what_to_do) {
  LoopbackServer silent(answering({}));
  const auto result = init(silent);
  EXPECT_EQ(result.exit_code, 0);
  EXPECT_THAT(result.err, AllOf(HasSubstr("found: nothing"), HasSubstr("plimsoll import FILE --target")));
  EXPECT_THAT(scenario(), HasSubstr("name: first soak"));
  EXPECT_EQ(run_process({PLIMSOLL_BINARY, "check", file_}).exit_code, 0);
  const auto gone = run_process({PLIMSOLL_BINARY, "init", "http://127.0.0.1:" + std::to_string(closed_port())});
  EXPECT_EQ(gone.exit_code, 0);
  EXPECT_THAT(gone.err, AllOf(HasSubstr("asked: GET /openapi.json: "), Not(HasSubstr("/ping"))));
}

TEST_F(InitCommandTest, asks_nothing_where_the_url_names_a_request) {
  LoopbackServer server(answering({}));
  EXPECT_EQ(run_process({PLIMSOLL_BINARY, "init", server.url() + "/predict"}).exit_code, 0);
  EXPECT_EQ(server.requests(), 0U);
}

}  // namespace plimsoll::test::init_command_test
