#include "scenarios/protocols/payload_parts.h"

#include "core/json/json.h"
#include "core/units.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <utility>

namespace plimsoll {
namespace {

using Json = nlohmann::ordered_json;
using Kind = PredictInput::Kind;

constexpr std::uint64_t kBytesOfElement = 16;  // of a JSON value in memory
constexpr std::uint64_t kMostTensorElements = kMostPredictBytes / kBytesOfElement;

// {{...}} alone may become a number.
bool is_plain_text(const Json& one) { return one.is_string() && !one.get_ref<const std::string&>().starts_with("{{"); }

Datatype natural_type(const std::vector<Json>& elements) {
  const auto all = [&](auto holds) { return std::all_of(elements.begin(), elements.end(), holds); };
  if (all([](const Json& one) { return one.is_boolean(); })) return Datatype::boolean;
  // Text among others makes them all text.
  if (std::any_of(elements.begin(), elements.end(), is_plain_text)) return Datatype::bytes;
  return Datatype::fp64;
}

// The elements as the type has them.
Result<> check_elements(const Tensor& tensor) {
  if (tensor.elements.empty()) return invalid(fmt::format("input {}: it has no values", tensor.name));
  for (const auto& element : tensor.elements)
    if (const auto trouble = trouble_of_element(tensor.type, element); !trouble.empty())
      return invalid(fmt::format("input {}: {}", tensor.name, trouble));
  return {};
}

// "[-1, 4]" against [2, 4]. The first size is the batch where it may be any.
bool fits_shape(const std::vector<std::int64_t>& wanted, const std::vector<std::int64_t>& shape) {
  if (wanted.size() != shape.size()) return false;
  for (std::size_t i = 0; i < shape.size(); ++i)
    if (wanted[i] != -1 && wanted[i] != shape[i]) return false;
  return true;
}

// [n, 1] of [n], and [n] of [n, 1]: the same elements.
void adapt_rank(const InputFacts& facts, Tensor& tensor) {
  const auto& wanted = facts.shape;
  auto& shape = tensor.shape;
  if (wanted.size() == shape.size() + 1 && (wanted.back() == 1 || wanted.back() == -1)) shape.push_back(1);
  if (wanted.size() + 1 == shape.size() && shape.back() == 1) shape.pop_back();
}

Result<> fit_to_model(const InputFacts& facts, bool is_typed, Tensor& tensor) {
  if (!is_typed) tensor.type = facts.type;
  adapt_rank(facts, tensor);
  if (!facts.shape.empty() && !fits_shape(facts.shape, tensor.shape))
    return invalid(fmt::format("input {}: its shape is {}, and the model takes {}", tensor.name,
                               shape_text(tensor.shape), shape_text(facts.shape)));
  return check_elements(tensor);
}

std::string names_of(const ModelMetadata& metadata) {
  std::vector<std::string_view> names;
  for (const auto& one : metadata.inputs) names.push_back(one.name);
  return fmt::format("{}", fmt::join(names, ", "));
}

Tensor column_of(const PredictInput& input, const Json& batch, std::size_t column) {
  Tensor tensor;
  tensor.name = input.columns[column];
  tensor.shape = {static_cast<std::int64_t>(batch.size()), 1};
  for (const auto& row : batch) tensor.elements.push_back(row.at(column));
  tensor.type = natural_type(tensor.elements);
  return tensor;
}

bool has_cell(const Json& batch, bool (*holds)(const Json& cell)) {
  return std::any_of(batch.begin(), batch.end(),
                     [&](const Json& row) { return row.is_array() && std::any_of(row.begin(), row.end(), holds); });
}

bool has_texts(const Json& batch) {
  return has_cell(batch, [](const Json& cell) { return cell.is_string(); });
}

// What says something of the one tensor, where each column is a tensor of its own; empty: nothing does.
std::string_view key_of_one_tensor(const PredictInput& input) {
  if (!input.input_name.empty()) return "input_name";
  return input.datatype.empty() ? "" : "datatype";
}

// Text and numbers are never one tensor.
Result<> refuse_mixed(const PredictInput& input, const Json& batch) {
  const auto key = key_of_one_tensor(input);
  const bool has_plain_text = has_cell(batch, is_plain_text);
  const bool is_mixed = has_plain_text && has_cell(batch, [](const Json& cell) { return !cell.is_string(); });
  if (key.empty() || input.columns.empty() || !is_mixed) return {};
  return invalid(
      fmt::format("{}: the rows have text and numbers, so that each column is an input of its own: remove "
                  "this, or name columns of one kind in `columns`",
                  key));
}

// Rows whose columns are the model's inputs.
Result<std::vector<Tensor>> columns_as_inputs(const PredictInput& input, const Json& batch,
                                              const ModelMetadata& metadata) {
  std::vector<Tensor> tensors;
  for (const auto& facts : metadata.inputs) {
    const auto found = std::find(input.columns.begin(), input.columns.end(), facts.name);
    if (found == input.columns.end())
      return invalid(fmt::format("the model takes {}, and no column of the rows is called {}: their columns are {}",
                                 names_of(metadata), facts.name, fmt::join(input.columns, ", ")));
    auto tensor = column_of(input, batch, static_cast<std::size_t>(found - input.columns.begin()));
    if (auto done = fit_to_model(facts, false, tensor); done.has_error()) return done.error();
    tensors.push_back(std::move(tensor));
  }
  return tensors;
}

std::vector<std::int64_t> random_shape(const PredictInput& input, const InputFacts& facts) {
  for (const auto& [name, shape] : input.shapes)
    if (name == facts.name) return shape;
  auto shape = facts.shape;
  for (std::size_t i = 0; i < shape.size(); ++i)
    if (shape[i] == -1) shape[i] = i == 0 ? static_cast<std::int64_t>(std::max<std::uint64_t>(1, input.batch)) : 1;
  return shape;
}

Json nested_level(const Tensor& tensor, std::size_t level, std::size_t& next) {
  if (level == tensor.shape.size()) return tensor.elements[next++];
  auto list = Json::array();
  for (std::int64_t i = 0; i < tensor.shape[level]; ++i) list.push_back(nested_level(tensor, level + 1, next));
  return list;
}

// A row of a table, one cell a column.
Json random_row(const ModelMetadata& metadata, Random& random) {
  auto row = Json::array();
  for (const auto& column : metadata.inputs) row.push_back(random_element(column.type, random));
  return row;
}

}  // namespace

std::vector<Json> batches_of(const PredictInput& input) {
  std::vector<Json> batches;
  if (!input.instances || !input.instances->is_array()) return batches;
  const auto& all = *input.instances;
  const std::uint64_t usual = input.kind == Kind::rows ? 1 : std::max<std::size_t>(1, all.size());
  const auto size = input.batch > 0 ? input.batch : usual;
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (i % size == 0) batches.push_back(Json::array());
    batches.back().push_back(all[i]);
  }
  return batches;
}

