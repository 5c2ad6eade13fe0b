#include "tests/cli/protocols/strict_servers.h"

#include <fmt/format.h>

#include <cstring>
#include <nlohmann/json.hpp>
#include <optional>
#include <sstream>
#include <string>

namespace plimsoll::test {
namespace {

using nlohmann::json;

constexpr std::size_t kWidth = 4;

Reply error(int status, const std::string& words) { return Reply::status(status, json{{"error", words}}.dump()); }

bool is_json(const ReceivedRequest& request) { return request.header("content-type") == "application/json"; }

// A list of lists of 4 numbers.
std::optional<std::vector<double>> sums_of(const json& rows) {
  if (!rows.is_array() || rows.empty()) return std::nullopt;
  std::vector<double> sums;
  for (const auto& row : rows) {
    if (!row.is_array() || row.size() != kWidth) return std::nullopt;
    double sum = 0;
    for (const auto& cell : row) {
      if (!cell.is_number()) return std::nullopt;
      sum += cell.get<double>();
    }
    sums.push_back(sum);
  }
  return sums;
}

Reply v2_answer(const std::vector<float>& sums, bool is_binary) {
  json answer = {{"model_name", "iris"}, {"model_version", "1"}};
  json output = {{"name", "y"}, {"datatype", "FP32"}, {"shape", {sums.size(), 1}}};
  std::string data;
  if (is_binary) {
    data.assign(reinterpret_cast<const char*>(sums.data()), sums.size() * sizeof(float));
    output["parameters"] = {{"binary_data_size", data.size()}};
  } else {
    output["data"] = sums;
  }
  answer["outputs"] = json::array({output});
  const auto head = answer.dump();
  if (!is_binary) return Reply::json(head);
  return Reply::with(200, "application/octet-stream", head + data)
      .header("Inference-Header-Content-Length", std::to_string(head.size()));
}

// The elements of the one input; nothing, and words, where it is not as published.
std::optional<std::vector<float>> v2_elements(const json& body, std::string_view binary, bool is_binary,
                                              std::string& trouble) {
  const auto wrong = [&](std::string words) {
    trouble = std::move(words);
    return std::nullopt;
  };
  if (!body.is_object() || !body.contains("inputs") || !body["inputs"].is_array() || body["inputs"].size() != 1)
    return wrong("expected one input");
  const auto& input = body["inputs"][0];
  if (input.value("name", "") != "x") return wrong("unexpected inference input '" + input.value("name", "") + "'");
  if (input.value("datatype", "") != "FP32") return wrong("inference input data-type is not FP32");
  if (!input.contains("shape") || !input["shape"].is_array() || input["shape"].size() != 2 ||
      input["shape"][1] != kWidth)
    return wrong("unexpected shape for input 'x'");
  const auto count = input["shape"][0].get<std::size_t>() * kWidth;
  if (!is_binary) {
    if (!input.contains("data") || !input["data"].is_array() || input["data"].size() != count)
      return wrong("data does not fit the shape");
    return input["data"].get<std::vector<float>>();
  }
  if (input.contains("data")) return wrong("data beside binary data");
  if (!input.contains("parameters") || input["parameters"].value("binary_data_size", std::size_t{0}) != binary.size())
    return wrong("binary_data_size does not fit the body");
  if (binary.size() != count * sizeof(float)) return wrong("binary data does not fit the shape");
  std::vector<float> elements(count);
  std::memcpy(elements.data(), binary.data(), binary.size());
  return elements;
}

Reply infer(const ReceivedRequest& request) {
  const auto header = request.header("inference-header-content-length");
  if (!header && !is_json(request)) return error(400, "expected application/json");
  if (header && request.header("content-type") != "application/octet-stream") return error(400, "expected octets");
  const auto length = header ? std::stoul(*header) : request.body.size();
  if (length > request.body.size()) return error(400, "the header is longer than the body");
  const auto body = json::parse(request.body.substr(0, length), nullptr, false);
  std::string trouble;
  const auto elements = v2_elements(body, std::string_view(request.body).substr(length), header.has_value(), trouble);
  if (!elements) return error(400, trouble);
  std::vector<float> sums;
  for (std::size_t i = 0; i < elements->size(); i += kWidth)
    sums.push_back((*elements)[i] + (*elements)[i + 1] + (*elements)[i + 2] + (*elements)[i + 3]);
  const bool wants_binary = body.contains("parameters") && body["parameters"].value("binary_data_output", false);
  return v2_answer(sums, wants_binary);
}

}  // namespace

Reply strict_v2(const ReceivedRequest& request) {
  if (request.target == "/v2/models/iris/ready" || request.target == "/v2/health/live")
    return Reply::with(200, "application/json", "");
  if (request.target == "/v2/models/iris")
    return Reply::json(R"({"name": "iris", "platform": "test", "inputs": [{"name": "x", "datatype": "FP32",)"
                       R"( "shape": [-1, 4]}], "outputs": [{"name": "y", "datatype": "FP32", "shape": [-1, 1]}]})");
  if (request.target == "/v2/models/iris/infer" && request.method == "POST") return infer(request);
  return error(404, "not found: " + request.target);
}

Reply strict_tf_serving(const ReceivedRequest& request) {
  if (request.target == "/v1/models/iris/metadata")
    return Reply::json(
        R"({"metadata": {"signature_def": {"signature_def": {"serving_default": {"inputs": {"x": {"dtype": "DT_FLOAT",)"
        R"( "tensor_shape": {"dim": [{"size": "-1"}, {"size": "4"}], "unknown_rank": false}}}}}}}})");
  if (request.target != "/v1/models/iris:predict" || request.method != "POST") return error(404, "Malformed request");
  const auto body = json::parse(request.body, nullptr, false);
  const bool is_row = body.is_object() && body.contains("instances");
  const bool is_column = body.is_object() && body.contains("inputs");
  if (is_row == is_column) return error(400, "Missing 'inputs' or 'instances' key");
  const auto sums = sums_of(is_row ? body["instances"] : body["inputs"]);
  if (!sums) return error(400, "Failed to process element");
  return Reply::json(json{{is_row ? "predictions" : "outputs", *sums}}.dump());
}

Reply strict_mlflow(const ReceivedRequest& request) {
  if (request.target == "/ping" || request.target == "/health") return Reply::json("\n");
  if (request.target != "/invocations" || request.method != "POST") return error(404, "not found");
  if (!is_json(request)) return Reply::with(415, "text/plain; charset=utf-8", "This predictor only supports JSON");
  const auto body = json::parse(request.body, nullptr, false);
  const auto refuse = [](const std::string& words, const char* kind) {
    return Reply::status(
        400,
        json{{"error_code", "BAD_REQUEST"}, {"message", words}, {"sqlstate", "KAM00"}, {"error_class", kind}}.dump());
  };
  if (!body.is_object() || body.size() != 1)
    return refuse("exactly one of the input fields", "INVALID_PARAMETER_VALUE");
  if (body.contains("inputs") || body.contains("instances")) {
    const auto sums = sums_of(body.front());
    if (!sums) return refuse("shape", "SCHEMA_ENFORCEMENT_FAILED");
    return Reply::json(json{{"predictions", *sums}}.dump());
  }
  const bool is_split = body.contains("dataframe_split");
  json rows = body.front();
  if (is_split) {
    if (rows.value("columns", json()) != json({"a", "b"}))
      return refuse("Model is missing inputs ['a', 'b']", "SCHEMA_ENFORCEMENT_FAILED");
    rows = rows["data"];
  } else if (!body.contains("dataframe_records")) {
    return refuse("Received dictionary with input fields: []", "INVALID_PARAMETER_VALUE");
  }
  std::string predictions;
  for (const auto& row : rows) {
    const bool fits = is_split ? row.is_array() && row.size() == 2 : row.is_object() && row.contains("a");
    if (!fits) return refuse("rows", "SCHEMA_ENFORCEMENT_FAILED");
    const auto& first = is_split ? row[0] : row["a"];
    predictions += (predictions.empty() ? "" : ", ") + (first == 666 ? std::string("NaN") : first.dump());
  }
  return Reply::json("{\"predictions\": [" + predictions + "]}");
}

Reply strict_torchserve(const ReceivedRequest& request) {
  if (request.target == "/ping") return Reply::json(R"({"status": "Healthy"})");
  if (request.target != "/predictions/iris")
    return Reply::status(404, R"({"code": 404, "type": "ResourceNotFoundException"})");
  const auto body = json::parse(request.body, nullptr, false);
  const auto sums = body.is_object() && body.contains("instances") ? sums_of(body["instances"]) : std::nullopt;
  if (!sums)
    return Reply::status(503, R"({"code": 503, "type": "InternalServerException", "message": "Prediction failed"})");
  const auto answer = json{{"sums", *sums}}.dump();
  return Reply::raw(fmt::format("HTTP/1.1 200 \r\nContent-Length: {}\r\n\r\n{}", answer.size(), answer));
}

Reply strict_sagemaker(const ReceivedRequest& request) {
  if (request.target == "/ping") return Reply::json("\n");
  if (request.target != "/invocations") return Reply::status(404);
  if (is_json(request)) {
    const auto body = json::parse(request.body, nullptr, false);
    const auto sums = body.is_object() && body.contains("instances") ? sums_of(body["instances"]) : std::nullopt;
    return sums ? Reply::json(json{{"predictions", *sums}}.dump()) : Reply::status(400);
  }
  if (request.header("content-type") != "text/csv") return Reply::status(415);
  std::istringstream lines(request.body);
  std::string answer;
  for (std::string line; std::getline(lines, line);) {
    if (std::count(line.begin(), line.end(), ',') != 3 || line.find_first_not_of("0123456789.,-") != std::string::npos)
      return Reply::with(400, "text/plain", "not CSV of 4 numbers");
    answer += "0\n";
  }
  return Reply::with(200, "text/csv", answer);
}

Reply strict_lambda(const ReceivedRequest& request) {
  constexpr auto kText = "text/plain; charset=utf-8";
  if (request.target != "/2015-03-31/functions/function/invocations")
    return Reply::with(404, kText, "404 page not found");
  const auto event = json::parse(request.body, nullptr, false);
  const auto raised = [&](const char* type, const char* message) {
    return Reply::with(
        200, kText,
        json{{"errorMessage", message}, {"errorType", type}, {"requestId", "1"}, {"stackTrace", {"a"}}}.dump());
  };
  if (event.is_discarded()) return raised("Runtime.UnmarshalError", "Unable to unmarshal input");
  if (!event.is_object() || !event.contains("x")) return raised("KeyError", "'x'");
  if (event.contains("late")) return Reply::with(200, kText, "Task timed out after 3.00 seconds");
  return Reply::with(200, kText, R"({"p": 1})");
}

}  // namespace plimsoll::test
