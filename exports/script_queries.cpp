#include "exports/script_queries.h"

#include "scenarios/json_path.h"

#include <fmt/format.h>

#include <array>
#include <cctype>
#include <nlohmann/json.hpp>
#include <variant>

namespace plimsoll {
namespace {

using QuerySource = Query::Source;
using Wanted = Predicate::Kind;

struct TypeWords {
  Wanted kind;
  std::string_view python;
  std::string_view javascript;
};
constexpr std::array kTypeWords = {
    TypeWords{Wanted::is_boolean, "type({}) is bool", "typeof {} === 'boolean'"},
    TypeWords{Wanted::is_float, "type({}) is float", "(typeof {0} === 'number' && !Number.isInteger({0}))"},
    TypeWords{Wanted::is_integer, "type({}) is int", "Number.isInteger({})"},
    TypeWords{Wanted::is_number, "type({}) in (int, float)", "typeof {} === 'number'"},
    TypeWords{Wanted::is_string, "type({}) is str", "typeof {} === 'string'"},
    TypeWords{Wanted::is_list, "type({}) is list", "Array.isArray({})"},
    TypeWords{Wanted::is_collection, "type({}) in (list, dict)", "({0} !== null && typeof {0} === 'object')"},
    TypeWords{Wanted::is_object, "type({}) is dict", "Object.prototype.toString.call({}) === '[object Object]'"}};

// Between the two sides.
std::string_view comparison_words(Wanted kind, bool python) {
  switch (kind) {
    case Wanted::equals:
      return python ? "==" : "===";
    case Wanted::not_equals:
      return python ? "!=" : "!==";
    case Wanted::greater:
      return ">";
    case Wanted::greater_or_equal:
      return ">=";
    case Wanted::less:
      return "<";
    case Wanted::less_or_equal:
      return "<=";
    default:
      return {};
  }
}

// What a value is compared with; nothing: it changes with each answer, or is bytes.
std::optional<std::string> operand_words(ScriptLanguage& language, const QueryOperand& operand) {
  if (const auto* value = std::get_if<std::shared_ptr<const nlohmann::json>>(&operand))
    return language.json(nlohmann::ordered_json(**value), nullptr);
  const auto* text = std::get_if<QueryText>(&operand);
  return text == nullptr || text->varies() ? std::nullopt : std::optional(language.text(text->fixed()));
}

bool is_structured(const QueryOperand& operand) {
  const auto* value = std::get_if<std::shared_ptr<const nlohmann::json>>(&operand);
  return value != nullptr && (*value)->is_structured();
}

std::string python_query(ScriptLanguage& language, const Query& query, std::string_view answer) {
  const auto argument = language.text(query.argument.fixed());
  const auto found = [&](std::string_view where) {
    language.need("nothing");
    return fmt::format("{}.{}.get({}, nothing)", answer, where, argument);
  };
  switch (query.source) {
    case QuerySource::status:
      return fmt::format("{}.status_code", answer);
    case QuerySource::url:
      return fmt::format("{}.url", answer);
    case QuerySource::header:
      return found("headers");
    case QuerySource::cookie:
      return found("cookies");
    case QuerySource::body:
      return fmt::format("{}.text", answer);
    case QuerySource::regex:
      language.need("re");
      language.need("nothing");
      language.need("found");
      return fmt::format("found({}, {}.text)", argument, answer);
    case QuerySource::duration:
      return fmt::format("{}.elapsed.total_seconds() * 1000", answer);
    default:
      return {};
  }
}

std::string javascript_query(ScriptLanguage& language, const Query& query, std::string_view answer) {
  const auto argument = language.text(query.argument.fixed());
  switch (query.source) {
    case QuerySource::status:
      return fmt::format("{}.status", answer);
    case QuerySource::url:
      return fmt::format("{}.url", answer);
    case QuerySource::header:
      return fmt::format("{}.headers[{}]", answer, language.literal(canonical_header(query.argument.fixed())));
    case QuerySource::cookie:
      return fmt::format("({}.cookies[{}] || [{{}}])[0].value", answer, argument);
    case QuerySource::body:
      return fmt::format("({}.body || '')", answer);
    case QuerySource::regex:
      return fmt::format("(({}.body || '').match(new RegExp({})) || [])[1]", answer, argument);
    case QuerySource::duration:
      return fmt::format("{}.timings.duration", answer);
    default:
      return {};
  }
}

}  // namespace

std::string canonical_header(std::string_view header) {
  std::string name;
  for (const char c : header) {
    const auto byte = static_cast<unsigned char>(c);
    const bool first = name.empty() || name.back() == '-';
    name += static_cast<char>(first ? std::toupper(byte) : std::tolower(byte));
  }
  return name;
}

std::optional<std::string> place_words(ScriptLanguage& language, std::string_view path, std::string_view answer) {
  const auto compiled = JsonPath::compile(path);
  if (compiled.has_error() || !compiled->is_one_place()) return std::nullopt;
  std::string steps;
  struct Listed {
    const ScriptLanguage& language;
    std::string& steps;
    bool operator()(const JsonPath::Member& member) const { return add(language.literal(member.name)); }
    bool operator()(const JsonPath::Element& element) const { return add(std::to_string(element.index)); }
    bool add(const std::string& step) const {
      steps += (steps.empty() ? "" : ", ") + step;
      return true;
    }
  };
  const Listed list{language, steps};
  compiled->follow([&](const auto& step) { return list(step); });
  language.need("at");
  if (!language.is_python()) return fmt::format("at({}, [{}])", answer, steps);
  language.need("nothing");
  return fmt::format("at({}{}{})", answer, steps.empty() ? "" : ", ", steps);
}

std::optional<std::string> query_words(ScriptLanguage& language, const Query& query, std::string_view answer) {
  if (query.argument.varies() || !query.filters.empty()) return std::nullopt;
  if (query.source == QuerySource::cookie && query.cookie_part != Query::CookiePart::value) return std::nullopt;
  if (query.source == QuerySource::json_path) return place_words(language, query.argument.fixed(), answer);
  auto words = language.is_python() ? python_query(language, query, answer) : javascript_query(language, query, answer);
  return words.empty() ? std::nullopt : std::optional(std::move(words));
}

namespace {

// What needs no operand.
std::optional<std::string> state_words(ScriptLanguage& language, Wanted wanted, const std::string& value) {
  const bool python = language.is_python();
  for (const auto& type : kTypeWords)
    if (type.kind == wanted) return fmt::format(fmt::runtime(python ? type.python : type.javascript), value);
  if (wanted == Wanted::exists) {
    if (python) language.need("nothing");
    return value + (python ? " is not nothing" : " !== undefined");
  }
  if (wanted != Wanted::is_empty) return std::nullopt;
  language.need("size");
  return fmt::format("size({}) {} 0", value, python ? "==" : "===");
}

// Of the text of a value, or of what is in it.
std::optional<std::string> text_words(ScriptLanguage& language, Wanted kind, const std::string& value,
                                      const std::string& wanted) {
  const bool python = language.is_python();
  const auto text = fmt::format(fmt::runtime(python ? "str({})" : "String({})"), value);
  switch (kind) {
    case Wanted::starts_with:
      return fmt::format(fmt::runtime(python ? "{}.startswith({})" : "{}.startsWith({})"), text, wanted);
    case Wanted::ends_with:
      return fmt::format(fmt::runtime(python ? "{}.endswith({})" : "{}.endsWith({})"), text, wanted);
    case Wanted::contains:
      return python ? fmt::format("type({1}) in (str, list) and {0} in {1}", wanted, value)
                    : fmt::format("({} || []).includes({})", value, wanted);
    case Wanted::includes:
      return python ? fmt::format("type({1}) is list and {0} in {1}", wanted, value)
                    : fmt::format("Array.isArray({1}) && {1}.includes({0})", wanted, value);
    case Wanted::matches:
      if (python) language.need("re");
      return fmt::format(fmt::runtime(python ? "re.search({}, {})" : "new RegExp({}).test({})"), wanted, text);
    default:
      return std::nullopt;
  }
}

std::optional<std::string> condition_words(ScriptLanguage& language, const Predicate& predicate,
                                           const std::string& value) {
  if (auto words = state_words(language, predicate.kind, value)) return words;
  const bool python = language.is_python();
  const auto wanted = operand_words(language, predicate.operand);
  if (!wanted) return std::nullopt;
  const auto sign = comparison_words(predicate.kind, python);
  if (sign.empty()) return text_words(language, predicate.kind, value, *wanted);
  if (is_structured(predicate.operand) && !python) return std::nullopt;
  const bool ordered = predicate.kind != Wanted::equals && predicate.kind != Wanted::not_equals;
  auto compared = fmt::format("{} {} {}", value, sign, *wanted);
  return ordered && python ? fmt::format("type({}) in (int, float) and {}", value, compared) : std::move(compared);
}

}  // namespace

std::optional<std::string> predicate_words(ScriptLanguage& language, const Predicate& predicate,
                                           const std::string& value) {
  auto condition = condition_words(language, predicate, value);
  if (condition && predicate.negated)
    *condition = fmt::format("{}({})", language.is_python() ? "not " : "!", *condition);
  return condition;
}

}  // namespace plimsoll
