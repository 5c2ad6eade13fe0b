#pragma once

// `quality` of a prediction by its protocol: a label that is a column of the rows that are sent, and where the protocol
// has its predictions. Written out in the document, before anything is read of it. No state; one thread.

#include "scenarios/document/finding_log.h"
#include "scenarios/document/yaml_node.h"
#include "scenarios/fields/value.h"
#include "scenarios/protocols/predict_plan.h"

#include <nlohmann/json_fwd.hpp>
#include <string>

namespace plimsoll {

// The rows of a request without the column that is its label; where `quality` names none, nothing changes. Before the
// rows are read.
void leave_label_out(YamlNode& request, const std::string& path, ParseContext& context);

// The labels, a list for each body, in place of the column's name; `batch`: rows in a body.
void write_labels(YamlNode& request, const std::string& path, std::uint64_t batch, ParseContext& context);

// Where predictions are, unless `quality` says it; `good`: what the protocol expects of an answer.
void write_prediction_place(YamlNode& request, const nlohmann::ordered_json& good);

}  // namespace plimsoll
