#pragma once

// What a service, or a file, tells of a model's inputs: names, datatypes, shapes. Read from KServe V2's metadata, TF
// Serving's signature_def, MLflow's MLmodel. What is told may be wrong: each reader refuses what cannot be, by its
// name. Values and pure functions; any thread.

#include "core/error.h"
#include "scenarios/tensors/datatype.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace plimsoll {

struct InputFacts {
  std::string name;
  Datatype type = Datatype::fp32;
  std::vector<std::int64_t> shape;  // -1: any size; a column of a table has none
};

struct ModelMetadata {
  std::vector<InputFacts> inputs;
  bool is_table = false;  // its inputs are columns

  const InputFacts* find(std::string_view name) const;
};

// {"name", "inputs": [{"name", "datatype", "shape"}]}
Result<ModelMetadata> read_v2_metadata(std::string_view json);
// {"metadata": {"signature_def": {"signature_def": {"serving_default": {"inputs": ...}}}}}
Result<ModelMetadata> read_signature_def(std::string_view json);
// The YAML file that lies beside a model of MLflow; its signature is JSON within.
Result<ModelMetadata> read_mlmodel(std::string_view yaml);

}  // namespace plimsoll
