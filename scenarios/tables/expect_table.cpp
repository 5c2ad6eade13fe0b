#include "scenarios/tables/expect_table.h"

#include "core/pattern.h"
#include "core/units.h"
#include "scenarios/fields/json_path_type.h"
#include "scenarios/fields/json_schema_type.h"
#include "scenarios/protocols/finite_place.h"
#include "scenarios/protocols/protocol_list.h"
#include "scenarios/queries/query_names.h"
#include "scenarios/queries/query_parsing.h"
#include "scenarios/tables/comparison_table.h"
#include "scenarios/tables/json_check_table.h"

#include <fmt/format.h>

namespace plimsoll {
namespace {

constexpr int kLowestStatus = 100;
constexpr int kHighestStatus = 599;

bool add_status(const Value& value, StatusCheck& check) {
  const auto& text = value.node().text;
  const bool status_class =
      value.is_scalar() && text.size() == 3 && text.ends_with("xx") && text[0] >= '1' && text[0] <= '5';
  if (status_class) {
    check.classes.push_back(text[0] - '0');
    return true;
  }
  const auto number = value.is_scalar() ? plain_number(text) : std::nullopt;
  const bool valid =
      number && *number >= kLowestStatus && *number <= kHighestStatus && *number == static_cast<int>(*number);
  if (valid)
    check.codes.push_back(static_cast<int>(*number));
  else
    value.expected(number ? "100 to 599" : "a status like 200, or a class like 2xx");
  return valid;
}

ValueType<StatusCheck> status_type() {
  constexpr std::string_view kOne =
      R"({"anyOf": [{"type": "integer", "minimum": 100, "maximum": 599}, {"type": "string", "pattern": "^[1-5]xx$|^[1-5][0-9][0-9]$|\\$\\{"}]})";
  return {"status, class like `2xx`, or a list of them",
          fmt::format(R"({{"oneOf": [{0}, {{"type": "array", "items": {0}, "minItems": 1}}]}})", kOne),
          [](const Value& value) -> std::optional<StatusCheck> {
            StatusCheck check;
            bool valid = true;
            for (const auto& item : value.items()) valid = add_status(item, check) && valid;
            if (valid && check.codes.empty() && check.classes.empty()) value.expected("at least one status");
            return check;
          }};
}

ValueType<ResponseTimeCheck> response_time_type() {
  const auto limit = upper_limit_type();
  return {limit.words, limit.schema, [read = limit.read](const Value& value) -> std::optional<ResponseTimeCheck> {
            const auto longest = read(value);
            return longest ? std::optional(ResponseTimeCheck{*longest}) : std::nullopt;
          }};
}

Result<std::string> parse_regex(std::string_view text) {
  const auto pattern = Pattern::compile(std::string(text));
  if (pattern.has_value()) return std::string(text);
  return Error{ErrorKind::invalid,
               fmt::format(R"("{}" is not a regular expression: {})", text, pattern.error().message)};
}

Field<HeaderDraft> header_field(FieldWords words, HeaderCheck::Kind kind, const ValueType<std::string>& type) {
  return field_with<HeaderDraft>(std::move(words), type, [kind](const Value&, HeaderDraft& draft, std::string text) {
    draft.checks.push_back({"", kind, std::move(text)});
  });
}

void add_exists(const Value& value, HeaderDraft& draft, bool wanted) {
  if (wanted)
    draft.checks.push_back({"", HeaderCheck::Kind::exists, ""});
  else
    value.expected("true (that a header is absent cannot be checked)");
}

std::vector<HeaderCheck> read_header_checks(const Value& value, std::string_view name) {
  HeaderDraft draft;
  if (value.is_map()) {
    read_object(value, header_check_table(), draft);
    if (value.node().items.empty())
      value.expected("what the header is, or {contains: ...}, {matches: ...}, {exists: true}");
  } else if (auto text = value.text()) {
    draft.checks.push_back({"", HeaderCheck::Kind::equals, *std::move(text)});
  }
  for (auto& check : draft.checks) check.name = name;
  return std::move(draft.checks);
}

ValueType<std::vector<HeaderCheck>> header_checks_type() {
  return {
      "mapping of names to text or [header](#header)",
      R"({"type": "object", "additionalProperties": {"anyOf": [{"type": ["string", "number", "boolean"]}, {"$ref": "#/$defs/header"}]}})",
      [](const Value& value) -> std::optional<std::vector<HeaderCheck>> {
        if (!value.is_map()) {
          value.expected("a mapping of header names to what they are");
          return std::nullopt;
        }
        std::vector<HeaderCheck> checks;
        for (const auto& [key, line, entry] : value.entries())
          for (auto& check : read_header_checks(entry, key)) checks.push_back(std::move(check));
        return checks;
      }};
}

// It is asked of the answer, and held against it and captured values.
Result<QueryCheck> parse_assert(std::string_view text) {
  auto check = parse_query_check(text);
  if (check.has_error()) return check;
  if (asks_for_origin(check->query) || std::holds_alternative<QueryFile>(check->predicate.operand))
    return invalid(fmt::format("\"{}\" asks for what a check does not know: files, where the answer came from", text));
  if (has_function(*check)) return invalid("{{NAME}} is a captured value here: functions are not called");
  return check;
}

ValueType<QueryCheck> assert_type() {
  return {"query and predicate, like `jsonpath \"$.id\" isInteger`", R"({"type": "string"})",
          [](const Value& value) { return value.parsed(parse_assert); }};
}

// `false` is for who does not want it: then there is none.
ValueType<std::optional<FiniteCheck>> finite_type() {
  return {"`true`, `false` or JSON path", R"({"oneOf": [{"type": "boolean"}, {"type": "string", "pattern": "^\\$"}]})",
          [path = json_path_type()](const Value& value) -> std::optional<std::optional<FiniteCheck>> {
            if (value.is_word("true")) return FiniteCheck{"$"};
            if (value.is_word("false")) return std::optional<FiniteCheck>();
            const auto place = path.read(value);
            if (!place) return std::nullopt;
            const auto pattern = parse_finite_place(*place);
            if (pattern.has_value()) return FiniteCheck{*place};
            value.refuse(pattern.error().message);
            return std::nullopt;
          }};
}

// `false` is for who does not want it.
ValueType<std::optional<ProtocolAnswerCheck>> answer_of_type() {
  std::vector<std::string_view> names;
  for (const auto& one : protocols()) names.push_back(one.name);
  const auto words = word_type(std::move(names));
  return {"name of a protocol, or `false`", fmt::format(R"({{"oneOf": [{{"const": false}}, {}]}})", words.schema),
          [read = words.read](const Value& value) -> std::optional<std::optional<ProtocolAnswerCheck>> {
            if (value.is_word("false")) return std::optional<ProtocolAnswerCheck>();
            auto name = read(value);
            return name ? std::optional(std::optional(ProtocolAnswerCheck{*std::move(name)})) : std::nullopt;
          }};
}

template <class T>
Field<ExpectDraft> one_check(FieldWords words, const ValueType<T>& type) {
  return field_with<ExpectDraft>(std::move(words), type, [](const Value&, ExpectDraft& draft, T check) {
    draft.checks.emplace_back(std::move(check));
  });
}

template <class CheckType>
Field<ExpectDraft> text_checks(FieldWords words, const ValueType<std::string>& type) {
  return field_with<ExpectDraft>(std::move(words), list_type(type),
                                 [](const Value&, ExpectDraft& draft, const std::vector<std::string>& texts) {
                                   for (const auto& text : texts) draft.checks.emplace_back(CheckType{text});
                                 });
}

template <class T>
void append_checks(const Value&, ExpectDraft& draft, std::vector<T> checks) {
  for (auto& check : checks) draft.checks.emplace_back(std::move(check));
}

void append_body_checks(const Value&, ExpectDraft& draft, ExpectDraft body) {
  for (auto& check : body.checks) draft.checks.push_back(std::move(check));
}

}  // namespace

ValueType<std::string> regex_type() {
  return {"regular expression", R"({"type": "string", "format": "regex"})",
          [](const Value& value) { return value.parsed(parse_regex); }};
}

ValueType<StatusCheck> status_check_type() { return status_type(); }

const ObjectTable<HeaderDraft>& header_check_table() {
  static const ObjectTable<HeaderDraft> kTable = {
      "header",
      "What is expected of a header of the answer.",
      {
          header_field({"equals", "", "exactly this"}, HeaderCheck::Kind::equals, text_type()),
          header_field({"contains", "", "this somewhere in it"}, HeaderCheck::Kind::contains, text_type()),
          header_field({"matches", "", "a match somewhere in it"}, HeaderCheck::Kind::matches, regex_type()),
          field_with<HeaderDraft>({"exists", "", "`true`: it is there"}, boolean_type(), add_exists),
      },
      {}};
  return kTable;
}

const ObjectTable<ExpectDraft>& body_check_table() {
  static const ObjectTable<ExpectDraft> kTable = {
      "body",
      "What is expected of an answer's body as text.",
      {
          text_checks<BodyContainsCheck>({"contains", "", "this somewhere in it"}, text_type()),
          text_checks<BodyMatchesCheck>({"matches", "", "a match somewhere in it"}, regex_type()),
      },
      {}};
  return kTable;
}

const ObjectTable<ExpectDraft>& expect_table() {
  static const ObjectTable<ExpectDraft> kTable = {
      "expect",
      "What every answer to a request must be; one that is not is a failure. Without `status`, 400 and above fails.",
      {
          one_check({"status", "below 400", "the status of the last answer"}, status_type()),
          one_check({"response_time", "", "the longest response time of a single request"}, response_time_type()),
          field_with<ExpectDraft>({"headers", "", "headers by name"}, header_checks_type(), append_checks<HeaderCheck>),
          field_with<ExpectDraft>({"body", "", "the body as text"}, object_type(body_check_table()),
                                  append_body_checks),
          field_with<ExpectDraft>({"json", "", "`true`: the body is JSON; or what is at its places"}, json_check_type(),
                                  append_checks<Check>),
          field_with<ExpectDraft>({"asserts", "", "lines as in the `[Asserts]` of a .hurl file"},
                                  list_type(assert_type()), append_checks<QueryCheck>),
          field_with<ExpectDraft>(
              {"finite", "",
               "the JSON of the answer has no NaN, no infinity and nothing beyond a double, and no null in a list "
               "at this place or below; `true` for everywhere"},
              finite_type(),
              [](const Value&, ExpectDraft& draft, const std::optional<FiniteCheck>& check) {
                if (check) draft.checks.emplace_back(*check);
              }),
          field_with<ExpectDraft>(
              {"answer_of", "",
               "the answer is a prediction as this protocol has it, and errors are told in its words, those within a "
               "200 too; `predict` says it, `false` takes it away"},
              answer_of_type(),
              [](const Value&, ExpectDraft& draft, const std::optional<ProtocolAnswerCheck>& check) {
                if (check) draft.checks.emplace_back(*check);
              }),
          field_with<ExpectDraft>({"schema", "", "the whole body is as this JSON Schema has it"}, json_schema_type(),
                                  [](const Value&, ExpectDraft& draft, std::shared_ptr<const JsonSchema> schema) {
                                    draft.checks.emplace_back(SchemaCheck{std::move(schema)});
                                  }),
          one_check({"body_like", "", "the whole body as JSON, numbers within a tolerance"}, body_like_type()),
      },
      {
          {"json_equals", R"(is called "body_like" here: body_like: {file: "@expected.json"})"},
          {"json_schema", R"(is called "schema" here: schema: "@answer.schema.json")"},
      }};
  return kTable;
}

}  // namespace plimsoll
