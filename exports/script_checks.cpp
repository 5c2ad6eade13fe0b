#include "exports/script_checks.h"

#include "core/json.h"
#include "core/time.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <charconv>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>
#include <variant>

namespace plimsoll {
namespace {

// "$.a['b'][0]" as the steps of a path, each a literal; nothing where several places are meant.
std::optional<std::string> steps_of(std::string_view path, const ScriptLanguage& language) {
  if (!path.starts_with('$')) return std::nullopt;
  path.remove_prefix(1);
  std::string steps;
  const auto add = [&](const std::string& step) { steps += (steps.empty() ? "" : ", ") + step; };
  while (!path.empty()) {
    if (path.starts_with('.') && !path.starts_with("..")) {
      const auto end = std::min(path.find_first_of(".[", 1), path.size());
      const auto name = path.substr(1, end - 1);
      if (name.empty() || name == "*") return std::nullopt;
      add(language.literal(name));
      path.remove_prefix(end);
    } else if (path.starts_with("['")) {
      const auto end = path.find("']");
      if (end == std::string_view::npos || path.substr(2, end - 2).find('\\') != std::string_view::npos)
        return std::nullopt;
      add(language.literal(path.substr(2, end - 2)));
      path.remove_prefix(end + 2);
    } else if (path.starts_with('[')) {
      const auto end = path.find(']');
      if (end == std::string_view::npos) return std::nullopt;
      std::size_t index = 0;
      const auto [last, error] = std::from_chars(path.data() + 1, path.data() + end, index);
      if (error != std::errc() || last != path.data() + end) return std::nullopt;
      add(std::to_string(index));
      path.remove_prefix(end + 1);
    } else {
      return std::nullopt;
    }
  }
  return steps;
}

// As k6 has it: "x-model" is X-Model.
std::string canonical(std::string_view header) {
  std::string name;
  for (const char c : header) {
    const auto byte = static_cast<unsigned char>(c);
    const bool first = name.empty() || name.back() == '-';
    name += static_cast<char>(first ? std::toupper(byte) : std::tolower(byte));
  }
  return name;
}

class CheckWords {
 public:
  explicit CheckWords(const ScriptChecks& where)
      : draft_(where.draft), language_(where.language), place_(where.place), python_(where.language.is_python()) {}

  std::vector<ScriptCheck> list(const std::vector<Check>& checks) {
    for (const auto& check : checks) std::visit(*this, check);
    return std::move(checks_);
  }