Json named_rows(const PredictInput& input, const Json& rows) {
  if (input.columns.empty()) return rows;
  auto list = Json::array();
  for (const auto& row : rows) {
    Json::object_t object;
    for (std::size_t i = 0; i < input.columns.size(); ++i) object.emplace_back(input.columns[i], row.at(i));
    list.push_back(Json(std::move(object)));
  }
  return list;
}

Result<std::vector<Tensor>> tensors_of(const PredictInput& input, const Json& batch, const ModelMetadata* metadata) {
  if (auto done = refuse_mixed(input, batch); done.has_error()) return done.error();
  const bool is_known = metadata != nullptr && !metadata->inputs.empty();
  if (is_known && metadata->inputs.size() > 1 && input.input_name.empty()) {
    if (!input.datatype.empty())
      return invalid(
          fmt::format("datatype: the model takes {} inputs ({}), each of its own: remove this, or say which "
                      "one is sent with input_name",
                      metadata->inputs.size(), names_of(*metadata)));
    if (!input.columns.empty()) return columns_as_inputs(input, batch, *metadata);
    return invalid(fmt::format("the model takes {} inputs ({}): write `tensors`, or rows whose columns are called so",
                               metadata->inputs.size(), names_of(*metadata)));
  }
  std::vector<Tensor> tensors;
  if (!is_known && !input.columns.empty() && has_texts(batch) && key_of_one_tensor(input).empty()) {
    for (std::size_t i = 0; i < input.columns.size(); ++i) tensors.push_back(column_of(input, batch, i));
    return tensors;
  }
  Tensor tensor;
  if (auto done = unfold(batch, tensor); done.has_error()) return done.error();
  tensor.type = natural_type(tensor.elements);
  const auto* facts = is_known ? &metadata->inputs.front() : nullptr;
  if (is_known && !input.input_name.empty()) {
    facts = metadata->find(input.input_name);
    if (facts == nullptr)
      return invalid(
          fmt::format("input_name: the model has no input {}; it has {}", input.input_name, names_of(*metadata)));
  }
  tensor.name = !input.input_name.empty() ? input.input_name : facts != nullptr ? facts->name : "input-0";
  const bool is_typed = !input.datatype.empty();
  if (is_typed) tensor.type = datatype_of(input.datatype).value_or(Datatype::fp64);
  auto done = facts != nullptr ? fit_to_model(*facts, is_typed, tensor) : check_elements(tensor);
  if (done.has_error()) return done.error();
  tensors.push_back(std::move(tensor));
  return tensors;
}

