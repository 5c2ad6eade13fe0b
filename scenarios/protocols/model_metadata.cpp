#include "scenarios/protocols/model_metadata.h"

#include "core/json/json.h"
#include "scenarios/document/yaml_loader.h"
#include "scenarios/tensors/tensor.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

namespace plimsoll {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::int64_t kLargestSize = 1LL << 31;
constexpr std::size_t kMostInputs = 10'000;
constexpr std::size_t kMostSizes = 16;

const Json& member(const Json& object, std::string_view name) {
  static const Json kNothing;
  if (!object.is_object()) return kNothing;
  const auto found = object.find(std::string(name));
  return found == object.end() ? kNothing : *found;
}

std::string text_of(const Json& value) { return value.is_string() ? value.get<std::string>() : std::string(); }

std::string shown(const Json& value) { return to_text(value).substr(0, 60); }

Error lies(const std::string& what) { return invalid("the model's metadata: " + what); }

// Adds one size of a shape, or says what is wrong with it.
Result<> add_size(const Json& size, InputFacts& input) {
  if (input.shape.size() == kMostSizes)
    return lies(fmt::format("input {}: more than {} sizes", input.name, kMostSizes));
  std::optional<std::int64_t> number;
  if (size.is_number_integer()) number = size.get<std::int64_t>();
  if (size.is_string()) {  // as the JSON of protocol buffers writes 64 bits
    const auto& digits = size.get_ref<const std::string&>();
    std::int64_t parsed = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), parsed);
    if (error == std::errc() && end == digits.data() + digits.size()) number = parsed;
  }
  if (!number) return lies(fmt::format("input {}: {} is no size of a shape", input.name, shown(size)));
  if (*number < -1 || *number == 0)
    return lies(fmt::format("input {}: a size of {}: expected -1 (any) or from 1", input.name, *number));
  if (*number > kLargestSize) return lies(fmt::format("input {}: a size of {}: that is absurd", input.name, *number));
  input.shape.push_back(*number);
  return {};
}

Result<> add_input(InputFacts input, ModelMetadata& into) {
  if (input.name.empty()) return lies(fmt::format("input {} has no name", into.inputs.size() + 1));
  if (into.find(input.name) != nullptr) return lies(fmt::format("two inputs are called {}", input.name));
  if (into.inputs.size() == kMostInputs) return lies(fmt::format("more than {} inputs", kMostInputs));
  into.inputs.push_back(std::move(input));
  return {};
}

// The types of TensorFlow, of NumPy and of MLflow's columns, as those of V2.
std::optional<Datatype> foreign_type(std::string_view name) {
  constexpr std::array kNames = {
      std::pair{"DT_FLOAT", Datatype::fp32},    std::pair{"DT_DOUBLE", Datatype::fp64},
      std::pair{"DT_HALF", Datatype::fp16},     std::pair{"DT_BFLOAT16", Datatype::bf16},
      std::pair{"DT_INT8", Datatype::int8},     std::pair{"DT_INT16", Datatype::int16},
      std::pair{"DT_INT32", Datatype::int32},   std::pair{"DT_INT64", Datatype::int64},
      std::pair{"DT_UINT8", Datatype::uint8},   std::pair{"DT_UINT16", Datatype::uint16},
      std::pair{"DT_UINT32", Datatype::uint32}, std::pair{"DT_UINT64", Datatype::uint64},
      std::pair{"DT_BOOL", Datatype::boolean},  std::pair{"DT_STRING", Datatype::bytes},
      std::pair{"float64", Datatype::fp64},     std::pair{"float32", Datatype::fp32},
      std::pair{"float16", Datatype::fp16},     std::pair{"int8", Datatype::int8},
      std::pair{"int16", Datatype::int16},      std::pair{"int32", Datatype::int32},
      std::pair{"int64", Datatype::int64},      std::pair{"uint8", Datatype::uint8},
      std::pair{"uint16", Datatype::uint16},    std::pair{"uint32", Datatype::uint32},
      std::pair{"uint64", Datatype::uint64},    std::pair{"bool", Datatype::boolean},
      std::pair{"str", Datatype::bytes},        std::pair{"object", Datatype::bytes},
      std::pair{"double", Datatype::fp64},      std::pair{"float", Datatype::fp32},
      std::pair{"long", Datatype::int64},       std::pair{"integer", Datatype::int32},
      std::pair{"boolean", Datatype::boolean},  std::pair{"string", Datatype::bytes},
  };
  const auto* found = std::find_if(kNames.begin(), kNames.end(), [&](auto& one) { return one.first == name; });
  return found == kNames.end() ? std::nullopt : std::optional(found->second);
}

