#include "scenarios/protocols/model_server_protocols.h"

#include "core/json/json.h"
#include "scenarios/protocols/answer_parts.h"
#include "scenarios/protocols/payload_parts.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <utility>

namespace plimsoll {
namespace {

using Json = nlohmann::ordered_json;
using Kind = PredictInput::Kind;

// Each set of instances made into one body.
Result<PredictBodies> each_set(const PredictPlan& plan, const ModelMetadata* metadata, std::uint64_t seed,
                               Result<std::string> (*body_of)(const PredictPlan&, const Json&)) {
  auto sets = instance_sets(plan, metadata, seed);
  if (sets.has_error()) return sets.error();
  PredictBodies made;
  for (const auto& instances : *sets) {
    auto body = body_of(plan, instances);
    if (body.has_error()) return body.error();
    made.bodies.push_back(*std::move(body));
  }
  return made;
}

// --- MLflow

Json split_of(const std::vector<std::string>& columns, const Json& rows) {
  Json split;
  if (!columns.empty()) split["columns"] = columns;
  split["data"] = rows;
  return split;
}

bool are_objects(const Json& list) {
  return std::all_of(list.begin(), list.end(), [](const Json& one) { return one.is_object(); });
}

Result<PredictBodies> mlflow_bodies(const PredictPlan& plan, const ModelMetadata* metadata, std::uint64_t seed) {
  auto sets = instance_sets(plan, metadata, seed);
  if (sets.has_error()) return sets.error();
  const bool is_table = plan.input.kind == Kind::rows || (metadata != nullptr && metadata->is_table);
  auto columns = plan.input.columns;
  if (plan.input.kind == Kind::random && metadata->is_table)
    for (const auto& one : metadata->inputs) columns.push_back(one.name);
  auto format = plan.options.format;
  if (format.empty()) format = is_table ? "dataframe_split" : "inputs";
  PredictInput named;
  named.columns = columns;
  PredictBodies made;
  for (const auto& rows : *sets) {
    Json body;
    if (format == "dataframe_split")
      body[format] = split_of(columns, rows);
    else if (format == "dataframe_records")
      body[format] = named_rows(named, rows);
    else
      body[format] = rows;
    if (format == "dataframe_records" && !are_objects(body[format]))
      return invalid("dataframe_records: a row is named by its columns: write rows: FILE, or objects");
    add_parameters(plan.options, body);
    made.bodies.push_back(to_text(body));
  }
  return made;
}

Json mlflow_good(const PredictPlan&) { return finite_answer_at("$.predictions"); }

Protocol mlflow() {
  Protocol protocol;
  protocol.name = "mlflow";
  protocol.title = "MLflow's scoring server";
  protocol.summary = "POST /invocations with a data frame or tensors";
  protocol.port = 5000;
  protocol.path = "/invocations";
  protocol.ready = "/health";
  protocol.ready_status = 200;
  protocol.live = "/ping";
  protocol.no_metadata =
      "name the MLmodel file that lies beside it, protocol: {name: mlflow, metadata: MLmodel}, or write rows: FILE";
  protocol.without = {"model", "version", "key", "input_name", "datatype"};
  protocol.formats = {"dataframe_split", "dataframe_records", "inputs", "instances"};
  protocol.error_at = {"message"};
  protocol.predictions_at = {"predictions"};
  protocol.own_members = {"dataframe_split", "dataframe_records", "inputs", "instances"};
  protocol.bodies = mlflow_bodies;
  protocol.good = mlflow_good;
  protocol.read_metadata = read_mlmodel;
  protocol.example = {"protocol: mlflow", "requests:", "  - predict: {rows: iris.csv, batch: 8}"};
  protocol.remarks = {
      ("Rows are sent as dataframe_split, other input as `inputs`; format: dataframe_records or instances says it "
       "otherwise. Exactly one of the four may be in a body; an unknown key beside it is ignored."),
      ("An error has four keys: error_code, message, sqlstate, error_class; stack_trace where the model raised. "
       "error_class is not error_code."),
      ("For a column of type long 2.9 is cut to 2 without a word, and \"2\" and true are taken: check predictions, not "
       "the status."),
      "NaN in a prediction is bare NaN, which is no JSON: the failure says where.",
      "A column too many is 200; one that is missing is 400.",
      "Without a Content-Type the answer is 500, with another one than JSON or CSV 415 as plain text.",
      "A timeout is 504 with a sentence that is labelled JSON; the model goes on working.",
      "/ping and /health answer a newline that is labelled JSON.",
  };
  protocol.errors = {
      {504, "Request processing time exceeded limit", "the server's own timeout; the model goes on working"},
      {400, "stack_trace", "the model raised"},
      {400, "SCHEMA_ENFORCEMENT_FAILED", "the input does not fit the model's signature"},
      {400, "INVALID_PARAMETER_VALUE", "the body is not one that the server takes"},
      {415, "", "the content type is neither JSON nor CSV"},
  };
  return protocol;
}

// --- TorchServe

Result<std::string> torch_body(const PredictPlan& plan, const Json& instances) {
  const auto format = format_of(plan.options);
  if (format == "json") {
    if (plan.options.parameters) return invalid("parameters: format: json sends the instance as it is");
    if (instances.size() != 1) return to_text(named_rows(plan.input, instances));
    return to_text(named_rows(plan.input, instances).front());
  }
  Json body;
  body["instances"] = instances;
  add_parameters(plan.options, body);
  return to_text(body);
}

Result<PredictBodies> torch_bodies(const PredictPlan& plan, const ModelMetadata* metadata, std::uint64_t seed) {
  return each_set(plan, metadata, seed, torch_body);
}

Protocol torchserve() {
  Protocol protocol;
  protocol.name = "torchserve";
  protocol.title = "TorchServe";
  protocol.summary = "POST /predictions/MODEL; what the body is, its handler says";
  protocol.port = 8080;
  protocol.path = "/predictions/{model}{/version}";
  protocol.ready = "/ping";
  protocol.ready_status = 200;
  protocol.live = "/ping";
  protocol.no_metadata = "its handler says what a body is: write `rows` or `input`, or json: of your own";
  protocol.metrics = "GET :8082/metrics, where metrics_mode is prometheus";
  protocol.needs_model = true;
  protocol.has_stream = true;
  protocol.without = {"key", "input_name", "datatype"};
  protocol.formats = {"instances", "json"};
  protocol.error_at = {"message"};
  protocol.own_members = {"instances"};
  protocol.bodies = torch_bodies;
  protocol.good = finite_answer;
  protocol.more = streamed_chunks;
  protocol.example = {"protocol: {name: torchserve, model: resnet}",
                      "requests:", "  - predict: {input: [[5.1, 3.5, 1.4, 0.2]]}"};
  protocol.remarks = {
      ("/ping is 200 \"Healthy\" as soon as Java listens, before a worker has loaded its model (45 s too early where "
       "the machine is busy): the load waits for a prediction that is good."),
      // NOLINTNEXTLINE(bugprone-suspicious-missing-comma): one remark of several lines
      "A handler that raises is 503, not 500: {code, type: InternalServerException, message: Prediction failed}; so is "
      "a body that it cannot read. A worker that dies is 500 \"Worker died.\", and is back a second later.",
      "A full queue is 503 ServiceUnavailableException, whose message says that there is no worker.",
      "A good answer of a dict has no Content-Type, and its status line no reason.",
      "Without a token, where one is needed, the answer is 400 InvalidKeyException: add headers: {Authorization: ...}.",
      "The body is {\"instances\": ...}; format: json sends the instance as it is.",
  };
  protocol.errors = {
      {503, "Prediction failed", "the handler raised, or could not read the body"},
      {503, "ServiceUnavailableException", "its queue is full, or it has no worker"},
      {500, "Worker died", "a worker ended within the request"},
      {400, "InvalidKeyException", "it wants a token: headers: {Authorization: Bearer ...}"},
  };
  return protocol;
}

// --- SageMaker

std::string csv_cell(const Json& cell) {
  if (cell.is_null()) return "";
  if (!cell.is_string()) return to_text(cell);
  const auto& text = cell.get_ref<const std::string&>();
  if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
  std::string quoted = "\"";
  for (const char c : text) quoted += c == '"' ? "\"\"" : std::string(1, c);
  return quoted + "\"";
}

Result<std::string> csv_of(const Json& rows) {
  std::string text;
  for (const auto& row : rows) {
    if (!row.is_array()) return invalid("format: csv needs rows of cells, got " + to_text(row).substr(0, 40));
    bool is_first = true;
    for (const auto& cell : row) {
      if (cell.is_structured()) return invalid("format: csv has no nested values: " + to_text(cell).substr(0, 40));
      if (!is_first) text += ',';
      is_first = false;
      text += csv_cell(cell);
    }
    text += '\n';
  }
  return text;
}

Result<std::string> sagemaker_body(const PredictPlan& plan, const Json& instances) {
  const auto format = format_of(plan.options);
  if (format != "json" && plan.options.parameters)
    return invalid(fmt::format("parameters: a body of {} has no members to add", format));
  if (format == "csv") return csv_of(instances);
  if (format == "jsonlines") {
    std::string lines;
    for (const auto& one : named_rows(plan.input, instances)) lines += to_text(one) + "\n";
    return lines;
  }
  Json body;
  body["instances"] = instances;
  add_parameters(plan.options, body);
  return to_text(body);
}

Result<PredictBodies> sagemaker_bodies(const PredictPlan& plan, const ModelMetadata* metadata, std::uint64_t seed) {
  auto made = each_set(plan, metadata, seed, sagemaker_body);
  if (made.has_error() || format_of(plan.options) == "json") return made;
  made->is_json = false;
  made->content_type = format_of(plan.options) == "csv" ? "text/csv" : "application/jsonlines";
  return made;
}

Protocol sagemaker() {
  Protocol protocol;
  protocol.name = "sagemaker";
  protocol.title = "a container of Amazon SageMaker";
  protocol.summary = "GET /ping, POST /invocations with CSV or JSON";
  protocol.port = 8080;
  protocol.path = "/invocations";
  protocol.ready = "/ping";
  protocol.ready_status = 200;
  protocol.live = "/ping";
  protocol.no_metadata = "its contract says nothing of bodies: write rows: FILE or `input`";
  protocol.has_stream = true;
  protocol.without = {"model", "version", "key", "input_name", "datatype"};
  protocol.formats = {"csv", "json", "jsonlines"};
  protocol.error_at = {"message", "error"};
  protocol.own_members = {"instances"};
  protocol.bodies = sagemaker_bodies;
  protocol.good = finite_answer;
  protocol.more = streamed_chunks;
  protocol.example = {"protocol: {name: sagemaker, format: csv}", "requests:", "  - predict: {rows: iris.csv}"};
  protocol.remarks = {
      "Rows go as CSV without a line of names; format: json sends {\"instances\": ...}, format: jsonlines a line each.",
      "A container has 60 s for an answer: timeout: 60s.",
      "stream: true measures a response stream chunk by chunk.",
      ("A container is started as `docker run IMAGE serve` and stopped by SIGTERM; inspect: true under `target` leaves "
       "it up for a look, as local mode does."),
  };
  return protocol;
}

// --- Lambda

Result<std::string> event_body(const PredictPlan& plan, const Json& instances) {
  const auto whole = named_rows(plan.input, instances);
  if (!plan.options.key.empty()) {
    Json body;
    body[plan.options.key] = whole;
    add_parameters(plan.options, body);
    return to_text(body);
  }
  if (whole.size() == 1 && whole.front().is_object()) {
    auto body = whole.front();
    if (auto added = add_new_parameters(plan.options, body); added.has_error()) return added.error();
    return to_text(body);
  }
  if (plan.options.parameters) return invalid("parameters: the event is a list: add key: NAME to `protocol`");
  return to_text(whole);
}

Result<PredictBodies> lambda_bodies(const PredictPlan& plan, const ModelMetadata* metadata, std::uint64_t seed) {
  return each_set(plan, metadata, seed, event_body);
}

Protocol lambda() {
  Protocol protocol;
  protocol.name = "lambda";
  protocol.title = "AWS Lambda, its runtime interface emulator";
  protocol.summary = "POST an event; an error is a 200";
  protocol.port = 9000;
  protocol.path = "/2015-03-31/functions/function/invocations";
  protocol.ready = "/";
  protocol.no_metadata = "a function says nothing of its event: write `rows` or `input`";
  protocol.error_at = {"errorMessage"};
  protocol.error_in_200 = {"errorMessage", "errorType"};
  protocol.without = {"model", "version", "input_name", "datatype"};
  protocol.bodies = lambda_bodies;
  protocol.good = finite_answer;
  protocol.example = {"protocol: lambda", "load: {users: 1, duration: 1m}",
                      "requests:", "  - predict: {rows: events.jsonl}"};
  protocol.remarks = {
      ("A function that raises answers 200 with errorMessage, errorType, requestId and stackTrace; "
       "X-Amz-Function-Error never comes."),
      ("A timeout is 200 with a sentence as plain text: \"Task timed out after 3.00 seconds\". The runtime is started "
       "anew: memory is that of another process."),
      "Every answer is labelled text/plain; NaN is bare NaN in it.",
      "One invocation at a time: the emulator takes no second one, and may end. Load it with one user.",
      ("A runtime that exits is 502 with Runtime.ExitError; a body that is not JSON is 200 with "
       "Runtime.UnmarshalError, an answer that is not 200 with Runtime.MarshalError."),
      "Any request to its path, even GET without a body, is an invocation: / is asked whether it is up.",
  };
  protocol.errors = {
      {200, "Task timed out after", "the function timed out, in a 200"},
      {502, "Runtime.ExitError", "the runtime exited"},
      {200, "Runtime.UnmarshalError", "the event is no JSON to it, in a 200"},
      {200, "Runtime.MarshalError", "what the function returned is no JSON, in a 200"},
  };
  return protocol;
}

}  // namespace

std::vector<Protocol> model_server_protocols() { return {mlflow(), torchserve(), sagemaker(), lambda()}; }

}  // namespace plimsoll
