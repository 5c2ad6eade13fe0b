#include "scenarios/protocols/protocol_table.h"

#include "core/nearest_name.h"
#include "scenarios/bodies/file_reading.h"
#include "scenarios/fields/inline_json.h"
#include "scenarios/protocols/predict_rows.h"
#include "scenarios/protocols/protocol_list.h"
#include "scenarios/tensors/tensor.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <utility>

namespace plimsoll {
namespace {

using Json = nlohmann::ordered_json;
using Kind = PredictInput::Kind;

constexpr std::uint64_t kMostBatch = 100'000;
constexpr std::uint64_t kMostRandomBodies = 10'000;
constexpr std::uint64_t kMostMetadataBytes = 8 << 20;

std::vector<std::string_view> protocol_names() {
  std::vector<std::string_view> names;
  for (const auto& one : protocols()) names.push_back(one.name);
  return names;
}

ValueType<const Protocol*> protocol_name_type() {
  const auto names = protocol_names();
  auto words = word_type(names);
  return {"name of a protocol", words.schema, [names](const Value& value) -> std::optional<const Protocol*> {
            const auto name = value.text();
            if (!name) return std::nullopt;
            if (const auto* found = find_protocol(*name)) return found;
            value.refuse(fmt::format("there is no protocol \"{}\"{}; plimsoll protocols lists them", *name,
                                     name_advice(*name, names)));
            return std::nullopt;
          }};
}

ValueType<Json> any_value_type() {
  return {"any JSON", "{}", [](const Value& value) { return inline_json(value); }};
}

// The metadata of a file: of V2, of TF Serving, an MLmodel. Which one it is, the protocol says.
void read_metadata(const Value& value, ProtocolOptions& options, std::string name) {
  if (options.protocol == nullptr || !value.may_read_files()) return;
  if (options.protocol->read_metadata == nullptr)
    return value.refuse(
        fmt::format("{} has no metadata to read: {}", options.protocol->title, options.protocol->no_metadata));
  if (name.starts_with('@')) name.erase(0, 1);
  const auto text = read_file({value.folder() / name, name}, kMostMetadataBytes);
  if (text.has_error()) return value.refuse(text.error().message);
  auto metadata = options.protocol->read_metadata(*text);
  if (metadata.has_error()) return value.refuse(name + ": " + metadata.error().message);
  options.metadata = *std::move(metadata);
}

// Why a further member of a body may not be called so; empty: it may.
std::string trouble_of_member(const ProtocolOptions& options, std::string_view name) {
  const auto& protocol = *options.protocol;
  const auto& own = protocol.own_members;
  const bool is_own = std::find(own.begin(), own.end(), name) != own.end();
  if (!is_own && (options.key.empty() || options.key != name)) return {};
  if (name == "model") return "is written by the preset: write model: NAME under `protocol`";
  if (name == "stream")
    return protocol.has_stream ? "is written by the preset: write stream: true under `protocol`"
                               : fmt::format("{} answers no streams: remove this", protocol.title);
  if (name == "details") return "is always asked for, since it tells the tokens: remove this";
  return "is written by the preset, of what `predict` says: remove this";
}

// What the protocol does not have is said at its key.
void check_options(const Value& value, const ProtocolOptions& options) {
  const auto& protocol = *options.protocol;
  const auto at = [&](std::string_view key) -> std::optional<Value> {
    for (const auto& entry : value.entries())
      if (entry.key == key) return entry.value;
    return std::nullopt;
  };
  if (options.is_binary && !protocol.has_binary)
    at("binary")->refuse(fmt::format("{} has no binary tensors", protocol.title));
  if (options.is_stream && !protocol.has_stream)
    at("stream")->refuse(fmt::format("{} answers no streams", protocol.title));
  for (const auto& entry : value.entries())
    if (is_without(protocol, entry.key))
      entry.value.refuse(fmt::format("{} has no use for it: remove this", protocol.title));
  if (const auto members = at("parameters"); members && members->is_map())
    for (const auto& entry : members->entries())
      if (auto trouble = trouble_of_member(options, entry.key); !trouble.empty())
        entry.value.refuse(std::move(trouble));
  if (options.format.empty()) return;
  const auto& formats = protocol.formats;
  if (std::find(formats.begin(), formats.end(), options.format) != formats.end()) return;
  if (formats.empty()) return at("format")->refuse(fmt::format("{} has one format: remove this", protocol.title));
  at("format")->expected(fmt::format("one of {}", fmt::join(formats, ", ")));
}

std::optional<ProtocolOptions> read_protocol(const Value& value) {
  ProtocolOptions options;
  if (!value.is_map()) {
    const auto named = protocol_name_type().read(value);
    if (!named) return std::nullopt;
    options.protocol = *named;
    return options;
  }
  // The name first: the others are read by it.
  for (const auto& entry : value.entries())
    if (entry.key == "name")
      if (const auto* named = entry.value.is_scalar() ? find_protocol(entry.value.node().text) : nullptr)
        options.protocol = named;
  read_object(value, protocol_table(), options);
  if (value.is_map() && value.node().find("name") == nullptr)
    value.refuse("needs `name`, like {name: kserve_v2, model: iris}; plimsoll protocols lists them");
  if (options.protocol == nullptr) return std::nullopt;
  check_options(value, options);
  return options;
}

ValueType<std::vector<std::int64_t>> shape_type() {
  return {"list of sizes", R"({"type": "array", "items": {"type": "integer", "minimum": 1}})",
          [](const Value& value) -> std::optional<std::vector<std::int64_t>> {
            constexpr std::uint64_t kLargest = 1ULL << 31;
            if (!value.is_list()) {
              value.expected("a list of sizes like [1, 4]");
              return std::nullopt;
            }
            std::vector<std::int64_t> shape;
            for (const auto& item : value.items())
              if (const auto size = item.whole_number(1, kLargest)) shape.push_back(static_cast<std::int64_t>(*size));
            return shape;
          }};
}

ValueType<std::string> datatype_type() {
  std::vector<std::string_view> names;
  names.reserve(kDatatypes.size());
  for (const auto& one : kDatatypes) names.push_back(one.name);
  return word_type(std::move(names));
}

ValueType<std::vector<std::pair<std::string, std::vector<std::int64_t>>>> shapes_type() {
  return {
      "mapping of inputs to lists of sizes",
      R"({"type": "object", "additionalProperties": {"type": "array", "items": {"type": "integer", "minimum": 1}}})",
      [shape = shape_type()](
          const Value& value) -> std::optional<std::vector<std::pair<std::string, std::vector<std::int64_t>>>> {
        if (!value.is_map()) {
          value.expected("a mapping like {INPUT0: [3, 224, 224]}");
          return std::nullopt;
        }
        std::vector<std::pair<std::string, std::vector<std::int64_t>>> shapes;
        for (const auto& [key, line, entry] : value.entries())
          if (auto sizes = shape.read(entry)) shapes.emplace_back(std::string(key), *std::move(sizes));
        return shapes;
      }};
}

ValueType<std::vector<PredictInput::NamedTensor>> tensors_type() {
  return {"mapping of inputs to [tensor](#tensor)",
          R"({"type": "object", "minProperties": 1, "additionalProperties": {"$ref": "#/$defs/tensor"}})",
          [](const Value& value) -> std::optional<std::vector<PredictInput::NamedTensor>> {
            if (value.is_map() && value.node().items.empty()) {
              value.refuse("names no tensor: write {x: {datatype: FP32, data: [[1, 2]]}}");
              return std::nullopt;
            }
            if (!value.is_map()) {
              value.expected("a mapping of names to tensors like {x: {datatype: FP32, data: [[1, 2]]}}");
              return std::nullopt;
            }
            std::vector<PredictInput::NamedTensor> tensors;
            for (const auto& [key, line, entry] : value.entries()) {
              PredictInput::NamedTensor tensor;
              tensor.name = key;
              if (tensor.name.empty()) entry.refuse("a tensor has a name");
              read_object(entry, tensor_table(), tensor);
              if (tensor.data) tensors.push_back(std::move(tensor));
            }
            return tensors;
          }};
}

constexpr std::array<std::pair<std::string_view, Kind>, 6> kSources = {{{"rows", Kind::rows},
                                                                        {"input", Kind::input},
                                                                        {"prompt", Kind::prompt},
                                                                        {"messages", Kind::messages},
                                                                        {"tensors", Kind::tensors},
                                                                        {"random", Kind::random}}};

// An assistant that called tools may have said nothing beside.
bool is_message(const Json& json) {
  if (!json.is_object() || !json.contains("role")) return false;
  return json.contains("content") || json.contains("tool_calls") || json.contains("function_call");
}

// What a language model is asked: each its own body.
void set_prompts(const Value& value, PredictDraft& draft, Json json) {
  if (!json.is_array()) json = Json::array({std::move(json)});
  const bool are_texts = std::all_of(json.begin(), json.end(), [](const Json& one) { return one.is_string(); });
  if (json.empty() || !are_texts) return value.expected("a text, or a list of texts");
  if (std::any_of(json.begin(), json.end(), [](const Json& one) { return one.get_ref<const std::string&>().empty(); }))
    return value.refuse("a prompt is empty: nothing is asked");
  draft.input.instances = std::make_shared<const Json>(std::move(json));
}

void set_messages(const Value& value, PredictDraft& draft, Json json) {
  const bool is_one = !json.is_array() || (!json.empty() && json.front().is_object());
  if (is_one) {
    auto list = Json::array();
    list.push_back(std::move(json));
    json = std::move(list);
  }
  const auto fits = [](const Json& one) {
    if (one.is_string()) return one.get<std::string>().starts_with("{{");
    return one.is_array() && !one.empty() && std::all_of(one.begin(), one.end(), is_message);
  };
  if (json.empty() || !std::all_of(json.begin(), json.end(), fits))
    return value.refuse(
        R"(expected a list like [{role: user, content: Hello}], several of them, or "{{row.messages}}")");
  draft.input.instances = std::make_shared<const Json>(std::move(json));
}

// What a key of `predict` has to do with what is predicted; empty: it belongs to it.
std::string trouble_of_key(std::string_view key, const Value& value, Kind kind) {
  const bool is_one_tensor = kind == Kind::rows || kind == Kind::input;
  if (key == "columns" && kind != Kind::rows) return "belongs to `rows`";
  if (key == "columns" && value.is_list() && value.items().empty()) return "names no column: without it all are sent";
  if (key == "shapes" && kind != Kind::random) return "belongs to `random`";
  if (key == "shapes" && value.is_map() && value.node().items.empty()) return "names no input: remove this";
  if (key == "batch" && kind == Kind::tensors) return "tensors have their shapes: remove this";
  if (key == "batch" && kind == Kind::messages) return "each conversation is a body of its own: remove this";
  if ((key == "input_name" || key == "datatype") && !is_one_tensor) return "belongs to `rows` and `input`: remove this";
  if (key == "input_name" && value.is_scalar() && value.node().text.empty()) return "expected a name, got nothing";
  return {};
}

std::optional<PredictInput> read_predict(const Value& value) {
  PredictDraft draft;
  if (value.is_word("random")) {
    draft.input.kind = Kind::random;
    return draft.input;
  }
  if (!value.is_map()) {
    value.expected("random, or what is predicted, like {input: [[5.1, 3.5]]} or {rows: iris.csv}");
    return std::nullopt;
  }
  read_object(value, predict_table(), draft);
  std::vector<std::string_view> sources;
  for (const auto& [source, kind] : kSources)
    if (value.node().find(source) != nullptr) {
      sources.push_back(source);
      draft.input.kind = kind;
    }
  if (sources.size() != 1) {
    value.refuse(sources.empty() ? "needs one of rows, input, prompt, messages, tensors and random: what is predicted"
                                 : fmt::format("has {}: keep one of them", fmt::join(sources, " and ")));
    return std::nullopt;
  }
  for (const auto& [key, line, entry] : value.entries()) {
    if (key == "rows") read_predict_rows(entry, draft.columns, draft.input);
    if (const auto trouble = trouble_of_key(key, entry, draft.input.kind); !trouble.empty()) entry.refuse(trouble);
  }
  const bool needs_instances = draft.input.kind != Kind::tensors && draft.input.kind != Kind::random;
  if (needs_instances && !draft.input.instances) return std::nullopt;
  return std::move(draft.input);
}

}  // namespace

const ObjectTable<ProtocolOptions>& protocol_table() {
  using Options = ProtocolOptions;
  static const ObjectTable<Options> kTable = {
      "protocol",
      "How predictions are asked for: `predict` of a request becomes method, path, headers, body and `expect` of it. "
      "`plimsoll protocols` tells what each does. What a request says itself wins.",
      {
          field({"name", "that at the top of the file", "which one"}, &Options::protocol, protocol_name_type()),
          field({"model", "", "the model, where the protocol names one in its paths"}, &Options::model, text_type()),
          field({"version", "", "of the model"}, &Options::version, text_type()),
          field({"binary", "false", "tensors are sent and answered as binary data, where the protocol has that"},
                &Options::is_binary, boolean_type()),
          field({"stream", "false", "the answer is asked for as a stream, where the protocol has that"},
                &Options::is_stream, boolean_type()),
          field({"format", "the protocol's first", "of several forms of a body: `dataframe_split`, `csv`, ..."},
                &Options::format, text_type()),
          field({"key", "", "the member of the body that holds the input, where the service makes that up"},
                &Options::key, text_type()),
          field_with<Options>({"parameters", "", "further members of each body"}, any_value_type(),
                              [](const Value& value, Options& options, Json json) {
                                if (!json.is_object()) return value.expected("a mapping like {temperature: 0}");
                                options.parameters = std::make_shared<const Json>(std::move(json));
                              }),
          field_with<Options>(
              {"metadata", "", "a file of what the service would tell of its model; an MLmodel of MLflow"}, text_type(),
              read_metadata),
      },
      {}};
  return kTable;
}

const ObjectTable<PredictInput::NamedTensor>& tensor_table() {
  using Given = PredictInput::NamedTensor;
  static const ObjectTable<Given> kTable = {
      "tensor",
      "One input by its name.",
      {
          field({"datatype", "as the model says", "`FP32`, `INT64`, `BYTES`, ..."}, &Given::datatype, datatype_type()),
          field({"shape", "as `data` is nested", "its sizes"}, &Given::shape, shape_type()),
          required(field_with<Given>({"data", "", "its values, nested or flat, row by row"}, any_value_type(),
                                     [](const Value&, Given& tensor, Json json) {
                                       tensor.data = std::make_shared<const Json>(std::move(json));
                                     })),
      },
      {}};
  return kTable;
}

const ObjectTable<PredictDraft>& predict_table() {
  using Draft = PredictDraft;
  const auto of_input = [](auto words, auto member, const auto& type) {
    return field_with<Draft>(std::move(words), type, [member](const Value&, Draft& draft, auto read) {
      draft.input.*member = std::move(read);
    });
  };
  static const ObjectTable<Draft> kTable = {
      "predict",
      "What is predicted: one of `rows`, `input`, `prompt`, `messages`, `tensors` and `random`.",
      {
          field_with<Draft>({"rows", "", "rows of a table: a CSV, TSV, JSON or JSON lines file, or a list"},
                            ValueType<bool>{"file, or list of rows", R"({"type": ["string", "array"]})",
                                            [](const Value&) { return std::optional(true); }},
                            [](const Value&, Draft&, bool) {}),
          field({"columns", "all", "which of the rows' columns are sent, in this order"}, &Draft::columns,
                list_type(text_type())),
          field_with<Draft>({"input", "", "instances, as a list"}, any_value_type(),
                            [](const Value& value, Draft& draft, Json json) {
                              if (json.is_array() && json.empty())
                                return value.refuse("has no instance: write [[5.1, 3.5]]");
                              if (!json.is_array()) return value.expected("a list of instances like [[5.1, 3.5]]");
                              const auto is_bare = [](const Json& one) { return one.is_structured() && one.empty(); };
                              if (const auto bare = std::find_if(json.begin(), json.end(), is_bare); bare != json.end())
                                return value.refuse(fmt::format("instance {} has no value: write [[5.1, 3.5]]",
                                                                bare - json.begin() + 1));
                              draft.input.instances = std::make_shared<const Json>(std::move(json));
                            }),
          field_with<Draft>({"prompt", "", "of a language model: a text, or a list of texts that are sent in turn"},
                            any_value_type(), set_prompts),
          field_with<Draft>({"messages", "",
                             "of a language model: a list of `{role, content}`, several of them, or "
                             "`\"{{row.messages}}\"` of a feeder of prompts"},
                            any_value_type(), set_messages),
          field_with<Draft>({"tensors", "", "inputs by name"}, tensors_type(),
                            [](const Value&, Draft& draft, std::vector<PredictInput::NamedTensor> tensors) {
                              draft.input.tensors = std::move(tensors);
                            }),
          field_with<Draft>({"random", "64", "so many different bodies of valid values, made of the model's metadata"},
                            count_type(1, kMostRandomBodies),
                            [](const Value&, Draft& draft, std::uint64_t count) { draft.input.random_bodies = count; }),
          of_input(FieldWords{"batch", "1; of `input` all", "rows or instances in a body"}, &PredictInput::batch,
                   count_type(1, kMostBatch)),
          of_input(FieldWords{"shapes", "", "of random inputs by name, where the model takes any size"},
                   &PredictInput::shapes, shapes_type()),
          of_input(FieldWords{"input_name", "as the model says", "name of the one tensor"}, &PredictInput::input_name,
                   text_type()),
          of_input(FieldWords{"datatype", "as the model says", "of the one tensor"}, &PredictInput::datatype,
                   datatype_type()),
      },
      {}};
  return kTable;
}

ValueType<ProtocolOptions> protocol_type() {
  return {"name, or [protocol](#protocol)",
          fmt::format(R"({{"oneOf": [{}, {{"$ref": "#/$defs/protocol"}}]}})", protocol_name_type().schema),
          read_protocol};
}

ValueType<PredictInput> predict_type() {
  return {"`random`, or [predict](#predict)", R"({"oneOf": [{"const": "random"}, {"$ref": "#/$defs/predict"}]})",
          read_predict};
}

}  // namespace plimsoll
