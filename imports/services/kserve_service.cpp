#include "imports/services/kserve_service.h"

#include "core/json/json.h"
#include "imports/plan/document_value.h"
#include "imports/plan/yaml_text.h"
#include "scenarios/bodies/url_encoding.h"
#include "scenarios/protocols/model_metadata.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace plimsoll {
namespace {

using ModelJson = nlohmann::ordered_json;

constexpr std::size_t kMostModels = 50;
constexpr std::size_t kMostElements = 4096;  // of one input

void add_model(const ModelJson& entry, std::vector<std::string>& models) {
  const auto name = entry.is_string() ? entry.get<std::string>() : text_member(entry, "name");
  if (!name.empty() && std::find(models.begin(), models.end(), name) == models.end()) models.push_back(name);
}

// KServe lists them itself, Triton and MLServer in their repository.
std::vector<std::string> models_of(const AskService& ask) {
  std::vector<std::string> models;
  for (const auto& [method, path] : {std::pair{"GET", "/v2/models"}, std::pair{"POST", "/v2/repository/index"}}) {
    const auto answer = ask(method, path);
    if (!answer.is_good()) continue;
    const auto json = parse_ordered_json(answer.body);
    const auto& list = json.is_array() ? json : member(json, "models");
    if (!list.is_array()) continue;
    for (const auto& entry : list) {
      const auto state = text_member(entry, "state");
      if (state.empty() || state == "READY") add_model(entry, models);
    }
    if (!models.empty()) break;
  }
  return models;
}

ModelJson element_of(std::string_view type) {
  if (type == "BYTES") return "text";
  if (type == "BOOL") return true;
  if (type.starts_with("FP") || type == "BF16") return 0.5;
  return 1;
}

// Nothing: too large to be written.
std::optional<ModelJson> input_of(const ModelJson& given) {
  auto shape = ModelJson::array();
  std::size_t elements = 1;
  if (const auto& sizes = member(given, "shape"); sizes.is_array())
    for (const auto& size : sizes) {
      const auto length = size.is_number_integer() ? std::max<std::int64_t>(1, size.get<std::int64_t>()) : 1;
      shape.push_back(length);
      elements = length > static_cast<std::int64_t>(kMostElements) ? kMostElements + 1
                                                                   : elements * static_cast<std::size_t>(length);
      if (elements > kMostElements) return std::nullopt;
    }
  const auto type = text_member(given, "datatype");
  ModelJson input;
  input["name"] = text_member(given, "name");
  input["shape"] = shape;
  input["datatype"] = type;
  input["data"] = ModelJson(elements, element_of(type));
  return input;
}

// What the model tells is enough for random values of each input: then nothing is written by hand.
bool is_preset_enough(const std::string& model, const ToldAnswer& metadata, ImportedRequest& request) {
  if (!metadata.is_good()) return false;
  const auto told = read_v2_metadata(metadata.body);
  if (told.has_error() || told->inputs.empty()) return false;
  const bool needs_binary = std::any_of(told->inputs.begin(), told->inputs.end(), [](const InputFacts& input) {
    return input.type == Datatype::fp16 || input.type == Datatype::bf16;
  });
  request.protocol =
      fmt::format("{{name: kserve_v2, model: {}{}}}", yaml_flow_text(model), needs_binary ? ", binary: true" : "");
  request.predict = "random";
  return true;
}

void add_inference(const std::string& model, const ToldAnswer& metadata, ImportDraft& draft) {
  const auto path = fmt::format("/v2/models/{}", encoded_pairs({{"", model}}, Encoding::query).substr(1));
  ImportedRequest request;
  request.place = "GET " + path;
  request.name = model;
  request.method = "POST";
  request.path = path + "/infer";
  request.expected_status = "200";
  request.expected_json = {{"$.outputs", R"({"type": "array"})"}};
  if (is_preset_enough(model, metadata, request)) {
    draft.requests.push_back(std::move(request));
    return;
  }
  ModelJson body;
  body["inputs"] = ModelJson::array();
  const auto json = metadata.is_good() ? parse_ordered_json(metadata.body) : ModelJson();
  if (const auto& inputs = member(json, "inputs"); inputs.is_array())
    for (const auto& one : inputs) {
      auto input = input_of(one);
      if (!input)
        draft.leave_out(request.place,
                        fmt::format("input {}: more than {} elements: write it into a file, json: \"@body.json\"",
                                    text_member(one, "name"), kMostElements));
      else
        body["inputs"].push_back(*std::move(input));
    }
  if (body["inputs"].empty()) draft.leave_out(request.place, "says no inputs: write them into the request");
  request.body.kind = ImportedBody::Kind::json;
  request.body.text = to_text(body);
  draft.requests.push_back(std::move(request));
}

}  // namespace

bool is_kserve(const ToldAnswer& answer) {
  if (!answer.is_good()) return false;
  const auto json = parse_ordered_json(answer.body);
  return json.is_object() && (member(json, "name").is_string() || member(json, "extensions").is_array());
}

void add_kserve_models(const AskService& ask, ImportDraft& draft) {
  draft.format = "KServe V2";
  auto models = models_of(ask);
  if (models.empty()) {
    models.emplace_back("MODEL");
    draft.leave_out("GET /v2/models", "lists no models: write the name of yours instead of MODEL");
    return add_inference(models.front(), {}, draft);
  }
  if (models.size() > kMostModels) {
    draft.leave_out("GET /v2/models", fmt::format("{} models: the first {} of them", models.size(), kMostModels));
    models.resize(kMostModels);
  }
  for (const auto& model : models)
    add_inference(model, ask("GET", "/v2/models/" + encoded_pairs({{"", model}}, Encoding::query).substr(1)), draft);
}

}  // namespace plimsoll
