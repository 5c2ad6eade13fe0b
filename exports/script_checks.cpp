#include "exports/script_checks.h"

#include "core/json/json.h"
#include "core/time.h"
#include "exports/script_queries.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <optional>
#include <utility>
#include <variant>

namespace plimsoll {
namespace {

class CheckWords {
 public:
  explicit CheckWords(const ScriptChecks& where)
      : draft_(where.draft),
        language_(where.language),
        place_(where.place),
        answer_(where.answer),
        python_(where.language.is_python()) {}

  std::vector<ScriptCheck> list(const std::vector<Check>& checks) {
    for (const auto& check : checks) std::visit(*this, check);
    return std::move(checks_);
  }

  // Of a captured value: one that is null is not there.
  std::vector<ScriptCheck> of_value(const ValueCondition& condition, const std::string& value) {
    path_ = condition.name;
    value_ = value;
    const auto* exists = std::get_if<JsonPathCheck::Exists>(&condition.expectation);
    if (exists == nullptr) {
      std::visit(*this, condition.expectation);
    } else if (python_) {
      language_.need("nothing");
      add(path_, fmt::format("{} {} (None, nothing)", value, exists->wanted ? "not in" : "in"));
    } else {
      add(path_, fmt::format("{} {} null", value, exists->wanted ? "!=" : "=="));
    }
    return std::move(checks_);
  }

  void operator()(const StatusCheck& check) {
    const auto status = answer_ + (python_ ? ".status_code" : ".status");
    std::vector<std::string> ways;
    if (check.codes.size() == 1)
      ways.push_back(fmt::format("{} {} {}", status, python_ ? "==" : "===", check.codes[0]));
    if (check.codes.size() > 1)
      ways.push_back(python_ ? fmt::format("{} in ({})", status, fmt::join(check.codes, ", "))
                             : fmt::format("[{}].includes({})", fmt::join(check.codes, ", "), status));
    for (const int one : check.classes)
      ways.push_back(python_ ? fmt::format("{} // 100 == {}", status, one)
                             : fmt::format("Math.floor({} / 100) === {}", status, one));
    add("status is " + check.words(), fmt::format("{}", fmt::join(ways, python_ ? " or " : " || ")));
  }
  void operator()(const HeaderCheck& check) {
    const auto name = language_.literal(python_ ? check.name : canonical_header(check.name));
    const auto label = fmt::format("header {}", check.name);
    if (check.kind == HeaderCheck::Kind::exists)
      return add(label, python_ ? fmt::format("{} in {}.headers", name, answer_)
                                : fmt::format("{}.headers[{}] !== undefined", answer_, name));
    const auto value =
        fmt::format(fmt::runtime(python_ ? "{}.headers.get({}, \"\")" : "({}.headers[{}] || '')"), answer_, name);
    const auto wanted = language_.text(check.value);
    if (check.kind == HeaderCheck::Kind::equals)
      return add(label, fmt::format("{} {} {}", value, python_ ? "==" : "===", wanted));
    if (check.kind == HeaderCheck::Kind::contains) return add(label, contains(value, wanted));
    add(label, matches(value, wanted));
  }
  void operator()(const ResponseTimeCheck& check) {
    add(fmt::format("answered within {} ms", to_milliseconds(check.below)),
        fmt::format("{}{} < {}", answer_, python_ ? ".elapsed.total_seconds() * 1000" : ".timings.duration",
                    to_milliseconds(check.below)));
  }
  void operator()(const BodyContainsCheck& check) {
    add("body contains " + check.text, contains(body(), language_.text(check.text)));
  }
  void operator()(const BodyMatchesCheck& check) {
    add("body matches " + check.regex, matches(body(), language_.text(check.regex)));
  }
  void operator()(const BodyIsJsonCheck&) {
    add("body is JSON", place_words(language_, "$", answer_).value_or("") + is_there());
  }
  void operator()(const JsonPathCheck& check) {
    const auto value = place_words(language_, check.path, answer_);
    if (!value) return tell("json." + check.path, "of several places");
    path_ = check.path;
    value_ = *value;
    std::visit(*this, check.expectation);
  }
  void operator()(const JsonPathCheck::Exists& wanted) {
    const auto absent = python_ ? " is nothing" : " === undefined";
    if (python_) language_.need("nothing");
    add(fmt::format("{} {}", path_, wanted.wanted ? "exists" : "is not there"),
        value_ + (wanted.wanted ? is_there() : absent));
  }
  void operator()(const JsonPathCheck::Equals& wanted) {
    if (wanted.within > 0 && wanted.value->is_number()) {
      const double value = wanted.value->get<double>();
      return (*this)(JsonPathCheck::Between{value - wanted.within, value + wanted.within});
    }
    if (wanted.within > 0)
      tell("json." + path_, fmt::format("numbers within {}: they have to be equal", wanted.within));
    const auto code = language_.json(nlohmann::ordered_json(*wanted.value), nullptr);
    if (!code) return;
    if (wanted.value->is_structured() && !python_)
      return add(path_, fmt::format("JSON.stringify({}) === JSON.stringify({})", value_, *code));
    add(fmt::format("{} is {}", path_, to_text(*wanted.value)),
        fmt::format("{} {} {}", value_, python_ ? "==" : "===", *code));
  }
  void operator()(const JsonPathCheck::Between& wanted) {
    const auto label = fmt::format("{} is from {} to {}", path_, wanted.low, wanted.high);
    add(label, python_ ? fmt::format("type({0}) in (int, float) and {1} <= {0} <= {2}", value_, wanted.low, wanted.high)
                       : fmt::format("{0} >= {1} && {0} <= {2}", value_, wanted.low, wanted.high));
  }
  void operator()(const JsonPathCheck::HasType& wanted) {
    using Type = JsonPathCheck::Type;
    const auto is = [&](std::string_view name, std::string_view python, std::string_view javascript) {
      add(fmt::format("{} is {}", path_, name),
          fmt::format(fmt::runtime(python_ ? python : javascript), fmt::arg("value", value_)));
    };
    switch (wanted.type) {
      case Type::null:
        return is("null", "{value} is None", "{value} === null");
      case Type::boolean:
        return is("a boolean", "type({value}) is bool", "typeof {value} === 'boolean'");
      case Type::number:
        return is("a number", "type({value}) in (int, float)", "typeof {value} === 'number'");
      case Type::integer:
        return is("a whole number", "type({value}) is int", "Number.isInteger({value})");
      case Type::string:
        return is("text", "type({value}) is str", "typeof {value} === 'string'");
      case Type::array:
        return is("a list", "type({value}) is list", "Array.isArray({value})");
      case Type::object:
        break;
    }
    is("an object", "type({value}) is dict", "Object.prototype.toString.call({value}) === '[object Object]'");
  }
  void operator()(const JsonPathCheck::Length& wanted) {
    language_.need("size");
    const auto length = fmt::format("size({})", value_);
    if (wanted.low && wanted.low == wanted.high)
      return add(fmt::format("{} has {}", path_, *wanted.low), fmt::format("{} == {}", length, *wanted.low));
    if (wanted.low)
      add(fmt::format("{} has {} or more", path_, *wanted.low), fmt::format("{} >= {}", length, *wanted.low));
    if (wanted.high)
      add(fmt::format("{} has at most {}", path_, *wanted.high), fmt::format("{} <= {}", length, *wanted.high));
  }
  void operator()(const QueryCheck& check) {
    const auto words = check.query.label + " " + check.predicate.label;
    const auto value = query_words(language_, check.query, answer_);
    auto condition = value ? predicate_words(language_, check.predicate, *value) : std::nullopt;
    if (condition)
      add(words, *std::move(condition));
    else
      tell("asserts", words);
  }
  void operator()(const FiniteCheck&) { tell("finite", "that its numbers are none but finite ones"); }
  void operator()(const ProtocolAnswerCheck& check) {
    tell("answer_of", "errors as " + check.protocol + " tells them");
  }
  void operator()(const SchemaCheck&) { tell("schema", "that the whole answer is as a JSON Schema has it"); }
  void operator()(const JsonEqualsCheck&) { tell("body", "the whole answer within a tolerance"); }

