// `protocol` and `predict` become what a person would have written.

#include "scenarios/protocols/protocol_list.h"
#include "tests/scenarios/scenario_text.h"
#include "tests/support/golden.h"
#include "tests/support/temp_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>
#include <variant>

namespace plimsoll::test::expansion_test {

using testing::HasSubstr;

const RequestTemplate& first_request(const Scenario& scenario) { return scenario.tasks.at(0).steps.at(0); }

std::string text(const std::string& protocol, const std::string& request) {
  return "target: http://127.0.0.1:5000\nprotocol: " + protocol + "\nrequests:\n  - " + request + "\n";
}

std::string body(const Scenario& scenario, std::size_t index = 0) {
  const auto& payloads = first_request(scenario).bodies.payloads;
  return index < payloads.size() ? *payloads[index] : "none";
}

template <class T>
std::vector<T> checks_of(const Scenario& scenario) {
  std::vector<T> found;
  for (const auto& check : first_request(scenario).checks)
    if (const auto* one = std::get_if<T>(&check)) found.push_back(*one);
  return found;
}

TEST(ProtocolExpansion, makes_a_v2_inference_of_an_input) {
  const auto scenario = parsed({text("{name: kserve_v2, model: iris}", "predict: {input: [[5.1, 3.5, 1.4, 0.2]]}")});
  const auto& request = first_request(scenario);
  EXPECT_EQ(request.method, Method::post);
  EXPECT_EQ(request.path, "/v2/models/iris/infer");
  EXPECT_EQ(request.bodies.content_type, "application/json");
  EXPECT_EQ(body(scenario),
            R"({"inputs":[{"name":"input-0","shape":[1,4],"datatype":"FP64","data":[5.1,3.5,1.4,0.2]}]})");
  EXPECT_EQ(checks_of<StatusCheck>(scenario).at(0).codes, std::vector<int>{200});
  EXPECT_EQ(checks_of<JsonPathCheck>(scenario).at(0).path, "$.outputs");
  EXPECT_EQ(checks_of<FiniteCheck>(scenario).at(0).path, "$.outputs");
  EXPECT_EQ(checks_of<ProtocolAnswerCheck>(scenario).at(0).protocol, "kserve_v2");
  EXPECT_NE(request.predict, nullptr);  // name and datatype are the model's
}

TEST(ProtocolExpansion, lets_every_key_of_the_user_win) {
  const auto scenario =
      parsed({text("{name: kserve_v2, model: iris}",
                   "name: mine\n    put: /own\n    predict: {input: [[1.5]], input_name: x, datatype: FP32}\n"
                   "    expect: {status: 201, json: {$.outputs: {length: 1}}, finite: false}")});
  const auto& request = first_request(scenario);
  EXPECT_EQ(request.method, Method::put);
  EXPECT_EQ(request.path, "/own");
  EXPECT_EQ(request.predict, nullptr);
  EXPECT_EQ(checks_of<StatusCheck>(scenario).at(0).codes, std::vector<int>{201});
  ASSERT_EQ(checks_of<JsonPathCheck>(scenario).size(), 1u);
  EXPECT_TRUE(std::holds_alternative<JsonPathCheck::Length>(checks_of<JsonPathCheck>(scenario)[0].expectation));
  EXPECT_TRUE(checks_of<FiniteCheck>(scenario).empty());
  EXPECT_THAT(body(scenario), HasSubstr(R"("name":"x","shape":[1,1],"datatype":"FP32")"));
}

TEST(ProtocolExpansion, puts_version_and_further_members_where_they_belong) {
  const auto scenario = parsed({text(R"({name: triton, model: a b, version: "3", parameters: {id: "7"}})",
                                     "predict: {tensors: {x: {datatype: INT64, shape: [2, 1], data: [1, 2]}, "
                                     "s: {data: [[\"a\"]]}}}")});
  EXPECT_EQ(first_request(scenario).path, "/v2/models/a%20b/versions/3/infer");
  EXPECT_EQ(body(scenario), R"({"inputs":[{"name":"x","shape":[2,1],"datatype":"INT64","data":[1,2]},)"
                            R"({"name":"s","shape":[1,1],"datatype":"BYTES","data":["a"]}],"id":"7"})");
}

TEST(ProtocolExpansion, makes_bodies_of_so_many_rows) {
  const auto scenario =
      parsed({text("mlflow", "predict: {rows: [{a: 1, b: x}, {a: 2, b: y}, {a: 3.5, b: z}], batch: 2}")});
  EXPECT_EQ(first_request(scenario).path, "/invocations");
  EXPECT_EQ(body(scenario), R"({"dataframe_split":{"columns":["a","b"],"data":[[1,"x"],[2,"y"]]}})");
  EXPECT_EQ(body(scenario, 1), R"({"dataframe_split":{"columns":["a","b"],"data":[[3.5,"z"]]}})");
}

TEST(ProtocolExpansion, has_the_forms_of_mlflow) {
  const auto of = [](const std::string& format) {
    return body(parsed({text("{name: mlflow, format: " + format + "}", "predict: {rows: [{a: 1}]}")}));
  };
  EXPECT_EQ(of("dataframe_records"), R"({"dataframe_records":[{"a":1}]})");
  EXPECT_EQ(of("inputs"), R"({"inputs":[[1]]})");
  EXPECT_EQ(of("instances"), R"({"instances":[[1]]})");
  EXPECT_EQ(body(parsed({text("mlflow", "predict: {input: [[1, 2]]}")})), R"({"inputs":[[1,2]]})");
}

TEST(ProtocolExpansion, has_the_bodies_of_each_protocol) {
  const auto one = [](const std::string& protocol, const std::string& predict) {
    const auto scenario = parsed({text(protocol, "predict: " + predict)});
    return first_request(scenario).path + " " + first_request(scenario).bodies.content_type + " " + body(scenario);
  };
  const std::string rows = "{rows: [{a: 1.5, b: 2}]}";
  EXPECT_EQ(one("{name: kserve_v1, model: m}", rows),
            R"(/v1/models/m:predict application/json {"instances":[[1.5,2]]})");
  EXPECT_EQ(one("{name: kserve_v1, model: m, format: records}", rows),
            R"(/v1/models/m:predict application/json {"instances":[{"a":1.5,"b":2}]})");
  EXPECT_EQ(one("{name: tf_serving, model: m, format: inputs}", "{input: [[1], [2]]}"),
            R"(/v1/models/m:predict application/json {"inputs":[[1],[2]]})");
  EXPECT_EQ(one("{name: torchserve, model: m, version: \"1.0\"}", rows),
            R"(/predictions/m/1.0 application/json {"instances":[[1.5,2]]})");
  EXPECT_EQ(one("{name: torchserve, model: m, format: json}", rows),
            R"(/predictions/m application/json {"a":1.5,"b":2})");
  EXPECT_EQ(one("sagemaker", "{rows: [[1.5, \"a,b\"], [2, c]], batch: 2}"), "/invocations text/csv 1.5,\"a,b\"\n2,c\n");
  EXPECT_EQ(one("{name: sagemaker, format: json}", rows), R"(/invocations application/json {"instances":[[1.5,2]]})");
  EXPECT_EQ(one("{name: sagemaker, format: jsonlines}", rows),
            "/invocations application/jsonlines {\"a\":1.5,\"b\":2}\n");
  EXPECT_EQ(one("lambda", rows), R"(/2015-03-31/functions/function/invocations application/json {"a":1.5,"b":2})");
  EXPECT_EQ(one("{name: bentoml, key: rows}", "{input: [[1, 2]]}"), R"(/predict application/json {"rows":[[1,2]]})");
  EXPECT_EQ(one("{name: litserve, key: input}", "{rows: [[4]]}"), R"(/predict application/json {"input":[4]})");
  EXPECT_EQ(one("ray_serve", rows), R"(/ application/json {"a":1.5,"b":2})");
  EXPECT_EQ(one("fastapi", rows), R"(/predict application/json {"a":1.5,"b":2})");
  EXPECT_EQ(one("flask", "{rows: [{a: 1}, {a: 2}], batch: 2}"), R"(/predict application/json [{"a":1},{"a":2}])");
}

TEST(ProtocolExpansion, leaves_templates_to_the_feeders) {
  const auto scenario = parsed({text("{name: kserve_v2, model: m}",
                                     "predict: {input: [[\"{{row.petal_width}}\", 2]]}\n"
                                     "feeders: {row: iris.csv}"),
                                {},
                                {},
                                PLIMSOLL_TEST_DATA "/protocols"});
  ASSERT_NE(first_request(scenario).varying, nullptr);
  EXPECT_EQ(first_request(scenario).varying->bodies.size(), 1u);
  ASSERT_NE(first_request(scenario).predict, nullptr);  // its name and datatype are the model's all the same
  EXPECT_TRUE(first_request(scenario).predict->templates.has_value());
}

TEST(ProtocolExpansion, waits_for_what_the_service_tells_where_values_are_random) {
  const auto scenario = parsed({text("{name: kserve_v2, model: m}", "predict: random")});
  EXPECT_TRUE(first_request(scenario).bodies.payloads.empty());
  ASSERT_NE(first_request(scenario).predict, nullptr);
}

TEST(ProtocolExpansion, waits_for_a_prediction_of_a_target_that_it_starts) {
  const std::string start =
      "target: {url: \"http://127.0.0.1:8080\", start: serve, ready: {within: 2m}}\n"
      "protocol: {name: torchserve, model: m}\nrequests: [{predict: {input: [1]}}]\n";
  const auto ready = parsed({start}).target.managed->ready;
  EXPECT_EQ(ready.path, "/ping");
  EXPECT_EQ(ready.status, 200);
  EXPECT_EQ(ready.predicts, "POST /predictions/m");
  EXPECT_EQ(ready.within, std::chrono::minutes(2));
}

TEST(ProtocolExpansion, tells_what_is_missing_at_the_place_of_the_user) {
  EXPECT_THAT(finding({"target: http://a\nrequests:\n  - predict: {input: [1]}\n"}),
              HasSubstr("soak.yaml:3: requests[0].predict: needs a `protocol`"));
  EXPECT_THAT(finding({text("kserve_v2", "predict: {input: [1]}")}),
              HasSubstr("soak.yaml:2: requests[0].predict: KServe V2, the Open Inference Protocol names a model"));
  EXPECT_THAT(finding({text("kserv_v2", "get: /")}), HasSubstr("did you mean \"kserve_v2\"?"));
  EXPECT_THAT(finding({text("{name: kserve_v2, model: m}", "predict: {input: [[1], [2, 3]]}")}),
              HasSubstr("requests[0].predict: its lists are of unequal length"));
  EXPECT_THAT(finding({text("{name: kserve_v2, model: m}", "predict: {input: [[1.5]], datatype: INT8}")}),
              HasSubstr("1.5 is no whole number, as INT8 has"));
  EXPECT_THAT(finding({text("{name: kserve_v2, model: m}", "predict: {input: [[300]], datatype: INT8}")}),
              HasSubstr("300 is beyond 127, the most of INT8"));
  const auto whole = [](const std::string& datatype, const std::string& value) {
    return finding({text("{name: kserve_v2, model: m}",
                         "predict: {input: [[" + value + "]], input_name: x, datatype: " + datatype + "}")});
  };
  EXPECT_THAT(whole("UINT64", "18446744073709551616"), HasSubstr("is beyond 18446744073709551615, the most of UINT64"));
  EXPECT_THAT(whole("INT64", "-1e30"), HasSubstr("is below -9223372036854775808, the least of INT64"));
  EXPECT_THAT(whole("UINT8", "-1e30"), HasSubstr("is below 0, which UINT8 does not have"));
  EXPECT_THAT(whole("INT64", "1e17"), HasSubstr("write all its digits"));
  EXPECT_THAT(finding({text("mlflow", "predict: random")}), HasSubstr("metadata: MLmodel"));
  EXPECT_THAT(finding({text("bentoml", "predict: {input: [[1]]}")}), HasSubstr("add key: NAME"));
  EXPECT_THAT(finding({text("mlflow", "predict: {rows: [{a: 1}]}\n    json: {a: 1}")}),
              HasSubstr("remove one of them"));
  EXPECT_THAT(finding({text("mlflow", "predict: {rows: nowhere.csv}")}), HasSubstr("nowhere.csv"));
  EXPECT_THAT(finding({text("mlflow", "predict: {rows: [{a: 1}], columns: [b]}")}), HasSubstr("no column \"b\""));
  EXPECT_THAT(finding({text("{name: mlflow, binary: true}", "predict: {rows: [{a: 1}]}")}),
              HasSubstr("no binary tensors"));
  EXPECT_THAT(finding({text("mlflow", "predict: {rows: [{a: 1}], input: [1]}")}),
              HasSubstr("has rows and input: keep one of them"));
  EXPECT_THAT(finding({text("mlflow", "predict: {input: [1], datatype: FP32}")}), HasSubstr("has no use for it"));
  EXPECT_THAT(finding({text("{name: flask, version: \"1\"}", "predict: {input: [1]}")}),
              HasSubstr("has no use for it"));
  EXPECT_THAT(finding({text("{name: flask, parameters: {a: 1}}", "predict: {input: [1]}")}),
              HasSubstr("parameters: the body is no object"));
}

TEST(ProtocolExpansion, refuses_what_says_something_of_one_tensor_where_there_are_several) {
  const auto wrong = [](const std::string& predict) {
    return finding({text("{name: kserve_v2, model: m}", "predict: " + predict)});
  };
  EXPECT_THAT(wrong("{rows: [{age: 41, name: Ann}], datatype: INT64}"), HasSubstr("predict: datatype: the rows have"));
  EXPECT_THAT(wrong("{rows: [{age: 41, name: Ann}], input_name: z}"), HasSubstr("predict: input_name: the rows have"));
  const auto texts =
      parsed({text("{name: kserve_v2, model: m}", "predict: {rows: [{a: x, b: y}], input_name: z, datatype: BYTES}")});
  EXPECT_EQ(body(texts), R"({"inputs":[{"name":"z","shape":[1,2],"datatype":"BYTES","data":["x","y"]}]})");
}

TEST(ProtocolExpansion, sends_no_number_that_would_be_infinite) {
  const auto wrong = [](const std::string& datatype, const std::string& value) {
    return testing::PrintToString(
        findings({text("{name: triton, model: m, binary: true}",
                       "predict: {tensors: {x: {datatype: " + datatype + ", data: [" + value + "]}}}")}));
  };
  EXPECT_THAT(wrong("FP16", "65520"), HasSubstr("predict: input x: 65520 is beyond 65504, the most of FP16"));
  EXPECT_THAT(wrong("FP16", "-1e9"), HasSubstr("input x: -1000000000 is below -65504, the least of FP16"));
  EXPECT_THAT(wrong("BF16", "1e39"), HasSubstr("input x: 1e+39 is beyond 3.3895314e+38, the most of BF16"));
  EXPECT_THAT(wrong("FP32", "1e39"), HasSubstr("input x: 1e+39 is beyond 3.4028235e+38, the most of FP32"));
  for (const auto& [datatype, value] : {std::pair{"FP16", "65519"}, std::pair{"BF16", "3.3895e38"},
                                        std::pair{"FP32", "3.4028235e38"}, std::pair{"FP64", "1e308"}})
    EXPECT_EQ(wrong(datatype, value), "{}") << datatype;
}

TEST(ProtocolExpansion, sends_a_scalar_as_one) {
  const auto scalar = parsed(
      {text("{name: kserve_v2, model: m}", "predict: {tensors: {x: {datatype: FP32, shape: [], data: [1.5]}}}")});
  EXPECT_EQ(body(scalar), R"({"inputs":[{"name":"x","shape":[],"datatype":"FP32","data":[1.5]}]})");
  EXPECT_THAT(finding({text("{name: kserve_v2, model: m}",
                            "predict: {tensors: {x: {datatype: FP32, shape: [], data: [1, 2]}}}")}),
              HasSubstr("shape [] does not hold its 2 elements"));
}

TEST(ProtocolExpansion, of_two_bodies_tells_that_alone) {
  const auto both = parse({text("mlflow", "predict: {rows: [{a: 1}]}\n    json: {a: 1}")});
  EXPECT_EQ(both.findings.size(), 1u);
  EXPECT_TRUE(both.warnings.empty());
}

TEST(ProtocolExpansion, warns_of_several_users_of_a_lambda) {
  const auto several = parse({text("lambda", "predict: {input: [{a: 1}]}\nload: {users: 4}")});
  ASSERT_EQ(several.warnings.size(), 1u);
  EXPECT_THAT(several.warnings[0], HasSubstr("one invocation at a time"));
  EXPECT_TRUE(parse({text("lambda", "predict: {input: [{a: 1}]}\nload: {users: 1}")}).warnings.empty());
}

// Each protocol shows an example that is sound.
TEST(Protocols, have_examples_that_hold) {
  for (const auto& protocol : protocols()) {
    std::string example = "target: http://127.0.0.1:5000\n";
    for (const auto line : protocol.example) example += std::string(line) + "\n";
    for (const auto& one : parse({example, {}, {}, PLIMSOLL_TEST_DATA "/protocols"}).findings)
      ADD_FAILURE() << protocol.name << ": " << one.text();
    EXPECT_FALSE(protocol.remarks.empty()) << protocol.name;
    EXPECT_FALSE(protocol.summary.empty()) << protocol.name;
  }
}

TEST(Protocols, are_all_in_the_documentation) {
  std::ifstream file(PLIMSOLL_SOURCE_DIR "/docs/protocols.md");
  std::ostringstream text;
  text << file.rdbuf();
  for (const auto& protocol : protocols())
    EXPECT_THAT(text.str(), HasSubstr("`" + std::string(protocol.name) + "`")) << protocol.name;
}

TEST(ProtocolExpansion, keeps_variables_as_names_for_people) {
  ::setenv("EXPANSION_TEST_KEY", "s3cret word", 1);
  const TempFolder folder;
  const auto file = folder.write(
      "soak.yaml",
      "target: http://127.0.0.1:1\n"
      "protocol: {name: kserve_v2, model: \"${EXPANSION_TEST_KEY}\"}\n"
      "requests:\n  - name: one\n    predict: {tensors: {text: {data: [\"tell ${EXPANSION_TEST_KEY}\"]}}}\n");
  const auto written = expanded_scenario(file, {});
  EXPECT_THAT(written, HasSubstr("tell ${EXPANSION_TEST_KEY}"));
  EXPECT_THAT(written, HasSubstr("/v2/models/${EXPANSION_TEST_KEY}/infer"));
  EXPECT_THAT(written, testing::Not(HasSubstr("s3cret")));
}

// The body is another one once the service has told name and datatype.
TEST(ProtocolExpansion, for_people_has_no_body_that_is_not_sent) {
  const TempFolder folder;
  const auto expanded = [&](const std::string& request) {
    return expanded_scenario(folder.write("soak.yaml", text("{name: kserve_v2, model: m}", request)), {});
  };
  const auto waiting = expanded("predict: {input: [[1, 2]]}");
  EXPECT_THAT(waiting, HasSubstr("predict: {input: [[1, 2]]}"));
  EXPECT_THAT(waiting, HasSubstr("protocol: {name: kserve_v2, model: m}"));
  EXPECT_THAT(waiting, HasSubstr("post: /v2/models/m/infer"));
  EXPECT_THAT(waiting, testing::Not(HasSubstr("input-0")));
  const auto told = expanded("predict: {input: [[1, 2]], input_name: x, datatype: FP32}");
  EXPECT_THAT(told, testing::Not(HasSubstr("predict")));
  folder.write("m.json", R"({"inputs": [{"name": "x", "datatype": "FP32", "shape": [-1, 2]}]})");
  const auto file =
      folder.write("soak.yaml", text("{name: kserve_v2, model: m, metadata: m.json}", "predict: {input: [[1, 2]]}"));
  EXPECT_THAT(expanded_scenario(file, {}), HasSubstr(R"("name":"x","shape":[1,2],"datatype":"FP32")"));
}

// Every protocol written out, as `check --expand` prints it.
TEST(ProtocolExpansion, of_every_protocol_is_the_golden_one) {
  const std::filesystem::path file = PLIMSOLL_TEST_DATA "/protocols/all.yaml";
  const auto outcome = load_scenario(file, {});
  for (const auto& one : outcome.findings) ADD_FAILURE() << one.text();
  expect_golden("protocols.yaml", expanded_scenario(file, {}));
}

}  // namespace plimsoll::test::expansion_test