// [{"type": "double", "name": "a", "required": true}] or [{"type": "tensor", "tensor-spec": {"dtype", "shape"}}]
Result<> add_mlflow_input(const Json& entry, ModelMetadata& into) {
  InputFacts input;
  input.name = text_of(member(entry, "name"));
  auto type = text_of(member(entry, "type"));
  const auto& spec = member(entry, "tensor-spec");
  if (type == "tensor") {
    type = text_of(member(spec, "dtype"));
    if (input.name.empty()) input.name = "inputs";
    for (const auto& size : member(spec, "shape"))
      if (auto done = add_size(size, input); done.has_error()) return done;
  } else {
    into.is_table = true;
  }
  const auto known = foreign_type(type);
  if (!known)
    return lies(fmt::format("column {}: type \"{}\" is not one that random values are made of: write rows: FILE",
                            input.name, type));
  input.type = *known;
  return add_input(std::move(input), into);
}

}  // namespace

const InputFacts* ModelMetadata::find(std::string_view name) const {
  const auto found =
      std::find_if(inputs.begin(), inputs.end(), [&](const InputFacts& one) { return one.name == name; });
  return found == inputs.end() ? nullptr : &*found;
}

Result<ModelMetadata> read_v2_metadata(std::string_view json) {
  const auto whole = parse_ordered_json(json);
  if (!whole.is_object()) return lies("expected a JSON object with `inputs`, got " + std::string(json.substr(0, 60)));
  ModelMetadata metadata;
  const auto& inputs = member(whole, "inputs");
  if (!inputs.is_null() && !inputs.is_array()) return lies("`inputs` is no list");
  for (const auto& entry : inputs) {
    InputFacts input;
    input.name = text_of(member(entry, "name"));
    const auto type = datatype_of(text_of(member(entry, "datatype")));
    if (!type)
      return lies(fmt::format("input {}: unknown datatype {}; known are {}", input.name,
                              shown(member(entry, "datatype")), datatype_names()));
    input.type = *type;
    const auto& shape = member(entry, "shape");
    if (!shape.is_array()) return lies(fmt::format("input {}: its shape is {}, no list", input.name, shown(shape)));
    for (const auto& size : shape)
      if (auto done = add_size(size, input); done.has_error()) return done.error();
    if (auto done = add_input(std::move(input), metadata); done.has_error()) return done.error();
  }
  return metadata;
}

Result<ModelMetadata> read_signature_def(std::string_view json) {
  const auto whole = parse_ordered_json(json);
  const auto& signatures = member(member(member(whole, "metadata"), "signature_def"), "signature_def");
  if (!signatures.is_object() || signatures.empty())
    return lies("no metadata.signature_def.signature_def in " + std::string(json.substr(0, 60)));
  const auto& wanted = member(signatures, "serving_default");
  const auto& signature = wanted.is_object() ? wanted : signatures.begin().value();
  ModelMetadata metadata;
  const auto& inputs = member(signature, "inputs");
  if (!inputs.is_object()) return lies("its signature has no `inputs`");
  for (const auto& [name, entry] : inputs.items()) {
    InputFacts input;
    input.name = name;
    const auto type = foreign_type(text_of(member(entry, "dtype")));
    if (!type) return lies(fmt::format("input {}: unknown dtype {}", name, shown(member(entry, "dtype"))));
    input.type = *type;
    const auto& shape = member(entry, "tensor_shape");
    if (member(shape, "unknown_rank") == true)
      return lies(fmt::format("input {}: its rank is unknown: write its values with `input` or `rows`", name));
    for (const auto& size : member(shape, "dim"))
      if (auto done = add_size(member(size, "size"), input); done.has_error()) return done.error();
    if (auto done = add_input(std::move(input), metadata); done.has_error()) return done.error();
  }
  return metadata;
}

Result<ModelMetadata> read_mlmodel(std::string_view yaml) {
  const auto loaded = load_yaml(std::string(yaml));
  if (!loaded.root) return lies(loaded.trouble.message);
  const auto* signature = loaded.root->find("signature");
  const auto* inputs = signature != nullptr ? signature->find("inputs") : nullptr;
  if (inputs == nullptr || !inputs->is_scalar())
    return lies("it has no signature.inputs: log the model with a signature, or write rows: FILE");
  const auto json = parse_ordered_json(inputs->text);
  if (!json.is_array()) return lies("signature.inputs is no JSON list");
  ModelMetadata metadata;
  for (const auto& entry : json)
    if (auto done = add_mlflow_input(entry, metadata); done.has_error()) return done.error();
  return metadata;
}

}  // namespace plimsoll
