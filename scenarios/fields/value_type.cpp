#include "scenarios/fields/value_type.h"

#include "core/units.h"

#include <fmt/format.h>
#include <algorithm>

namespace plimsoll {
namespace {

// Numbers may come from the environment, which editors cannot look into.
std::string number_schema(std::string_view json_type, std::string_view limits) {
  return fmt::format(R"({{"anyOf": [{{"type": "{}"{}}}, {{"type": "string", "pattern": "\\$\\{{"}}]}})", json_type,
                     limits);
}

// The units' parsers name the forms; what people forget most is the unit.
std::optional<Nanos> read_duration(const Value& value) {
  const bool bare = value.is_scalar() && plain_number(value.node().text).value_or(0) > 0;
  if (!bare) return value.parsed(parse_duration);
  value.expected(R"(a duration with its unit like "30s", "250ms" or "1h30m")");
  return std::nullopt;
}

std::optional<std::string> read_word(const Value& value, const std::vector<std::string_view>& words) {
  for (const auto word : words)
    if (value.is_word(word)) return std::string(word);
  value.expected(fmt::format("{}", fmt::join(words, " or ")));
  return std::nullopt;
}

std::optional<std::vector<Header>> read_headers(const Value& value) {
  if (!value.is_map()) {
    value.expected("a mapping of names to text");
    return std::nullopt;
  }
  std::vector<Header> headers;
  for (const auto& [key, line, entry] : value.entries())
    if (auto text = entry.text()) headers.push_back({std::string(key), *std::move(text)});
  return headers;
}

Result<Nanos> parse_upper_limit(std::string_view text) {
  constexpr std::string_view kForm = R"(expected a limit like "< 500ms")";
  const auto first = text.find_first_not_of(' ');
  if (first == std::string_view::npos || text[first] != '<' || text.substr(first).starts_with("<="))
    return Error{ErrorKind::invalid, fmt::format(R"({}, got "{}")", kForm, text)};
  const auto limit = parse_duration(text.substr(first + 1));
  if (!limit || *limit <= Nanos(0)) return Error{ErrorKind::invalid, fmt::format(R"({}, got "{}")", kForm, text)};
  return *limit;
}

}  // namespace

ValueType<std::string> text_type() {
  return {"text", R"({"type": ["string", "number", "boolean"]})", [](const Value& value) { return value.text(); }};
}

ValueType<std::string> word_type(std::vector<std::string_view> words) {
  return {fmt::format("`{}`", fmt::join(words, "` or `")),
          fmt::format(R"({{"enum": ["{}"]}})", fmt::join(words, R"(", ")")),
          [words](const Value& value) { return read_word(value, words); }};
}

ValueType<bool> boolean_type() {
  return {"`true` or `false`", number_schema("boolean", ""), [](const Value& value) { return value.boolean(); }};
}

ValueType<Nanos> duration_type() {
  return {"duration",
          R"({"type": ["string", "integer"], "pattern": "^0$|[0-9] *(d|h|m|min|s|ms|us|ns)|\\$\\{", "maximum": 0})",
          read_duration};
}

ValueType<Nanos> upper_limit_type() {
  return {"limit like `< 500ms`", R"({"type": "string", "pattern": "^ *< *[0-9.]+ *[a-z]+|\\$\\{"})",
          [](const Value& value) { return value.parsed(parse_upper_limit); }};
}

ValueType<double> rate_type() {
  return {"rate",
          R"({"type": ["string", "number"], "pattern": "^[0-9.]+ *(/ *(s|m|min|h))?$|\\$\\{", "exclusiveMinimum": 0})",
          [](const Value& value) { return value.parsed(parse_rate); }};
}

ValueType<std::uint64_t> bytes_type() {
  return {"size", R"({"type": ["string", "integer"], "pattern": "^[0-9.]+ *([KMGT]i?B|kB|B)?$|\\$\\{", "minimum": 0})",
          [](const Value& value) { return value.parsed(parse_bytes); }};
}

ValueType<double> share_type() {
  return {"share: `10%` or `0.1`", R"({"type": ["string", "number"], "pattern": "^[0-9.]+ *%?$|\\$\\{", "maximum": 1})",
          [](const Value& value) -> std::optional<double> {
            const auto share = value.parsed(parse_share);
            if (!share || *share > 0) return share;
            value.expected("a share above 0");
            return std::nullopt;
          }};
}

ValueType<double> number_type() {
  return {"number, from 0", number_schema("number", R"(, "minimum": 0)"),
          [](const Value& value) -> std::optional<double> {
            const auto number = value.number();
            if (number && *number >= 0) return number;
            if (number) value.expected("a number from 0");
            return std::nullopt;
          }};
}

ValueType<std::uint64_t> count_type(std::uint64_t low, std::uint64_t high) {
  const bool bounded = high != UINT64_MAX;
  return {bounded ? fmt::format("whole number, {} to {}", low, high) : fmt::format("whole number, from {}", low),
          number_schema("integer", bounded ? fmt::format(R"(, "minimum": {}, "maximum": {})", low, high)
                                           : fmt::format(R"(, "minimum": {})", low)),
          [low, high](const Value& value) { return value.whole_number(low, high); }};
}

ValueType<std::filesystem::path> file_type() {
  return {"file", R"({"type": "string", "minLength": 1})", [](const Value& value) { return value.file(); }};
}

ValueType<std::string> command_type() {
  auto type = text_type();
  type.read = [read = type.read](const Value& value) -> std::optional<std::string> {
    if (!value.may(value.context().allowed.programs, kNoPrograms)) return std::nullopt;
    return read(value);
  };
  return type;
}

ValueType<std::vector<Header>> headers_type(std::string words) {
  return {std::move(words), R"({"type": "object", "additionalProperties": {"type": ["string", "number", "boolean"]}})",
          read_headers};
}

}  // namespace plimsoll
