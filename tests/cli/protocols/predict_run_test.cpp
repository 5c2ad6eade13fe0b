// Presets as whole runs against strict servers of their formats.

#include "tests/cli/protocols/strict_servers.h"
#include "tests/support/child_process.h"
#include "tests/support/temp_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <vector>

namespace plimsoll::test::predict_run_test {

using testing::HasSubstr;

struct Ran {
  ProcessResult process;
  nlohmann::json record;
};

class PredictRun : public testing::Test {
 protected:
  Ran run(const std::string& text, std::vector<std::string> more = {}) {
    const auto file = folder_.write("s.yaml", text);
    const auto out = folder_.path() / "out";
    std::vector<std::string> words = {PLIMSOLL_BINARY, "run", file.string(), "--out", out.string(), "--no-store",
                                      "--requests",    "20",  "-t",          "30s",   "--seed",     "3"};
    words.insert(words.end(), more.begin(), more.end());
    Ran ran;
    ran.process = run_process(words);
    ran.record = nlohmann::json::parse(folder_.read("out/run.json"), nullptr, false);
    return ran;
  }

  static std::string scenario(const LoopbackServer& server, const std::string& protocol, const std::string& predict) {
    return "target: " + server.url() + "\nprotocol: " + protocol +
           "\nload: {users: 1}\nmonitor: none\nrequests:\n  - name: p\n    predict: " + predict + "\n";
  }

  // Every answer was good.
  void expect_good(const LoopbackServer& server, const std::string& protocol, const std::string& predict) {
    const auto before = server.requests();
    const auto ran = run(scenario(server, protocol, predict));
    EXPECT_EQ(ran.process.exit_code, 0) << protocol << " " << predict << ran.process.out << ran.process.err;
    EXPECT_GE(server.requests() - before, 20u);
  }

  void expect_failure(const LoopbackServer& server, const std::string& protocol, const std::string& predict,
                      const std::string& words) {
    const auto ran = run(scenario(server, protocol, predict));
    EXPECT_EQ(ran.process.exit_code, 1) << protocol << " " << predict << ran.process.out << ran.process.err;
    EXPECT_THAT(ran.record.dump(), HasSubstr(words)) << protocol;
  }

