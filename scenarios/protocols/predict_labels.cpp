#include "scenarios/protocols/predict_labels.h"

#include "scenarios/document/document_path.h"
#include "scenarios/protocols/node_writing.h"
#include "scenarios/protocols/predict_rows.h"
#include "scenarios/template_text.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

namespace plimsoll {
namespace {

YamlNode* quality_of(YamlNode& request) {
  auto* quality = request.find("quality");
  return quality != nullptr && quality->is_map() ? quality : nullptr;
}

// `rows` of `predict`, where a label names one of their columns; null: it does not.
const YamlNode* labelled_rows(YamlNode& request) {
  auto* quality = quality_of(request);
  auto* predict = request.find("predict");
  if (quality == nullptr || predict == nullptr || !predict->is_map()) return nullptr;
  const auto* label = quality->find("label");
  if (label == nullptr || !label->is_scalar() || has_template(label->text)) return nullptr;
  return predict->find("rows");
}

YamlNode list_of_texts(const std::vector<std::string>& texts, std::size_t line) {
  YamlNode list;
  list.kind = YamlNode::Kind::list;
  list.line = line;
  for (const auto& text : texts) list.items.push_back(text_node(text, line));
  return list;
}

}  // namespace

void leave_label_out(YamlNode& request, const std::string& path, ParseContext& context) {
  const auto* rows = labelled_rows(request);
  auto& predict = *request.find("predict");
  if (rows == nullptr || predict.find("columns") != nullptr) return;
  FindingLog unheard("");
  ParseContext quiet{unheard, context.folder, context.body_bytes_left, context.allowed};
  PredictInput read;
  read_predict_rows(Value(*rows, path + ".predict.rows", quiet), {}, read);
  const auto& label = quality_of(request)->find("label")->text;
  const auto found = std::find(read.columns.begin(), read.columns.end(), label);
  if (found == read.columns.end()) return;  // told when the labels are read
  read.columns.erase(found);
  add_member(predict, "columns", list_of_texts(read.columns, rows->line));
}

void write_labels(YamlNode& request, const std::string& path, std::uint64_t batch, ParseContext& context) {
  const auto* rows = labelled_rows(request);
  if (rows == nullptr) return;
  auto& quality = *quality_of(request);
  const auto line = quality.line;
  const auto name = quality.find("label")->text;
  PredictInput read;
  read_predict_rows(Value(*rows, path + ".quality.label", context), {name}, read);
  if (!read.instances) return;
  auto labels = nlohmann::ordered_json::array();
  const auto size = std::max<std::uint64_t>(1, batch);
  for (std::size_t i = 0; i < read.instances->size(); ++i) {
    if (i % size == 0) labels.push_back(nlohmann::ordered_json::array());
    labels.back().push_back((*read.instances)[i].front());
  }
  for (std::size_t i = 0; i < quality.keys.size(); ++i)
    if (quality.keys[i].text == "label") {
      quality.keys[i].text = "labels";
      quality.items[i] = node_of_json(labels, line);
      return;
    }
}

void write_prediction_place(YamlNode& request, const nlohmann::ordered_json& good) {
  auto* quality = quality_of(request);
  if (quality == nullptr || quality->find("prediction") != nullptr || quality->find("probability") != nullptr) return;
  const auto place = good.find("finite");
  if (place == good.end() || !place->is_string() || place->get<std::string>() == "$") return;
  // Of tensors those of the first output.
  const auto found = place->get<std::string>();
  add_member(*quality, "prediction", text_node(found == "$.outputs" ? "$.outputs[0].data" : found, quality->line));
}

}  // namespace plimsoll