  void operator()(const StatusCheck& check) {
    const std::string status = python_ ? "response.status_code" : "r.status";
    std::vector<std::string> ways;
    std::string words;
    if (check.codes.size() == 1)
      ways.push_back(fmt::format("{} {} {}", status, python_ ? "==" : "===", check.codes[0]));
    if (check.codes.size() > 1)
      ways.push_back(python_ ? fmt::format("{} in ({})", status, fmt::join(check.codes, ", "))
                             : fmt::format("[{}].includes({})", fmt::join(check.codes, ", "), status));
    for (const int one : check.classes)
      ways.push_back(python_ ? fmt::format("{} // 100 == {}", status, one)
                             : fmt::format("Math.floor({} / 100) === {}", status, one));
    for (const int code : check.codes) words += (words.empty() ? "" : " or ") + std::to_string(code);
    for (const int one : check.classes) words += fmt::format("{}{}xx", words.empty() ? "" : " or ", one);
    add("status is " + words, fmt::format("{}", fmt::join(ways, python_ ? " or " : " || ")));
  }
  void operator()(const HeaderCheck& check) {
    const auto name = language_.literal(python_ ? check.name : canonical(check.name));
    const auto label = fmt::format("header {}", check.name);
    if (check.kind == HeaderCheck::Kind::exists)
      return add(label, python_ ? name + " in response.headers" : "r.headers[" + name + "] !== undefined");
    const auto value =
        python_ ? fmt::format("response.headers.get({}, \"\")", name) : fmt::format("(r.headers[{}] || '')", name);
    const auto wanted = language_.text(check.value);
    if (check.kind == HeaderCheck::Kind::equals)
      return add(label, fmt::format("{} {} {}", value, python_ ? "==" : "===", wanted));
    if (check.kind == HeaderCheck::Kind::contains) return add(label, contains(value, wanted));
    add(label, matches(value, wanted));
  }
  void operator()(const ResponseTimeCheck& check) {
    add(fmt::format("answered within {} ms", to_milliseconds(check.below)),
        fmt::format("{} < {}", python_ ? "response.elapsed.total_seconds() * 1000" : "r.timings.duration",
                    to_milliseconds(check.below)));
  }
  void operator()(const BodyContainsCheck& check) {
    add("body contains " + check.text, contains(python_ ? "response.text" : "r.body", language_.text(check.text)));
  }
  void operator()(const BodyMatchesCheck& check) {
    add("body matches " + check.regex, matches(python_ ? "response.text" : "r.body", language_.text(check.regex)));
  }
  void operator()(const BodyIsJsonCheck&) {
    language_.need("at");
    add("body is JSON", python_ ? "at(response) is not None" : "at(r, []) !== undefined");
  }
  void operator()(const JsonPathCheck& check) {
    const auto steps = steps_of(check.path, language_);
    if (!steps) return tell("json." + check.path, "of several places, or from the end");
    language_.need("at");
    path_ = check.path;
    value_ = python_ ? fmt::format("at(response{}{})", steps->empty() ? "" : ", ", *steps)
                     : fmt::format("at(r, [{}])", *steps);
    std::visit(*this, check.expectation);
  }
  void operator()(const JsonPathCheck::Exists& wanted) {
    const auto there = python_ ? "is not None" : "!== undefined";
    const auto absent = python_ ? "is None" : "=== undefined";
    add(fmt::format("{} {}", path_, wanted.wanted ? "exists" : "is not there"),
        fmt::format("{} {}", value_, wanted.wanted ? there : absent));
  }
  void operator()(const JsonPathCheck::Equals& wanted) {
    const auto code = language_.json(nlohmann::ordered_json(*wanted.value), nullptr);
    if (!code) return;
    if (wanted.value->is_structured() && !python_)
      return add(path_, fmt::format("JSON.stringify({}) === JSON.stringify({})", value_, *code));
    add(fmt::format("{} is {}", path_, to_text(*wanted.value)),
        fmt::format("{} {} {}", value_, python_ ? "==" : "===", *code));
  }
  void operator()(const JsonPathCheck::Between& wanted) {
    const auto label = fmt::format("{} is from {} to {}", path_, wanted.low, wanted.high);
    add(label, python_
                   ? fmt::format("isinstance({0}, (int, float)) and {1} <= {0} <= {2}", value_, wanted.low, wanted.high)
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
        return is("a boolean", "isinstance({value}, bool)", "typeof {value} === 'boolean'");
      case Type::number:
        return is("a number", "isinstance({value}, (int, float))", "typeof {value} === 'number'");
      case Type::integer:
        return is("a whole number", "isinstance({value}, int)", "Number.isInteger({value})");
      case Type::string:
        return is("text", "isinstance({value}, str)", "typeof {value} === 'string'");
      case Type::array:
        return is("a list", "isinstance({value}, list)", "Array.isArray({value})");
      case Type::object:
        break;
    }
    is("an object", "isinstance({value}, dict)", "Object.prototype.toString.call({value}) === '[object Object]'");
  }
  void operator()(const JsonPathCheck::Length& wanted) {
    const auto length = python_ ? fmt::format("len({} or [])", value_) : fmt::format("({} || []).length", value_);
    if (wanted.low && wanted.low == wanted.high)
      return add(fmt::format("{} has {}", path_, *wanted.low), fmt::format("{} == {}", length, *wanted.low));
    if (wanted.low)
      add(fmt::format("{} has {} or more", path_, *wanted.low), fmt::format("{} >= {}", length, *wanted.low));
    if (wanted.high)
      add(fmt::format("{} has at most {}", path_, *wanted.high), fmt::format("{} <= {}", length, *wanted.high));
  }
  void operator()(const QueryCheck& check) { tell("asserts", check.query.label + " " + check.predicate.label); }
  void operator()(const JsonEqualsCheck&) { tell("body", "the whole answer within a tolerance"); }

 private:
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
  const std::string& place_;
  const bool python_;
  std::vector<ScriptCheck> checks_;
  std::string path_;
  std::string value_;
};

}  // namespace

std::vector<ScriptCheck> script_checks(const ScriptChecks& where, const std::vector<Check>& checks) {
  return CheckWords(where).list(checks);
}

}  // namespace plimsoll