  TempFolder folder_;
};

TEST_F(PredictRun, of_v2_takes_name_and_datatype_of_the_model) {
  const LoopbackServer server(strict_v2);
  for (const auto* predict :
       {"{input: [[5.1, 3.5, 1.4, 0.2]]}", "random", "{random: 5, batch: 8}", "{tensors: {x: {data: [[1, 2, 3, 4]]}}}",
        "{rows: [{a: 1, b: 2, c: 3, d: 4}, {a: 5, b: 6, c: 7, d: 8}], batch: 2}"}) {
    expect_good(server, "{name: kserve_v2, model: iris}", predict);
    expect_good(server, "{name: triton, model: iris, binary: true}", predict);
  }
}

TEST_F(PredictRun, of_v2_takes_name_and_datatype_of_the_model_for_what_varies) {
  const LoopbackServer server(strict_v2);
  folder_.write("n.csv", "number,word\n1.5,a\n2.5,b\n");
  const std::string protocol = "{name: kserve_v2, model: iris}";
  const auto good =
      run(scenario(server, protocol, "{input: [['{{row.number}}', 2, 3, 4]]}") + "feeders: {row: n.csv}\n");
  EXPECT_EQ(good.process.exit_code, 0) << good.process.out << good.process.err;
  const auto unique = run(scenario(server, protocol, "{input: [[1.5, 2.5, 3.5, 4.5]]}") + "    vary: unique\n");
  EXPECT_EQ(unique.process.exit_code, 0) << unique.process.out << unique.process.err;
  const std::string four = "{input: [['{{row.word}}', '{{row.word}}', '{{row.word}}', '{{row.word}}']]}";
  const auto text = run(scenario(server, protocol, four) + "feeders: {row: n.csv}\n");
  EXPECT_EQ(text.process.exit_code, 65);
  EXPECT_THAT(text.process.out + text.process.err,
              HasSubstr("input x: {{row.word}} is a column of text, and FP32 takes numbers"));
}

TEST_F(PredictRun, makes_other_values_for_each_request) {
  LoopbackOptions options;
  options.keeps_requests = true;
  const LoopbackServer server(strict_v2, options);
  run(scenario(server, "{name: kserve_v2, model: iris}", "{random: 1}") + "  - {name: q, predict: {random: 1}}\n");
  std::set<std::string> bodies;
  for (const auto& one : server.received())
    if (one.method == "POST") bodies.insert(one.body);
  EXPECT_EQ(bodies.size(), 2u);
}

TEST_F(PredictRun, refuses_a_shape_of_an_input_that_the_model_has_not) {
  const LoopbackServer server(strict_v2);
  const auto ran = run(scenario(server, "{name: kserve_v2, model: iris}", "{random: 5, shapes: {nope: [1, 4]}}"));
  EXPECT_EQ(ran.process.exit_code, 65);
  EXPECT_THAT(ran.process.out + ran.process.err, HasSubstr("shapes: the model has no input nope; it has x"));
}

TEST_F(PredictRun, asks_for_metadata_as_the_requests_ask) {
  const LoopbackServer server([](const ReceivedRequest& request) {
    const bool is_known = request.header("authorization") == "Bearer sesame" && request.header("x-team") == "blue";
    return is_known ? strict_v2(request) : Reply::status(401);
  });
  const auto ran = run(scenario(server, "{name: kserve_v2, model: iris}", "random") +
                       "headers: {X-Team: blue}\nauth: {token: {run: printf sesame}}\n");
  EXPECT_EQ(ran.process.exit_code, 0) << ran.process.out << ran.process.err;
}

TEST_F(PredictRun, tells_an_empty_answer_and_the_words_of_the_server) {
  const LoopbackServer nothing([](const ReceivedRequest&) { return Reply::json(R"({"predictions": []})"); });
  expect_failure(nothing, "mlflow", "{rows: [{a: 1}]}", "$.predictions is empty");
  expect_failure(nothing, "{name: kserve_v1, model: m}", "{input: [[1]]}", "$.predictions is");
  const LoopbackServer full(
      [](const ReceivedRequest&) { return Reply::status(503, R"({"error": "the queue is full"})"); });
  expect_failure(full, "{name: kserve_v1, model: m}", "{input: [[1]]}", "status 503, expected 200: the queue is full");
}

TEST_F(PredictRun, of_v2_that_breaks_the_format_fails) {
  const LoopbackServer server(strict_v2);
  expect_failure(server, "{name: kserve_v2, model: iris}", "{input: [[1, 2, 3, 4]], input_name: x, datatype: FP64}",
                 "status 400, expected 200");
  expect_failure(server, "{name: kserve_v2, model: iris}", "{input: [[1, 2, 3, 4]], input_name: z, datatype: FP32}",
                 "unexpected inference input 'z'");
}

TEST_F(PredictRun, looks_into_binary_answers) {
  const LoopbackServer server(strict_v2);
  const auto text = scenario(server, "{name: kserve_v2, model: iris, binary: true}", "{input: [[1, 2, 3, 4]]}");
  EXPECT_EQ(run(text + "    expect: {json: {\"$.outputs[0].data[0]\": 10}}\n").process.exit_code, 0);
  EXPECT_EQ(run(text + "    expect: {json: {\"$.outputs[0].data[0]\": 11}}\n").process.exit_code, 1);
}

TEST_F(PredictRun, tells_what_lies_in_a_binary_answer) {
  const LoopbackServer server([](const ReceivedRequest& request) {
    if (request.method == "GET") return strict_v2(request);
    const std::string head =
        R"({"outputs":[{"name":"y","datatype":"FP32","shape":[1,2],"parameters":{"binary_data_size":8}}]})";
    return Reply::json(head + std::string(4, '\0'))
        .header("Inference-Header-Content-Length", std::to_string(head.size()));
  });
  expect_failure(server, "{name: kserve_v2, model: iris, binary: true}", "{input: [[1, 2, 3, 4]]}",
                 "output y: binary_data_size says 8 bytes, and 4 are left");
}

TEST_F(PredictRun, does_not_begin_where_the_model_takes_something_else) {
  const LoopbackServer server(strict_v2);
  const auto ran = run(scenario(server, "{name: kserve_v2, model: iris}", "{input: [[1, 2, 3]]}"));
  EXPECT_EQ(ran.process.exit_code, 65) << "it was there";
  EXPECT_EQ(ran.record["verdict"]["exit_code"], 65);
  EXPECT_THAT(folder_.read("out/report.html"), HasSubstr("The scenario does not fit the target."));
  EXPECT_THAT(ran.process.out + ran.process.err, HasSubstr("its shape is [1, 3], and the model takes [-1, 4]"));
  const auto nobody = run(scenario(server, "{name: kserve_v2, model: nobody}", "random"));
  EXPECT_EQ(nobody.process.exit_code, 69);
  EXPECT_THAT(nobody.process.out + nobody.process.err, HasSubstr("/v2/models/nobody gave status 404"));
}

TEST_F(PredictRun, keeps_a_secret_out_of_what_is_told_of_the_metadata) {
  const LoopbackServer server(strict_v2);
  ::setenv("PREDICT_RUN_TOKEN", "sk-4711/zx q", 1);
  const auto ran = run(scenario(server, "{name: kserve_v2, model: \"${PREDICT_RUN_TOKEN}\"}", "random"));
  EXPECT_EQ(ran.process.exit_code, 69);
  EXPECT_THAT(ran.process.out + ran.process.err, HasSubstr("/v2/models/[redacted] gave status 404"));
  EXPECT_THAT(ran.process.out + ran.process.err + ran.record.dump(), testing::Not(HasSubstr("sk-4711")));
}

TEST_F(PredictRun, says_what_the_metadata_lies_about) {
  const LoopbackServer server([](const ReceivedRequest&) {
    return Reply::json(R"({"inputs": [{"name": "x", "datatype": "FP32", "shape": [-7, 4]}]})");
  });
  const auto ran = run(scenario(server, "{name: kserve_v2, model: iris}", "random"));
  EXPECT_EQ(ran.process.exit_code, 69);
  EXPECT_THAT(ran.process.out + ran.process.err, HasSubstr("input x: a size of -7"));
}

TEST_F(PredictRun, of_tf_serving_speaks_rows_and_columns) {
  const LoopbackServer server(strict_tf_serving);
  expect_good(server, "{name: tf_serving, model: iris}", "random");
  expect_good(server, "{name: tf_serving, model: iris, format: inputs}", "{random: 3, batch: 2}");
  expect_good(server, "{name: tf_serving, model: iris}", "{rows: [[1, 2, 3, 4]]}");
  expect_failure(server, "{name: tf_serving, model: iris}", "{rows: [[1, 2, 3]]}", "Failed to process element");
}

TEST_F(PredictRun, of_mlflow_speaks_its_four_forms) {
  const LoopbackServer server(strict_mlflow);
  expect_good(server, "mlflow", "{rows: [{a: 1, b: 2}, {a: 3, b: 4}], batch: 2}");
  expect_good(server, "{name: mlflow, format: dataframe_records}", "{rows: [{a: 1, b: 2}]}");
  expect_good(server, "mlflow", "{input: [[1, 2, 3, 4]]}");
  expect_good(server, "{name: mlflow, format: instances}", "{input: [[1, 2, 3, 4]]}");
  expect_failure(server, "mlflow", "{rows: [{a: 1, c: 2}]}", "the input does not fit the model's signature");
  expect_failure(server, "mlflow", "{rows: [{a: 666, b: 2}]}", "$.predictions[*] is NaN");
}

TEST_F(PredictRun, of_torchserve_names_a_handler_that_raises) {
  const LoopbackServer server(strict_torchserve);
  expect_good(server, "{name: torchserve, model: iris}", "{input: [[1, 2, 3, 4]]}");
  expect_failure(server, "{name: torchserve, model: iris}", "{input: [[1, 2, 3]]}",
                 "status 503, expected 200: the handler raised, or could not read the body");
}

TEST_F(PredictRun, of_sagemaker_speaks_csv_and_json) {
  const LoopbackServer server(strict_sagemaker);
  expect_good(server, "sagemaker", "{rows: [[1.5, 2, 3, 4], [5, 6, 7, 8]], batch: 2}");
  expect_good(server, "{name: sagemaker, format: json}", "{rows: [[1, 2, 3, 4]]}");
  expect_failure(server, "sagemaker", "{rows: [[1, 2, 3, x]]}", "status 400");
}

TEST_F(PredictRun, of_lambda_finds_errors_within_a_200) {
  const LoopbackServer server(strict_lambda);
  expect_good(server, "lambda", "{rows: [{x: 1}]}");
  expect_failure(server, "lambda", "{rows: [{y: 1}]}", "an error within a 200: KeyError");
  expect_failure(server, "lambda", "{rows: [{x: 1, late: true}]}", "the function timed out, in a 200");
}

}  // namespace plimsoll::test::predict_run_test
