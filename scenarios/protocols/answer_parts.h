#pragma once

// What the protocols say of a good answer in `expect`: how many predictions there are of how many instances, and that
// their numbers are numbers. Pure functions; any thread.

#include "scenarios/protocols/predict_plan.h"

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <optional>

namespace plimsoll {

// Instances in a body: the least and the most of all bodies.
struct InstanceCount {
  std::uint64_t least = 0;
  std::uint64_t most = 0;
};
// Nothing: the shapes of tensors say it.
std::optional<InstanceCount> instances_in(const PredictInput& input);

// A list at that place, of as many as the instances of a body; not empty where that is not known. Its numbers are
// finite.
nlohmann::ordered_json list_answer(const PredictPlan& plan, const char* place);
// What `json` says of such a list.
nlohmann::ordered_json list_of_all(const PredictInput& input);

// A good answer of a server that promises no more: 200, and its numbers are numbers.
nlohmann::ordered_json finite_answer(const PredictPlan& plan);
// The same, at a place that there has to be.
nlohmann::ordered_json finite_answer_at(const char* place);
// Its streams are chunks, where they are asked for.
nlohmann::ordered_json streamed_chunks(const PredictPlan& plan);

}  // namespace plimsoll
