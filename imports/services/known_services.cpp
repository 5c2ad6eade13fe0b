#include "imports/services/known_services.h"

#include "core/json/json.h"
#include "core/text.h"
#include "imports/plan/document_value.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

namespace plimsoll {
namespace {

using AnswerJson = nlohmann::ordered_json;

// What a name says of a model that embeds.
bool is_of_embeddings(std::string_view model) {
  constexpr std::array<std::string_view, 6> kWords = {"embed", "bge-", "e5-", "gte-", "minilm", "mpnet"};
  const auto name = lower_case(model);
  return std::any_of(kWords.begin(), kWords.end(), [&](auto word) { return name.find(word) != std::string::npos; });
}

}  // namespace

bool is_openai(const ToldAnswer& answer) {
  if (!answer.is_good()) return false;
  const auto json = parse_ordered_json(answer.body);
  const auto& models = member(json, "data");
  return models.is_array() && !models.empty() && !text_member(models.front(), "id").empty();
}

void add_openai_request(const ToldAnswer& models, ImportDraft& draft) {
  draft.format = "an API like OpenAI's";
  const auto json = parse_ordered_json(models.body);
  const auto& list = member(json, "data");
  const auto model = text_member(list.front(), "id");
  if (list.size() > 1) draft.leave_out("GET /v1/models", fmt::format("{} models: {} is the first", list.size(), model));
  ImportedRequest request;
  request.place = "GET /v1/models";
  request.method = "POST";
  request.expected_status = "200";
  request.timeout = "60s";
  AnswerJson body;
  body["model"] = model;
  if (is_of_embeddings(model)) {
    request.name = "embeddings";
    request.path = "/v1/embeddings";
    body["input"] = "How long is a ship's plimsoll line?";
    request.expected_json = {{"$.data[0].embedding", R"({"type": "array"})"}};
  } else {
    request.name = "chat";
    request.path = "/v1/chat/completions";
    AnswerJson message;
    message["role"] = "user";
    message["content"] = "What is a plimsoll line? Answer in one sentence.";
    body["messages"] = AnswerJson::array({message});
    body["max_tokens"] = 64;
    request.expected_json = {{"$.choices[0].message", R"({"type": "object"})"}};
  }
  request.body.kind = ImportedBody::Kind::json;
  request.body.text = to_text(body);
  draft.requests.push_back(std::move(request));
}

bool is_torchserve(const ToldAnswer& answer) {
  return answer.is_good() && !text_member(parse_ordered_json(answer.body), "status").empty();
}

void add_ping_request(const ToldAnswer& ping, ImportDraft& draft) {
  const bool torch = is_torchserve(ping);
  draft.format = torch ? "TorchServe" : "SageMaker";
  ImportedRequest request;
  request.place = "GET /ping";
  request.name = "predict";
  request.method = "POST";
  request.path = torch ? "/predictions/MODEL" : "/invocations";
  request.expected_status = "200";
  request.body.kind = ImportedBody::Kind::json;
  request.body.text = R"({"instances": [[5.1, 3.5, 1.4, 0.2]]})";
  request.protocol = torch ? "{name: torchserve, model: MODEL}" : "{name: sagemaker, format: json}";
  request.predict = "{input: [[5.1, 3.5, 1.4, 0.2]]}";
  draft.leave_out(request.place,
                  torch ? "names no model: write yours instead of MODEL (GET :8081/models lists them), and a "
                          "body that it takes"
                        : "says nothing of bodies: write one that the model takes");
  draft.requests.push_back(std::move(request));
}

}  // namespace plimsoll
