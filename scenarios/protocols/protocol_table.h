#pragma once

// `protocol` and `predict` of a scenario: how they are written. Immutable tables; any thread.

#include "scenarios/fields/field_table.h"
#include "scenarios/protocols/predict_plan.h"

#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

namespace plimsoll {

// Its keys as they come in.
struct PredictDraft {
  PredictInput input;
  std::vector<std::string> columns;
};

// A name, or a mapping.
ValueType<ProtocolOptions> protocol_type();
// `random`, or a mapping. Reads the rows that it names.
ValueType<PredictInput> predict_type();

const ObjectTable<ProtocolOptions>& protocol_table();
const ObjectTable<PredictDraft>& predict_table();
const ObjectTable<PredictInput::NamedTensor>& tensor_table();

}  // namespace plimsoll
