// What presets write into `expect` of a good answer, and what of `protocol` and `predict` they refuse.

#include "tests/scenarios/scenario_text.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <variant>

namespace plimsoll::test::good_answers_test {

using testing::HasSubstr;

std::string text(const std::string& protocol, const std::string& predict, const std::string& more = "") {
  return "target: http://127.0.0.1:5000\nprotocol: " + protocol + "\nrequests:\n  - predict: " + predict + "\n" + more;
}

// "2", "1..2", "1.." at each place that has a length.
std::map<std::string, std::string> lengths(const std::string& protocol, const std::string& predict) {
  std::map<std::string, std::string> found;
  const auto scenario = parsed({text(protocol, predict)});
  for (const auto& check : scenario.tasks.at(0).steps.at(0).checks)
    if (const auto* place = std::get_if<JsonPathCheck>(&check))
      if (const auto* length = std::get_if<JsonPathCheck::Length>(&place->expectation)) {
        const auto low = length->low ? std::to_string(*length->low) : "";
        const auto high = length->high ? std::to_string(*length->high) : "";
        found[place->path] = low == high ? low : fmt::format("{}..{}", low, high);
      }
  return found;
}

std::string wrong(const std::string& protocol, const std::string& predict, const std::string& more = "") {
  std::string all;
  for (const auto& one : findings({text(protocol, predict, more), {}, {}, PLIMSOLL_TEST_DATA "/protocols"}))
    all += one + "\n";
  return all;
}

using Lengths = std::map<std::string, std::string>;

TEST(GoodAnswers, are_as_many_as_the_instances) {
  const std::string v1 = "{name: kserve_v1, model: m}";
  EXPECT_EQ(lengths(v1, "{input: [[1], [2]]}"), (Lengths{{"$.predictions", "2"}}));
  EXPECT_EQ(lengths(v1, "{rows: [[1], [2], [3]]}"), (Lengths{{"$.predictions", "1"}}));
  EXPECT_EQ(lengths(v1, "{rows: [[1], [2], [3]], batch: 2}"), (Lengths{{"$.predictions", "1..2"}}));
  EXPECT_EQ(lengths(v1, "{rows: [[1], [2]], batch: 8}"), (Lengths{{"$.predictions", "2"}}));
  EXPECT_EQ(lengths(v1, "{tensors: {x: {data: [[1], [2]]}}}"), (Lengths{{"$.predictions", "1.."}}));
  EXPECT_EQ(lengths("{name: kserve_v1, model: m, format: inputs}", "{input: [[1], [2]]}"), Lengths());
  EXPECT_EQ(lengths("{name: tf_serving, model: m}", "{input: [[1], [2]]}"), (Lengths{{"$.predictions", "2"}}));
  EXPECT_EQ(lengths("{name: openai_embeddings, model: m}", "{input: [a, b, c]}"),
            (Lengths{{"$.data", "3"}, {"$.data[*].embedding", "1.."}}));
  EXPECT_EQ(lengths("tei", "{prompt: [a, b]}"), (Lengths{{"$", "1"}, {"$[*]", "1.."}}));
}

TEST(GoodAnswers, may_be_something_else_where_the_request_says_so) {
  const auto own = text("{name: kserve_v1, model: m}", "{input: [[1], [2]]}",
                        "    expect: {json: {$.predictions: {length: 7}}, answer_of: false}\n");
  const auto scenario = parsed({own});
  int places = 0;
  for (const auto& check : scenario.tasks.at(0).steps.at(0).checks) {
    places += std::holds_alternative<JsonPathCheck>(check) ? 1 : 0;
    EXPECT_FALSE(std::holds_alternative<ProtocolAnswerCheck>(check));
  }
  EXPECT_EQ(places, 1);
}

TEST(Presets, refuse_parameters_that_they_write_themselves) {
  EXPECT_THAT(wrong("{name: kserve_v2, model: m, parameters: {inputs: []}}", "{input: [[1]]}"),
              HasSubstr("protocol.parameters.inputs: is written by the preset, of what `predict` says: remove this"));
  EXPECT_THAT(wrong("{name: vllm, parameters: {model: z, messages: []}}", "{prompt: a}"),
              testing::AllOf(HasSubstr("parameters.model: is written by the preset: write model: NAME"),
                             HasSubstr("parameters.messages: is written")));
  EXPECT_THAT(wrong("{name: openai_chat, model: m, parameters: {stream: true}}", "{prompt: a}"),
              HasSubstr("parameters.stream: is written by the preset: write stream: true under `protocol`"));
  EXPECT_THAT(wrong("{name: tei, parameters: {stream: true}}", "{prompt: a}"), testing::IsEmpty());
  EXPECT_THAT(wrong("{name: mlflow, parameters: {dataframe_split: 1}}", "{rows: [{a: 1}]}"),
              HasSubstr("parameters.dataframe_split"));
  EXPECT_THAT(wrong("{name: bentoml, key: rows, parameters: {rows: 1}}", "{input: [[1]]}"),
              HasSubstr("parameters.rows"));
  EXPECT_THAT(wrong("{name: lambda, parameters: {a: 1}}", "{input: [{a: 2}]}"),
              HasSubstr("parameters: a is in the input too"));
  EXPECT_THAT(wrong("{name: vllm, parameters: {ignore_eos: false, max_tokens: 9}}", "{prompt: a}"), testing::IsEmpty());
}

TEST(Presets, refuse_what_would_be_without_effect) {
  const std::string v2 = "{name: kserve_v2, model: m}";
  EXPECT_THAT(wrong(v2, "{random: 5, input_name: zz, datatype: INT8}"),
              testing::AllOf(HasSubstr("predict.input_name: belongs to `rows` and `input`"),
                             HasSubstr("predict.datatype: belongs to")));
  EXPECT_THAT(wrong("vllm", "{prompt: a, batch: 3}"), HasSubstr("batch: each is a body of its own here"));
  EXPECT_THAT(wrong("tgi", "{prompt: a, batch: 3}"), HasSubstr("batch: each is a body of its own here"));
  EXPECT_THAT(wrong("mlflow", "{rows: [{a: 1}], columns: []}"), HasSubstr("columns: names no column"));
  EXPECT_THAT(wrong("mlflow", "{input: [[1], []]}"), HasSubstr("input: instance 2 has no value"));
  EXPECT_THAT(wrong("fastapi", "{input: [{}]}"), HasSubstr("input: instance 1 has no value"));
  EXPECT_THAT(wrong("vllm", "{prompt: ''}"), HasSubstr("a prompt is empty"));
  EXPECT_THAT(wrong("vllm", "{messages: [{role: user}]}"), HasSubstr("expected a list like"));
  EXPECT_THAT(wrong(v2, "{input: [[1]], input_name: ''}"), HasSubstr("expected a name, got nothing"));
  EXPECT_THAT(wrong(v2, "{tensors: {'': {data: [1]}}}"), HasSubstr("a tensor has a name"));
  EXPECT_THAT(wrong(v2, "{tensors: {x: {data: []}}}"), HasSubstr("it has no values"));
  EXPECT_THAT(wrong(v2, "{input: [[]]}"), HasSubstr("instance 1 has no value"));
  EXPECT_EQ(wrong(v2, "{random: 0}").find("needs one of"), std::string::npos);
  EXPECT_THAT(wrong(v2, "{input: []}"), HasSubstr("has no instance"));
  EXPECT_THAT(wrong(v2, "{tensors: {}}"), HasSubstr("names no tensor"));
}

TEST(Presets, refuse_text_in_a_tensor_of_numbers) {
  const auto in = [&](const std::string& predict, const std::string& protocol = "{name: kserve_v2, model: m}") {
    return wrong(protocol, predict, "feeders: {row: {file: words.csv}}\n");
  };
  EXPECT_THAT(in("{input: [['{{row.word}}', 2]]}"),
              HasSubstr("input input-0: {{row.word}} is a column of text, and FP64 takes numbers"));
  EXPECT_THAT(in("{input: [['{{row.word}}']], input_name: x, datatype: FP32}"), HasSubstr("FP32 takes numbers"));
  EXPECT_THAT(in("{input: [['{{row.word}}']], input_name: x, datatype: BYTES}"), testing::IsEmpty());
  EXPECT_THAT(in("{input: [['{{row.word}}']]}"), testing::IsEmpty());  // the model may take text
  EXPECT_THAT(in("{input: [['{{row.number}}', 2]]}"), testing::IsEmpty());
}

TEST(Presets, tell_one_fault_once) {
  const auto told = wrong("{name: triton, model: m, binary: true}", "{input: [['{{row.number}}', 2]]}",
                          "feeders: {row: {file: words.csv}}\n");
  EXPECT_THAT(told, HasSubstr("within binary tensors"));
  EXPECT_EQ(told.find("no request uses it"), std::string::npos) << told;
}

TEST(StreamThresholds, are_refused_where_nothing_streams) {
  const auto told = wrong("{name: vllm}", "{prompt: a}", "thresholds: [ttft_p99 < 300ms, gap_max < 1s, p99 < 2s]\n");
  EXPECT_THAT(told, HasSubstr("thresholds[0]: ttft_p99 < 300ms: no request is answered by a stream"));
  EXPECT_THAT(told, HasSubstr("thresholds[1]"));
  EXPECT_EQ(told.find("thresholds[2]"), std::string::npos);
  EXPECT_THAT(wrong("{name: vllm, stream: true}", "{prompt: a}", "thresholds: [ttft_p99 < 300ms]\n"),
              testing::IsEmpty());
}

TEST(Burstiness, is_wrong_once) {
  const auto told =
      findings({"target: http://a\nrequests: [{get: /}]\nload: {rate: 4/s, arrivals: gamma, burstiness: 0}\n"});
  ASSERT_EQ(told.size(), 1u);
  EXPECT_THAT(told[0], HasSubstr("a number from 0.01 to 1000"));
}

}  // namespace plimsoll::test::good_answers_test