Result<std::vector<Tensor>> named_tensors(const PredictInput& input, const ModelMetadata* metadata) {
  std::vector<Tensor> tensors;
  for (const auto& given : input.tensors) {
    Tensor tensor;
    tensor.name = given.name;
    const auto wrong = [&](const std::string& what) { return invalid(fmt::format("tensor {}: {}", given.name, what)); };
    const auto whole = given.data->is_array() ? *given.data : Json::array({*given.data});
    if (auto done = unfold(whole, tensor); done.has_error()) return wrong(done.error().message);
    if (given.shape) {
      const auto count = elements_of(*given.shape, kMostTensorElements);
      if (count != tensor.elements.size())
        return wrong(
            fmt::format("shape {} does not hold its {} elements", shape_text(*given.shape), tensor.elements.size()));
      tensor.shape = *given.shape;
    }
    tensor.type = natural_type(tensor.elements);
    const auto* facts = metadata != nullptr ? metadata->find(given.name) : nullptr;
    if (metadata != nullptr && !metadata->inputs.empty() && facts == nullptr)
      return wrong("the model has no input of that name; it has " + names_of(*metadata));
    const bool is_typed = !given.datatype.empty();
    if (is_typed) tensor.type = datatype_of(given.datatype).value_or(Datatype::fp64);
    auto done = facts != nullptr ? fit_to_model(*facts, is_typed, tensor) : check_elements(tensor);
    if (done.has_error()) return done.error();
    tensors.push_back(std::move(tensor));
  }
  return tensors;
}

Json random_element(Datatype type, Random& random) {
  constexpr double kDigits = 10'000;
  constexpr std::uint64_t kWholeNumbers = 100;
  if (type == Datatype::boolean) return random.below(2) == 1;
  if (facts_of(type).is_float) return std::round(random.uniform() * kDigits) / kDigits;
  if (type != Datatype::bytes) return random.below(kWholeNumbers);
  std::string text;
  for (int i = 0; i < 8; ++i) text += static_cast<char>('a' + random.below(26));
  return text;
}

Result<std::vector<Tensor>> random_tensors(const PredictInput& input, const ModelMetadata& metadata, Random& random) {
  std::vector<Tensor> tensors;
  const bool has_batch = std::any_of(metadata.inputs.begin(), metadata.inputs.end(), [](const InputFacts& facts) {
    return !facts.shape.empty() && facts.shape.front() == -1;
  });
  if (input.batch > 1 && !has_batch)
    return invalid("batch: the model takes no batch: none of its inputs begins with a size of -1");
  for (const auto& [name, shape] : input.shapes)
    if (metadata.find(name) == nullptr)
      return invalid(fmt::format("shapes: the model has no input {}; it has {}", name, names_of(metadata)));
  for (const auto& facts : metadata.inputs) {
    Tensor tensor;
    tensor.name = facts.name;
    tensor.type = facts.type;
    tensor.shape = random_shape(input, facts);
    if (!facts.shape.empty() && !fits_shape(facts.shape, tensor.shape))
      return invalid(fmt::format("shapes: {} of {} is not what the model takes, {}", shape_text(tensor.shape),
                                 facts.name, shape_text(facts.shape)));
    const auto count = elements_of(tensor.shape, kMostTensorElements);
    if (!count)
      return invalid(fmt::format("input {}: shape {} is of more values than {} hold: name a smaller one in `shapes`",
                                 facts.name, shape_text(tensor.shape), format_bytes(kMostPredictBytes)));
    for (std::uint64_t i = 0; i < *count; ++i) tensor.elements.push_back(random_element(facts.type, random));
    tensors.push_back(std::move(tensor));
  }
  return tensors;
}

