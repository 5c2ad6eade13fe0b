#pragma once

// What the protocols make their bodies of: instances cut into batches, rows by the names of their columns, tensors of
// instances by what is known of the model, random tensors. Pure functions; any thread. Bounded: 256 MiB of values in
// one request's bodies.

#include "core/error.h"
#include "core/random.h"
#include "scenarios/protocols/predict_plan.h"
#include "scenarios/tensors/tensor.h"

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace plimsoll {

inline constexpr std::uint64_t kMostPredictBytes = 256ULL << 20;

// Each a list of instances; the last may have fewer. Of an input without `batch` all are one.
std::vector<nlohmann::ordered_json> batches_of(const PredictInput& input);

// Rows as objects: [{"age": 41}, ...]. Without names they stay as they are.
nlohmann::ordered_json named_rows(const PredictInput& input, const nlohmann::ordered_json& rows);

// A batch as the tensors of a request. `metadata` null or without inputs: one tensor of all, or where the cells of rows
// are of several kinds, one a column; numbers are FP64. Error: what does not fit what the model tells.
Result<std::vector<Tensor>> tensors_of(const PredictInput& input, const nlohmann::ordered_json& batch,
                                       const ModelMetadata* metadata);
// Of `tensors:`.
Result<std::vector<Tensor>> named_tensors(const PredictInput& input, const ModelMetadata* metadata);

// Valid values for each input. -1 is the batch where it is the first size, else 1, unless `shapes` says it. Floats are
// from 0 to 1 with 4 digits, whole numbers from 0 to 99, texts of 8 letters.
Result<std::vector<Tensor>> random_tensors(const PredictInput& input, const ModelMetadata& metadata, Random& random);
nlohmann::ordered_json random_element(Datatype type, Random& random);

nlohmann::ordered_json nested(const Tensor& tensor);

// The instances of several tensors: each a value, or an object of one a tensor where there are several.
nlohmann::ordered_json instances_of(const std::vector<Tensor>& tensors);

// The tensors of a plan's bodies, one after the other: of random input, of tensors, of batches.
Result<std::vector<std::vector<Tensor>>> tensor_sets(const PredictPlan& plan, const ModelMetadata* metadata,
                                                     std::uint64_t seed);
// The same as lists of instances, for protocols that send them as they are. Rows stay lists of cells.
Result<std::vector<nlohmann::ordered_json>> instance_sets(const PredictPlan& plan, const ModelMetadata* metadata,
                                                          std::uint64_t seed);

// The further members that the scenario gives; an object that is there already gets theirs. `body` is an object.
void add_parameters(const ProtocolOptions& options, nlohmann::ordered_json& body);
// The same where the body's members are the user's own. Error: one of them would be replaced.
Result<> add_new_parameters(const ProtocolOptions& options, nlohmann::ordered_json& body);

}  // namespace plimsoll
