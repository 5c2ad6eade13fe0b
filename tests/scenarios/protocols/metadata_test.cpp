// What services tell of their models, lies included, and the random values that are made of it.

#include "scenarios/protocols/model_metadata.h"
#include "scenarios/protocols/protocol_list.h"
#include "tests/scenarios/scenario_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace plimsoll::test::metadata_test {

using testing::HasSubstr;

PredictPlan random_plan(const char* protocol, std::uint64_t batch = 0) {
  PredictPlan plan;
  plan.options.protocol = find_protocol(protocol);
  plan.options.model = "m";
  plan.input.kind = PredictInput::Kind::random;
  plan.input.random_bodies = 3;
  plan.input.batch = batch;
  return plan;
}

const std::string kV2 = R"({"name": "m", "inputs": [
  {"name": "a", "datatype": "FP32", "shape": [-1, 3]}, {"name": "b", "datatype": "BYTES", "shape": [-1, 1]},
  {"name": "c", "datatype": "BOOL", "shape": [2, -1]}, {"name": "d", "datatype": "UINT8", "shape": [1]}], "outputs": []})";

TEST(RandomBodies, have_valid_values_of_each_input) {
  const auto metadata = read_v2_metadata(kV2);
  ASSERT_TRUE(metadata.has_value()) << metadata.error().message;
  const auto made = bodies_of(random_plan("kserve_v2", 2), &*metadata, 7);
  ASSERT_TRUE(made.has_value()) << made.error().message;
  ASSERT_EQ(made->bodies.size(), 3u);
  const auto body = nlohmann::json::parse(made->bodies[0]);
  const auto& inputs = body["inputs"];
  EXPECT_EQ(inputs[0]["shape"], (std::vector<int>{2, 3}));
  EXPECT_EQ(inputs[0]["data"].size(), 6u);
  EXPECT_EQ(inputs[1]["shape"], (std::vector<int>{2, 1}));
  EXPECT_TRUE(inputs[1]["data"][0].is_string());
  EXPECT_EQ(inputs[2]["shape"], (std::vector<int>{2, 1}));
  EXPECT_TRUE(inputs[2]["data"][0].is_boolean());
  EXPECT_LE(inputs[3]["data"][0].get<int>(), 255);
}

TEST(RandomBodies, are_the_same_of_the_same_seed_and_others_of_another) {
  const auto metadata = *read_v2_metadata(kV2);
  const auto plan = random_plan("kserve_v2");
  EXPECT_EQ(bodies_of(plan, &metadata, 7)->bodies, bodies_of(plan, &metadata, 7)->bodies);
  EXPECT_NE(bodies_of(plan, &metadata, 7)->bodies, bodies_of(plan, &metadata, 8)->bodies);
}

TEST(RandomBodies, of_binary_tensors_share_one_header) {
  auto plan = random_plan("triton", 2);
  plan.options.is_binary = true;
  const auto metadata = *read_v2_metadata(kV2);
  const auto made = *bodies_of(plan, &metadata, 1);
  ASSERT_EQ(made.headers.size(), 1u);
  EXPECT_EQ(made.headers[0].first, "Inference-Header-Content-Length");
  EXPECT_FALSE(made.is_json);
  for (const auto& body : made.bodies) {
    const auto head = nlohmann::json::parse(body.substr(0, std::stoul(made.headers[0].second)));
    std::size_t sum = std::stoul(made.headers[0].second);
    for (const auto& input : head["inputs"]) sum += input["parameters"]["binary_data_size"].get<std::size_t>();
    EXPECT_EQ(sum, body.size());
    EXPECT_EQ(head["parameters"]["binary_data_output"], true);
  }
}

TEST(Metadata, of_v2_that_lies_is_told_by_what_lies) {
  const auto trouble = [](const std::string& input) {
    const auto read = read_v2_metadata(R"({"inputs": [)" + input + "]}");
    return read.has_error() ? read.error().message : std::string("good");
  };
  EXPECT_THAT(trouble(R"({"name": "x", "datatype": "FLOAT32", "shape": [1]})"),
              HasSubstr("unknown datatype \"FLOAT32\""));
  EXPECT_THAT(trouble(R"({"name": "x", "datatype": "FP32", "shape": [-5]})"), HasSubstr("input x: a size of -5"));
  EXPECT_THAT(trouble(R"({"name": "x", "datatype": "FP32", "shape": [0]})"), HasSubstr("a size of 0"));
  EXPECT_THAT(trouble(R"({"name": "x", "datatype": "FP32", "shape": [99999999999999]})"), HasSubstr("absurd"));
  EXPECT_THAT(trouble(R"({"name": "x", "datatype": "FP32", "shape": "all"})"), HasSubstr("no list"));
  EXPECT_THAT(trouble(R"({"datatype": "FP32", "shape": [1]})"), HasSubstr("has no name"));
  EXPECT_THAT(
      trouble(R"({"name": "x", "datatype": "FP32", "shape": [1]}, {"name": "x", "datatype": "FP32", "shape": [1]})"),
      HasSubstr("two inputs are called x"));
  EXPECT_THAT(read_v2_metadata("<html>").error().message, HasSubstr("expected a JSON object"));
  EXPECT_THAT(read_v2_metadata(R"({"inputs": 5})").error().message, HasSubstr("no list"));
}

TEST(RandomBodies, too_large_to_make_are_refused_by_the_input) {
  const auto metadata =
      *read_v2_metadata(R"({"inputs": [{"name": "x", "datatype": "FP32", "shape": [100000, 100000]}]})");
  const auto made = bodies_of(random_plan("kserve_v2"), &metadata, 1);
  EXPECT_THAT(made.error().message, HasSubstr("input x: shape [100000, 100000] is of more values"));
}

