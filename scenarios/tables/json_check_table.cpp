#include "scenarios/tables/json_check_table.h"

#include "scenarios/fields/inline_json.h"
#include "scenarios/json_path.h"
#include "scenarios/quality/quality_table.h"
#include "scenarios/template_text.h"

#include <fmt/format.h>
#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

namespace plimsoll {
namespace {

using Expectation = JsonPathCheck::Expectation;
using Type = JsonPathCheck::Type;

struct TypeName {
  std::string_view name;
  Type type;
};
constexpr std::array kTypes = {TypeName{"null", Type::null},     TypeName{"boolean", Type::boolean},
                               TypeName{"number", Type::number}, TypeName{"integer", Type::integer},
                               TypeName{"string", Type::string}, TypeName{"array", Type::array},
                               TypeName{"object", Type::object}};

SharedJson shared(const nlohmann::ordered_json& value) { return std::make_shared<const nlohmann::json>(value); }

ValueType<Type> json_type_type() {
  std::vector<std::string_view> names;
  names.reserve(std::size(kTypes));
  for (const auto& known : kTypes) names.push_back(known.name);
  const auto words = word_type(names);
  return {words.words, words.schema, [read = words.read](const Value& value) -> std::optional<Type> {
            const auto name =
                value.node().kind == YamlNode::Kind::null ? std::optional<std::string>("null") : read(value);
            for (const auto& known : kTypes)
              if (name == known.name) return known.type;
            return std::nullopt;
          }};
}

ValueType<JsonPathCheck::Between> between_type() {
  return {"`[low, high]`", R"({"type": "array", "items": {"type": "number"}, "minItems": 2, "maxItems": 2})",
          [](const Value& value) -> std::optional<JsonPathCheck::Between> {
            const auto items = value.items();
            if (!value.is_list() || items.size() != 2) {
              value.expected("two numbers like [0, 1]");
              return std::nullopt;
            }
            const auto low = items[0].number();
            const auto high = items[1].number();
            if (!low || !high) return std::nullopt;
            if (*low <= *high) return JsonPathCheck::Between{*low, *high};
            value.refuse(fmt::format("the lower end is above the upper; write [{}, {}]", *high, *low));
            return std::nullopt;
          }};
}

ValueType<JsonPathCheck::Length> length_type() {
  const auto count = count_type(0, UINT64_MAX);
  return {"whole number, or [length](#length)",
          fmt::format(R"({{"anyOf": [{}, {{"$ref": "#/$defs/length"}}]}})", count.schema),
          [read = count.read](const Value& value) -> std::optional<JsonPathCheck::Length> {
            JsonPathCheck::Length length;
            if (value.is_map())
              read_object(value, length_table(), length);
            else
              length.low = length.high = read(value);
            return length;
          }};
}

template <class T>
Field<JsonPathDraft> expectation(FieldWords words, const ValueType<T>& type) {
  return field_with<JsonPathDraft>(std::move(words), type, [](const Value&, JsonPathDraft& draft, T value) {
    draft.expectations.emplace_back(std::move(value));
  });
}

bool has_number(const nlohmann::json& value) {
  if (value.is_structured()) return std::any_of(value.begin(), value.end(), has_number);
  return value.is_number() || (value.is_string() && has_template(value.get_ref<const std::string&>()));
}

void apply_tolerance(const Value& value, JsonPathDraft& draft) {
  if (!draft.within) return;
  bool has_it = false;
  for (auto& expectation : draft.expectations)
    if (auto* equals = std::get_if<JsonPathCheck::Equals>(&expectation)) {
      equals->within = *draft.within;
      has_it = has_it || equals->lines || has_number(*equals->value);
    }
  if (!has_it) value.refuse("within: is how far a number may be from what it `equals`, and there is none");
}

template <class From, class To>
ValueType<To> wrapped(const ValueType<From>& type) {
  return {type.words, type.schema, [read = type.read](const Value& value) -> std::optional<To> {
            auto inner = read(value);
            if (!inner) return std::nullopt;
            return To{*std::move(inner)};
          }};
}

std::optional<std::vector<Check>> read_json_checks(const Value& value) {
  std::vector<Check> checks;
  if (value.is_word("true")) {
    checks.emplace_back(BodyIsJsonCheck{});
    return checks;
  }
  if (!value.is_map() || value.node().items.empty()) {
    value.expected(R"(true, or paths like {"$.prediction": {between: [0, 1]}})");
    return std::nullopt;
  }
  for (const auto& [key, line, entry] : value.entries()) {
    const auto path = JsonPath::compile(key);
    if (!path) {
      value.context().log.add(line, entry.path(), path.error().message);
      continue;
    }
    for (auto& expected : read_expectations(entry))
      checks.emplace_back(JsonPathCheck{std::string(key), std::move(expected)});
  }
  return checks;
}

}  // namespace

ValueType<SharedJson> any_json_type() {
  return {"any JSON", "{}", [](const Value& value) -> std::optional<SharedJson> {
            const auto json = inline_json(value);
            if (!json) return std::nullopt;
            return shared(*json);
          }};
}

std::vector<Expectation> read_expectations(const Value& value) {
  JsonPathDraft draft;
  if (value.is_map()) {
    read_object(value, json_path_table(), draft);
    apply_tolerance(value, draft);
    if (value.node().items.empty()) value.refuse("expects nothing; to compare with an object write {equals: {...}}");
  } else if (const auto json = any_json_type().read(value)) {
    draft.expectations.emplace_back(JsonPathCheck::Equals{*json, 0, {}});
  }
  return std::move(draft.expectations);
}

ValueType<std::vector<Check>> json_check_type() {
  return {"`true`, or a mapping of JSON paths to a value or [what is expected](#json_path)",
          R"({"oneOf": [{"const": true}, {"type": "object", "minProperties": 1, "propertyNames": {"pattern": "^\\$"}, )"
          R"("additionalProperties": {"anyOf": [{"$ref": "#/$defs/json_path"}, {"not": {"type": "object"}}]}}]})",
          read_json_checks};
}

const ObjectTable<JsonPathDraft>& json_path_table() {
  static const ObjectTable<JsonPathDraft> kTable = {
      "json_path",
      "What is expected at a JSON path; where the path has several matches, of each of them. "
      "Paths have `$`, `.name`, `['name']`, `[0]`, `[-1]`, `[*]` and `..name`; one with brackets is quoted.",
      {
          expectation(
              {"equals", "",
               "this value; `3` and `3.0` are equal; `\"{{row.label}}\"` in it is that of the row that was sent"},
              ValueType<JsonPathCheck::Equals>{
                  any_json_type().words, any_json_type().schema,
                  [read = any_json_type().read](const Value& value) {
                    auto json = read(value);
                    return json ? std::optional(JsonPathCheck::Equals{*json, 0, {}}) : std::nullopt;
                  }}),
          expectation({"lines", "",
                       "the value of its own for each row of data, or for each of the request's bodies, in their "
                       "order"},
                      ValueType<JsonPathCheck::Equals>{
                          json_lines_type().words, json_lines_type().schema,
                          [read = json_lines_type().read](const Value& value) {
                            auto lines = read(value);
                            return lines ? std::optional(JsonPathCheck::Equals{nullptr, 0, *lines}) : std::nullopt;
                          }}),
          field({"within", "0", "numbers may be so far from what is expected"}, &JsonPathDraft::within, number_type()),
          expectation({"between", "", "a number within these, both included"}, between_type()),
          expectation({"type", "", "a value of this type; an integer is a number too"},
                      wrapped<Type, JsonPathCheck::HasType>(json_type_type())),
          expectation({"length", "", "so many elements, keys, or bytes of text"}, length_type()),
          expectation({"exists", "", "whether there is such a place at all"},
                      wrapped<bool, JsonPathCheck::Exists>(boolean_type())),
      },
      {}};
  return kTable;
}

const ObjectTable<JsonPathCheck::Length>& length_table() {
  const auto count = count_type(0, UINT64_MAX);
  static const ObjectTable<JsonPathCheck::Length> kTable = {
      "length",
      "Bounds of a length; one of them may be left out.",
      {
          field({"at_least", "", "the shortest"}, &JsonPathCheck::Length::low, count),
          field({"at_most", "", "the longest"}, &JsonPathCheck::Length::high, count),
      },
      {}};
  return kTable;
}

}  // namespace plimsoll