 private:
  std::string body() const { return python_ ? answer_ + ".text" : fmt::format("({}.body || '')", answer_); }
  // Of a value that there may not be.
  std::string is_there() {
    if (python_) language_.need("nothing");
    return python_ ? " is not nothing" : " !== undefined";
  }
  void add(std::string label, std::string condition) { checks_.push_back({std::move(label), std::move(condition)}); }
  void tell(const std::string& key, std::string what) {
    draft_.leave_unsaid(fmt::format("{}.expect.{}", place_, key), std::move(what));
  }
  std::string contains(const std::string& value, const std::string& wanted) const {
    return python_ ? wanted + " in " + value : value + ".includes(" + wanted + ")";
  }
  std::string matches(const std::string& value, const std::string& wanted) {
    if (python_) language_.need("re");
    return python_ ? fmt::format("re.search({}, {})", wanted, value)
                   : fmt::format("new RegExp({}).test({})", wanted, value);
  }

  ExportDraft& draft_;
  ScriptLanguage& language_;
  const std::string place_;
  const std::string answer_;
  const bool python_;
  std::vector<ScriptCheck> checks_;
  std::string path_;
  std::string value_;
};

}  // namespace

std::vector<ScriptCheck> script_checks(const ScriptChecks& where, const std::vector<Check>& checks) {
  return CheckWords(where).list(checks);
}

std::vector<ScriptCheck> script_checks_of(const ScriptChecks& where, const ValueCondition& condition,
                                          const std::string& value) {
  return CheckWords(where).of_value(condition, value);
}

ScriptCheck usual_check(const ScriptLanguage& language, std::string_view answer) {
  return {"status is below 400", language.is_python() ? fmt::format("200 <= {}.status_code < 400", answer)
                                                      : fmt::format("{0}.status >= 200 && {0}.status < 400", answer)};
}

}  // namespace plimsoll