TEST(RandomBodies, refuse_a_batch_that_no_input_takes) {
  const auto metadata = *read_v2_metadata(R"({"inputs": [{"name": "x", "datatype": "FP32", "shape": [3, 4]}]})");
  EXPECT_THAT(bodies_of(random_plan("kserve_v2", 2), &metadata, 1).error().message, HasSubstr("takes no batch"));
}

TEST(RandomBodies, take_the_shapes_that_the_scenario_names) {
  const auto metadata = *read_v2_metadata(R"({"inputs": [{"name": "x", "datatype": "FP32", "shape": [-1, -1]}]})");
  auto plan = random_plan("kserve_v2");
  plan.input.shapes = {{"x", {2, 5}}};
  EXPECT_THAT(bodies_of(plan, &metadata, 1)->bodies[0], HasSubstr(R"("shape":[2,5])"));
  plan.input.shapes = {{"x", {2}}};
  EXPECT_THAT(bodies_of(plan, &metadata, 1).error().message, HasSubstr("is not what the model takes"));
}

TEST(Metadata, of_tf_serving_makes_instances) {
  const auto metadata = read_signature_def(
      R"({"metadata": {"signature_def": {"signature_def": {"serving_default": {"inputs": {
          "x": {"dtype": "DT_FLOAT", "tensor_shape": {"dim": [{"size": "-1"}, {"size": "2"}], "unknown_rank": false}},
          "k": {"dtype": "DT_INT64", "tensor_shape": {"dim": [{"size": "-1"}], "unknown_rank": false}}}}}}}})");
  ASSERT_TRUE(metadata.has_value()) << metadata.error().message;
  const auto made = *bodies_of(random_plan("tf_serving", 2), &*metadata, 1);
  const auto body = nlohmann::json::parse(made.bodies[0]);
  ASSERT_EQ(body["instances"].size(), 2u);
  EXPECT_EQ(body["instances"][0]["x"].size(), 2u);
  EXPECT_TRUE(body["instances"][1]["k"].is_number_integer());
  auto plan = random_plan("tf_serving", 2);
  plan.options.format = "inputs";
  EXPECT_EQ(nlohmann::json::parse(bodies_of(plan, &*metadata, 1)->bodies[0])["inputs"]["x"].size(), 2u);
  EXPECT_THAT(read_signature_def("{}").error().message, HasSubstr("signature_def"));
}

TEST(Metadata, of_an_mlmodel_makes_rows_by_column) {
  const auto metadata = read_mlmodel(
      "flavors: {}\nsignature:\n  inputs: '[{\"type\": \"double\", \"name\": \"a b\", \"required\": true}, "
      "{\"type\": \"string\", \"name\": \"c\"}]'\n");
  ASSERT_TRUE(metadata.has_value()) << metadata.error().message;
  const auto body = nlohmann::json::parse(bodies_of(random_plan("mlflow"), &*metadata, 1)->bodies[0]);
  EXPECT_EQ(body["dataframe_split"]["columns"], (std::vector<std::string>{"a b", "c"}));
  EXPECT_TRUE(body["dataframe_split"]["data"][0][0].is_number());
  EXPECT_TRUE(body["dataframe_split"]["data"][0][1].is_string());
  EXPECT_THAT(read_mlmodel("flavors: {}").error().message, HasSubstr("no signature.inputs"));
  const auto tensors = read_mlmodel(
      R"(signature: {inputs: '[{"type": "tensor", "tensor-spec": {"dtype": "float64", "shape": [-1, 2]}}]'})");
  EXPECT_EQ(nlohmann::json::parse(bodies_of(random_plan("mlflow"), &*tensors, 1)->bodies[0])["inputs"][0].size(), 2u);
}

TEST(TypedBodies, have_name_and_datatype_of_the_model) {
  const auto scenario =
      parsed({"target: http://a\nprotocol: {name: kserve_v2, model: m}\nrequests:\n"
              "  - predict: {input: [[1, 2]]}\n"});
  const auto& plan = *scenario.tasks[0].steps[0].predict;
  const auto of = [&](const std::string& json) {
    const auto metadata = *read_v2_metadata(json);
    const auto made = bodies_of(plan, &metadata, 0);
    return made.has_value() ? made->bodies[0] : made.error().message;
  };
  EXPECT_EQ(of(R"({"inputs": [{"name": "x", "datatype": "INT32", "shape": [-1, 2]}]})"),
            R"({"inputs":[{"name":"x","shape":[1,2],"datatype":"INT32","data":[1,2]}]})");
  EXPECT_EQ(of(R"({"inputs": []})"), R"({"inputs":[{"name":"input-0","shape":[1,2],"datatype":"FP64","data":[1,2]}]})");
  EXPECT_THAT(of(R"({"inputs": [{"name": "x", "datatype": "INT32", "shape": [-1, 3]}]})"),
              HasSubstr("its shape is [1, 2], and the model takes [-1, 3]"));
  EXPECT_THAT(of(R"({"inputs": [{"name": "x", "datatype": "BYTES", "shape": [-1, 2]}]})"), HasSubstr("1 is no text"));
  EXPECT_THAT(of(R"({"inputs": [{"name": "x", "datatype": "FP16", "shape": [-1, 2]}]})"),
              HasSubstr("add binary: true"));
}

}  // namespace plimsoll::test::metadata_test
