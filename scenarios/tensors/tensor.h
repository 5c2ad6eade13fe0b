#pragma once

// A tensor as the Open Inference Protocol sends it: a name, a datatype, a shape, its elements in row-major order. Plain
// data; any thread.

#include "core/error.h"
#include "scenarios/tensors/datatype.h"

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace plimsoll {

struct Tensor {
  std::string name;
  Datatype type = Datatype::fp64;
  std::vector<std::int64_t> shape;               // each from 0
  std::vector<nlohmann::ordered_json> elements;  // as many as the shape says
};

// A nested list as shape and elements. Error: its lists are of unequal length.
Result<> unfold(const nlohmann::ordered_json& nested, Tensor& into);

// "[1, 4]".
std::string shape_text(const std::vector<std::int64_t>& shape);

// How many elements a shape has; nothing beyond `most`, or where a size is negative.
std::optional<std::uint64_t> elements_of(const std::vector<std::int64_t>& shape, std::uint64_t most);

// Why a value is no element of that type: "5.5 is no whole number, as INT64 has"; empty: it is one. A text that holds
// {{...}} is one of any type.
std::string trouble_of_element(Datatype type, const nlohmann::ordered_json& value);

}  // namespace plimsoll
