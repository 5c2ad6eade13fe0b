#include "engine/checks/json_place_check.h"

#include "engine/checks/json_tolerance.h"
#include "engine/checks/shown_json.h"
#include "engine/queries/json_lookup.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <string_view>
#include <utility>
#include <variant>

namespace plimsoll {
namespace {

using nlohmann::json;
using Type = JsonPathCheck::Type;

std::string_view name_of(Type type) {
  switch (type) {
    case Type::null:
      return "null";
    case Type::boolean:
      return "a boolean";
    case Type::number:
      return "a number";
    case Type::integer:
      return "an integer";
    case Type::string:
      return "a string";
    case Type::array:
      return "an array";
    case Type::object:
      return "an object";
  }
  return "";
}

bool has_type(const json& value, Type type) {
  switch (type) {
    case Type::null:
      return value.is_null();
    case Type::boolean:
      return value.is_boolean();
    case Type::number:
      return value.is_number();
    case Type::integer:
      return value.is_number_integer();
    case Type::string:
      return value.is_string();
    case Type::array:
      return value.is_array();
    case Type::object:
      return value.is_object();
  }
  return false;
}

// What is wrong with one matched value; empty if nothing is. Exists is judged on the matches as a whole.
struct JudgeValue {
  const json& value;

  std::string operator()(const JsonPathCheck::Exists&) const { return {}; }

  std::string operator()(const JsonPathCheck::Equals& wanted) const {
    if (wanted.value == nullptr) return "is held against a line of its request in `expect` alone";
    if (is_equal_within(value, *wanted.value, wanted.within)) return {};
    const auto tolerance = wanted.within > 0 ? fmt::format(" within {}", wanted.within) : std::string();
    return "is not " + shown_json(*wanted.value) + tolerance;
  }

  std::string operator()(const JsonPathCheck::Between& wanted) const {
    if (!value.is_number()) return "is not a number";
    const auto number = value.get<double>();
    if (number >= wanted.low && number <= wanted.high) return {};
    return fmt::format("is not between {} and {}", wanted.low, wanted.high);
  }

  std::string operator()(const JsonPathCheck::HasType& wanted) const {
    return has_type(value, wanted.type) ? "" : fmt::format("is not {}", name_of(wanted.type));
  }

  std::string operator()(const JsonPathCheck::Length& wanted) const {
    if (!value.is_structured() && !value.is_string()) return "is not an array, an object or a string: it has no length";
    const std::size_t length = value.is_string() ? value.get_ref<const std::string&>().size() : value.size();
    if (wanted.low && length < *wanted.low) return fmt::format("is shorter than {}", *wanted.low);
    if (wanted.high && length > *wanted.high) return fmt::format("is longer than {}", *wanted.high);
    return {};
  }
};

}  // namespace

Result<JsonPlaceCheck> JsonPlaceCheck::compile(const JsonPathCheck& check) {
  auto path = JsonPath::compile(check.path);
  if (path.has_error()) return path.error();
  return JsonPlaceCheck(std::move(*path), check.expectation);
}

CheckFailure JsonPlaceCheck::judge(const json& body) const {
  const auto matches = path_.select(body);
  return judge(std::span(matches));
}

std::optional<CheckFailure> JsonPlaceCheck::judge_unbuilt(const JsonBody& body) const {
  if (body.is_built() || !path_.is_one_place()) return std::nullopt;
  json value;
  const json* const match = &value;
  switch (JsonLookup::at(body.text(), path_, value)) {
    case JsonLookup::Came::found:
      return judge(std::span(&match, 1));
    case JsonLookup::Came::nothing:
      return judge(std::span<const json* const>());
    case JsonLookup::Came::undecided:
      break;
  }
  return std::nullopt;
}

CheckFailure JsonPlaceCheck::judge(std::span<const json* const> matches) const {
  const auto* exists = std::get_if<JsonPathCheck::Exists>(&expectation_);
  const bool wanted = exists == nullptr || exists->wanted;
  if (matches.empty() && wanted) return {FailureKind::check, path_.text() + " is missing", ""};
  if (!matches.empty() && !wanted)
    return {FailureKind::check, path_.text() + " is there, and should not be", "found: " + shown_json(*matches[0])};
  for (const auto* match : matches) {
    auto problem = std::visit(JudgeValue{*match}, expectation_);
    if (!problem.empty()) return {FailureKind::check, path_.text() + " " + problem, "found: " + shown_json(*match)};
  }
  return {};
}

}  // namespace plimsoll
