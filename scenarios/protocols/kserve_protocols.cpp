#include "scenarios/protocols/kserve_protocols.h"

#include "core/json/json.h"
#include "scenarios/protocols/answer_parts.h"
#include "scenarios/protocols/payload_parts.h"
#include "scenarios/tensors/binary_tensors.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

namespace plimsoll {
namespace {

using Json = nlohmann::ordered_json;

Json json_of_tensor(const Tensor& tensor) {
  Json json;
  json["name"] = tensor.name;
  json["shape"] = tensor.shape;
  json["datatype"] = facts_of(tensor.type).name;
  return json;
}

bool is_half(Datatype type) { return type == Datatype::fp16 || type == Datatype::bf16; }

// Triton refuses them; others have no common form.
Result<> refuse_halves(const std::vector<Tensor>& tensors) {
  for (const auto& tensor : tensors)
    if (is_half(tensor.type))
      return invalid(fmt::format("input {}: {} has no form in JSON: add binary: true to `protocol`", tensor.name,
                                 facts_of(tensor.type).name));
  return {};
}

Result<> refuse_braces(const std::vector<Tensor>& tensors) {
  for (const auto& tensor : tensors)
    for (const auto& element : tensor.elements)
      if (tensor.type != Datatype::bytes && element.is_string())
        return invalid(fmt::format(
            "input {}: {} within binary tensors: they are made before the run: write rows: FILE, or remove binary",
            tensor.name, element.get<std::string>()));
  return {};
}

Json json_part(const PredictPlan& plan, const std::vector<Tensor>& tensors, std::string& binary) {
  Json body;
  body["inputs"] = Json::array();
  for (const auto& tensor : tensors) {
    auto input = json_of_tensor(tensor);
    if (plan.options.is_binary) {
      const auto before = binary.size();
      append_binary(tensor, binary);
      input["parameters"]["binary_data_size"] = binary.size() - before;
    } else {
      input["data"] = tensor.elements;
    }
    body["inputs"].push_back(std::move(input));
  }
  if (plan.options.is_binary) body["parameters"]["binary_data_output"] = true;
  add_parameters(plan.options, body);
  return body;
}

Result<PredictBodies> v2_bodies(const PredictPlan& plan, const ModelMetadata* metadata, std::uint64_t seed) {
  auto sets = tensor_sets(plan, metadata, seed);
  if (sets.has_error()) return sets.error();
  PredictBodies made;
  std::vector<std::pair<std::string, std::string>> parts;  // JSON, and what follows it
  for (const auto& tensors : *sets) {
    if (auto done = plan.options.is_binary ? refuse_braces(tensors) : refuse_halves(tensors); done.has_error())
      return done.error();
    std::string binary;
    auto json = to_text(json_part(plan, tensors, binary));
    parts.emplace_back(std::move(json), std::move(binary));
  }
  if (!plan.options.is_binary) {
    for (auto& [json, binary] : parts) made.bodies.push_back(std::move(json));
    return made;
  }
  // JSON may end with blanks: so it is as long in every body, and one header says its length.
  std::size_t longest = 0;
  for (const auto& [json, binary] : parts) longest = std::max(longest, json.size());
  for (auto& [json, binary] : parts) {
    json.append(longest - json.size(), ' ');
    made.bodies.push_back(std::move(json) + binary);
  }
  made.is_json = false;
  made.content_type = "application/octet-stream";
  made.headers = {{std::string(kInferenceHeaderLength), std::to_string(longest)}};
  return made;
}

Json v2_good(const PredictPlan&) {
  Json good;
  good["status"] = 200;
  good["json"]["$.outputs"]["type"] = "array";
  good["finite"] = "$.outputs";
  return good;
}

// Names and datatypes that the scenario does not say are the model's.
bool v2_is_typed_by_service(const PredictPlan& plan) {
  const auto& input = plan.input;
  if (input.kind == PredictInput::Kind::tensors)
    return std::any_of(input.tensors.begin(), input.tensors.end(), [](auto& one) { return one.datatype.empty(); });
  return input.input_name.empty() || input.datatype.empty();
}

Protocol v2(std::string_view name, std::string_view title) {
  Protocol protocol;
  protocol.name = name;
  protocol.title = title;
  protocol.path = "/v2/models/{model}{/versions/version}/infer";
  protocol.ready = "/v2/models/{model}{/versions/version}/ready";
  protocol.ready_status = 200;
  protocol.live = "/v2/health/live";
  protocol.metadata = "/v2/models/{model}{/versions/version}";
  protocol.needs_model = true;
  protocol.has_binary = true;
  protocol.error_at = {"error", "detail"};
  protocol.error_in_200 = {"error"};
  protocol.good_answer = GoodAnswer::tensors;
  protocol.own_members = {"inputs"};
  protocol.bodies = v2_bodies;
  protocol.good = v2_good;
  protocol.read_metadata = read_v2_metadata;
  protocol.is_typed_by_service = v2_is_typed_by_service;
  protocol.without = {"key"};
  return protocol;
}

Protocol kserve_v2() {
  auto protocol = v2("kserve_v2", "KServe V2, the Open Inference Protocol");
  protocol.summary = "named tensors with datatype and shape, as JSON or as binary data";
  protocol.port = 8080;
  protocol.metrics = "GET :8080/metrics";
  protocol.example = {"protocol: {name: kserve_v2, model: iris}",
                      "requests:", "  - predict: {input: [[5.1, 3.5, 1.4, 0.2]]}"};
  protocol.remarks = {
      "A server is ready by its status alone: Triton's health answers have no body.",
      "NaN in an answer is null: a null in a list of outputs is a failure, with its place.",
      ("KServe answers 422 with FastAPI's `detail` to a body that is not V2; an unknown datatype is 400, others 404 "
       "and 500, all with `error`."),
      ("KServe answers binary data only where it is asked for, without a Content-Type and in chunks; binary: true asks "
       "for it."),
      "KServe's /metrics is of one worker alone where it has several.",
  };
  return protocol;
}

Protocol triton() {
  auto protocol = v2("triton", "NVIDIA Triton Inference Server");
  protocol.summary = "KServe V2 as Triton speaks it: FP16 and BF16 as binary data alone, health without a body";
  protocol.port = 8000;
  protocol.metrics = "GET :8002/metrics";
  protocol.example = {"protocol: {name: triton, model: densenet, binary: true}",
                      "requests:", "  - predict: {random: 64, batch: 8}"};
  protocol.remarks = {
      "Health answers are 200 or 400 with an empty body.",
      "FP16 and BF16 have no form in JSON: binary: true sends them.",
      "Errors are 400 unless they are 404, 500 (internal), 501 (unsupported) or 503 (unavailable).",
      "A model with a batch size has -1 as the first size of its inputs: `batch` is that size.",
  };
  protocol.errors = {{503, "", "the model is not available"}};
  return protocol;
}

Protocol mlserver() {
  auto protocol = v2("mlserver", "MLServer");
  protocol.summary = "KServe V2 as Seldon's MLServer speaks it";
  protocol.has_binary = false;  // 1.7.1 lists no extension
  protocol.port = 8080;
  protocol.metrics = "GET :8082/metrics";
  protocol.example = {"protocol: {name: mlserver, model: iris}", "requests:",
                      "  - predict: {rows: iris.csv, columns: [sepal_length, sepal_width, petal_length, petal_width]}"};
  protocol.remarks = {
      "Until the models are loaded /v2/models/NAME/ready is 400 with an empty body.",
      "NaN in an answer is null.",
      "It has no binary tensors (1.7.1): a binary body is 500.",
      "A model's metadata is 200 before it is ready; a prediction is 400 \"Model iris is not ready yet.\" until then.",
      ("A body that is not JSON is 500 with a traceback as plain text where it is sent as application/octet-stream, "
       "422 where it is application/json."),
      "A datatype that it does not know is 422 with FastAPI's `detail`; a wrong shape is 500 with `error`.",
      "Answers from 500 bytes on are compressed where that is asked for.",
      "Metrics are on port 8082 alone. When a model cannot be loaded, the process ends with status 0.",
  };
  protocol.errors = {{500, "Traceback (most recent call last)", "a traceback as text: the body could not be read"}};
  return protocol;
}

// --- V1, TensorFlow Serving

Json v1_body(const PredictPlan& plan, const Json& instances) {
  const auto format = format_of(plan.options);
  Json body;
  const bool has_names = !plan.input.columns.empty();
  if (format == "inputs") {
    body["inputs"] = instances;
  } else {
    body["instances"] = format == "records" && has_names ? named_rows(plan.input, instances) : instances;
  }
  add_parameters(plan.options, body);
  return body;
}

// Columns: each input by its name.
Json v1_columns(const PredictPlan& plan, const std::vector<Tensor>& tensors) {
  Json body;
  if (tensors.size() == 1) body["inputs"] = nested(tensors.front());
  if (tensors.size() > 1)
    for (const auto& tensor : tensors) body["inputs"][tensor.name] = nested(tensor);
  add_parameters(plan.options, body);
  return body;
}

Result<PredictBodies> v1_bodies(const PredictPlan& plan, const ModelMetadata* metadata, std::uint64_t seed) {
  PredictBodies made;
  const bool has_tensors =
      plan.input.kind == PredictInput::Kind::tensors || plan.input.kind == PredictInput::Kind::random;
  if (format_of(plan.options) == "inputs" && has_tensors) {
    auto sets = tensor_sets(plan, metadata, seed);
    if (sets.has_error()) return sets.error();
    for (const auto& tensors : *sets) made.bodies.push_back(to_text(v1_columns(plan, tensors)));
    return made;
  }
  auto sets = instance_sets(plan, metadata, seed);
  if (sets.has_error()) return sets.error();
  for (const auto& instances : *sets) made.bodies.push_back(to_text(v1_body(plan, instances)));
  return made;
}

// The row format is answered by a prediction for each instance; of columns the model says what comes.
Json v1_good(const PredictPlan& plan) {
  return format_of(plan.options) == "inputs" ? finite_answer_at("$.predictions") : list_answer(plan, "$.predictions");
}

Json tf_good(const PredictPlan& plan) {
  return format_of(plan.options) == "inputs" ? finite_answer_at("$.outputs") : list_answer(plan, "$.predictions");
}

Protocol kserve_v1() {
  Protocol protocol;
  protocol.name = "kserve_v1";
  protocol.title = "KServe V1";
  protocol.summary = "lists of instances, as TensorFlow Serving has them";
  protocol.port = 8080;
  protocol.path = "/v1/models/{model}:predict";
  protocol.ready = "/v1/models/{model}";
  protocol.ready_status = 200;
  protocol.live = "/";
  protocol.no_metadata = "its metadata says no shapes: write `rows` or `input`";
  protocol.metrics = "GET :8080/metrics";
  protocol.needs_model = true;
  protocol.without = {"key", "version", "input_name", "datatype"};
  protocol.formats = {"instances", "inputs", "records"};
  protocol.error_at = {"error", "detail"};
  protocol.error_in_200 = {"error"};
  protocol.predictions_at = {"predictions"};
  protocol.own_members = {"instances", "inputs"};
  protocol.bodies = v1_bodies;
  protocol.good = v1_good;
  protocol.example = {"protocol: {name: kserve_v1, model: iris}",
                      "requests:", "  - predict: {input: [[5.1, 3.5, 1.4, 0.2]]}"};
  protocol.remarks = {
      "A Content-Type with a charset gives 500: none is sent.",
      "`instances` that are missing are 500 (KeyError), as is whatever a model raises; a body that is not JSON is 400.",
      "Predictions are at $.predictions for `inputs` too.",
      "NaN in an answer is null.",
      "`instances` are answered by as many predictions, where the model keeps to the protocol.",
  };
  return protocol;
}

Protocol tf_serving() {
  Protocol protocol;
  protocol.name = "tf_serving";
  protocol.title = "TensorFlow Serving, REST";
  protocol.summary = "instances (row format) or inputs (column format)";
  protocol.port = 8501;
  protocol.path = "/v1/models/{model}{/versions/version}:predict";
  protocol.ready = "/v1/models/{model}{/versions/version}";
  protocol.ready_status = 200;
  protocol.live = "/v1/models/{model}";
  protocol.metadata = "/v1/models/{model}{/versions/version}/metadata";
  protocol.metrics = "GET :8501/monitoring/prometheus/metrics, where it is switched on";
  protocol.needs_model = true;
  protocol.without = {"key", "input_name", "datatype"};
  protocol.formats = {"instances", "inputs", "records"};
  protocol.error_at = {"error"};
  protocol.error_in_200 = {"error"};
  protocol.predictions_at = {"predictions", "outputs"};
  protocol.own_members = {"instances", "inputs"};
  protocol.bodies = v1_bodies;
  protocol.good = tf_good;
  protocol.read_metadata = read_signature_def;
  protocol.example = {"protocol: {name: tf_serving, model: half_plus_two}", "requests:", "  - predict: random"};
  protocol.remarks = {
      "The row format answers at $.predictions, the column format (format: inputs) at $.outputs.",
      "Answers may hold NaN and Infinity, which is no JSON: the failure says where.",
      "signature_name goes into parameters: {signature_name: ...}.",
      ("A model that is being loaded answers 200 at its path with a state that is not AVAILABLE: the first prediction "
       "tells."),
      "Outputs whose names end with _bytes are {\"b64\": ...}.",
  };
  return protocol;
}

}  // namespace

std::vector<Protocol> kserve_protocols() { return {kserve_v1(), kserve_v2(), triton(), mlserver(), tf_serving()}; }

}  // namespace plimsoll