Json nested(const Tensor& tensor) {
  std::size_t next = 0;
  return nested_level(tensor, 0, next);
}

Json instances_of(const std::vector<Tensor>& tensors) {
  if (tensors.size() == 1) {
    auto whole = nested(tensors.front());
    return whole.is_array() ? whole : Json::array({whole});
  }
  auto list = Json::array();
  for (const auto& tensor : tensors) {
    auto whole = nested(tensor);
    if (!whole.is_array()) whole = Json::array({whole});
    for (std::size_t i = 0; i < whole.size(); ++i) {
      if (list.size() <= i) list.push_back(Json::object());
      list[i][tensor.name] = std::move(whole[i]);
    }
  }
  return list;
}

Result<std::vector<std::vector<Tensor>>> tensor_sets(const PredictPlan& plan, const ModelMetadata* metadata,
                                                     std::uint64_t seed) {
  std::vector<std::vector<Tensor>> sets;
  const auto& input = plan.input;
  if (input.kind == Kind::tensors) {
    auto tensors = named_tensors(input, metadata);
    if (tensors.has_error()) return tensors.error();
    sets.push_back(*std::move(tensors));
    return sets;
  }
  if (input.kind != Kind::random) {
    for (const auto& batch : batches_of(input)) {
      auto tensors = tensors_of(input, batch, metadata);
      if (tensors.has_error()) return tensors.error();
      sets.push_back(*std::move(tensors));
    }
    return sets;
  }
  std::uint64_t elements = 0;
  for (std::uint64_t i = 0; i < input.random_bodies; ++i) {
    auto random = Random::stream(seed, i);
    auto tensors = random_tensors(input, *metadata, random);
    if (tensors.has_error()) return tensors.error();
    for (const auto& tensor : *tensors) elements += tensor.elements.size();
    if (elements > kMostTensorElements && i > 0) break;  // fewer bodies of large tensors
    sets.push_back(*std::move(tensors));
  }
  return sets;
}

Result<std::vector<Json>> instance_sets(const PredictPlan& plan, const ModelMetadata* metadata, std::uint64_t seed) {
  const auto& input = plan.input;
  if (input.kind == Kind::rows || input.kind == Kind::input) return batches_of(input);
  std::vector<Json> sets;
  if (input.kind == Kind::random && metadata->is_table) {
    if (!input.shapes.empty()) return invalid("shapes: the model's inputs are columns, which have none: remove this");
    const auto rows = std::max<std::uint64_t>(1, input.batch);
    for (std::uint64_t i = 0; i < input.random_bodies; ++i) {
      auto random = Random::stream(seed, i);
      sets.push_back(Json::array());
      for (std::uint64_t row = 0; row < rows; ++row) sets.back().push_back(random_row(*metadata, random));
      if (sets.size() * rows * metadata->inputs.size() > kMostTensorElements) break;
    }
    return sets;
  }
  auto tensors = tensor_sets(plan, metadata, seed);
  if (tensors.has_error()) return tensors.error();
  for (const auto& set : *tensors) sets.push_back(instances_of(set));
  return sets;
}

void add_parameters(const ProtocolOptions& options, Json& body) {
  if (!options.parameters || !options.parameters->is_object()) return;
  for (const auto& [name, value] : options.parameters->items()) {
    auto& member = body[name];
    if (member.is_object() && value.is_object())
      member.update(value);
    else
      member = value;
  }
}

Result<> add_new_parameters(const ProtocolOptions& options, Json& body) {
  if (options.parameters && options.parameters->is_object())
    for (const auto& [name, value] : options.parameters->items())
      if (body.contains(name))
        return invalid(fmt::format("parameters: {} is in the input too: remove one of them", name));
  add_parameters(options, body);
  return {};
}

}  // namespace plimsoll
