#include "exports/hurl_asserts.h"

#include "core/json/json.h"
#include "core/time.h"
#include "scenarios/queries/hurl_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <variant>

namespace plimsoll {
namespace {

std::string hurl_text(std::string_view text) { return '"' + hurl_escaped(text) + '"'; }

class AssertWriter {
 public:
  explicit AssertWriter(const HurlChecks& checks) : draft_(checks.draft), place_(checks.place) {}

  std::string write(const std::vector<Check>& checks) {
    const bool says_status = std::any_of(checks.begin(), checks.end(),
                                         [](const Check& check) { return std::holds_alternative<StatusCheck>(check); });
    if (!says_status) add("status < 400");
    for (const auto& check : checks) std::visit(*this, check);
    return fmt::format("HTTP {}\n{}{}{}", status_, captures_, lines_.empty() ? "" : "[Asserts]\n", lines_);
  }

  void capture(const StepFlow& flow) {
    for (const auto& capture : flow.captures) {
      const auto& argument = capture.query.argument.fixed();
      std::string query;
      using From = Query::Source;
      if (capture.query.source == From::json_path) query = "jsonpath " + hurl_text(argument);
      if (capture.query.source == From::header) query = "header " + hurl_text(argument);
      if (capture.query.source == From::cookie) query = "cookie " + hurl_text(argument);
      if (capture.query.source == From::regex) query = "regex " + hurl_text(argument);
      if (capture.query.source == From::body) query = "body";
      if (capture.query.source == From::status) query = "status";
      if (query.empty()) {
        draft_.leave_unsaid(fmt::format("{}.capture.{}", place_, capture.name),
                            capture.query.label + ": Hurl has no such query");
        continue;
      }
      captures_ += fmt::format("{}{}: {}\n", captures_.empty() ? "[Captures]\n" : "", capture.name, query);
      if (capture.otherwise)
        draft_.leave_unsaid(fmt::format("{}.capture.{}.default", place_, capture.name),
                            "Hurl has none: where there is nothing, that is a failure");
    }
  }

  void operator()(const StatusCheck& check) {
    if (check.classes.empty() && check.codes.size() == 1) {
      status_ = std::to_string(check.codes.front());
      return;
    }
    int low = 999;
    int high = 0;
    int covered = static_cast<int>(check.codes.size());
    for (const int code : check.codes) low = std::min(low, code), high = std::max(high, code);
    for (const int one : check.classes) {
      low = std::min(low, 100 * one);
      high = std::max(high, 100 * one + 99);
      covered += 100;
    }
    add(fmt::format("status >= {}", low));
    add(fmt::format("status <= {}", high));
    if (covered < high - low + 1) tell("status", "all between the lowest and the highest");
  }
  void operator()(const HeaderCheck& check) {
    const auto query = "header " + hurl_text(check.name);
    switch (check.kind) {
      case HeaderCheck::Kind::exists:
        return add(query + " exists");
      case HeaderCheck::Kind::equals:
        return add(query + " == " + hurl_text(check.value));
      case HeaderCheck::Kind::contains:
        return add(query + " contains " + hurl_text(check.value));
      case HeaderCheck::Kind::matches:
        break;
    }
    add(query + " matches " + hurl_text(check.value));
  }
  void operator()(const ResponseTimeCheck& check) { add(fmt::format("duration < {}", to_milliseconds(check.below))); }
  void operator()(const BodyContainsCheck& check) { add("body contains " + hurl_text(check.text)); }
  void operator()(const BodyMatchesCheck& check) { add("body matches " + hurl_text(check.regex)); }
  void operator()(const BodyIsJsonCheck&) { add("jsonpath \"$\" exists"); }
  void operator()(const JsonPathCheck& check) {
    query_ = "jsonpath " + hurl_text(check.path);
    path_ = check.path;
    if (check.path.find('*') != std::string::npos || check.path.find("..") != std::string::npos)
      return tell("json." + check.path, "of several places: Hurl has them in a list");
    std::visit(*this, check.expectation);
  }
  void operator()(const JsonPathCheck::Exists& wanted) { add(query_ + (wanted.wanted ? " exists" : " not exists")); }
  void operator()(const JsonPathCheck::Equals& wanted) {
    const auto& value = *wanted.value;
    if (wanted.within > 0 && value.is_number()) {
      add(fmt::format("{} >= {}", query_, value.get<double>() - wanted.within));
      return add(fmt::format("{} <= {}", query_, value.get<double>() + wanted.within));
    }
    if (value.is_structured()) return tell("json." + path_, "a list or an object as a whole");
    add(query_ + " == " + (value.is_string() ? hurl_text(value.get_ref<const std::string&>()) : to_text(value)));
  }
  void operator()(const JsonPathCheck::Between& wanted) {
    add(fmt::format("{} >= {}", query_, wanted.low));
    add(fmt::format("{} <= {}", query_, wanted.high));
  }
  void operator()(const JsonPathCheck::HasType& wanted) {
    using Type = JsonPathCheck::Type;
    switch (wanted.type) {
      case Type::null:
        return add(query_ + " == null");
      case Type::boolean:
        return add(query_ + " isBoolean");
      case Type::number:
        return add(query_ + " isNumber");
      case Type::integer:
        return add(query_ + " isInteger");
      case Type::string:
        return add(query_ + " isString");
      case Type::array:
        return add(query_ + " isList");
      case Type::object:
        break;
    }
    add(query_ + " isObject");
  }
  void operator()(const JsonPathCheck::Length& wanted) {
    if (wanted.low && wanted.low == wanted.high) return add(fmt::format("{} count == {}", query_, *wanted.low));
    if (wanted.low) add(fmt::format("{} count >= {}", query_, *wanted.low));
    if (wanted.high) add(fmt::format("{} count <= {}", query_, *wanted.high));
  }
  void operator()(const QueryCheck& check) { add(check.query.label + " " + check.predicate.label); }
  void operator()(const FiniteCheck&) { tell("finite", "that its numbers are none but finite ones"); }
  void operator()(const ProtocolAnswerCheck& check) {
    tell("answer_of", "errors as " + check.protocol + " tells them");
  }
  void operator()(const SchemaCheck&) { tell("schema", "that the whole answer is as a JSON Schema has it"); }
  void operator()(const JsonEqualsCheck&) { tell("body", "the whole answer within a tolerance"); }

 private:
  void add(const std::string& line) { lines_ += line + "\n"; }
  void tell(const std::string& key, std::string what) {
    draft_.leave_unsaid(fmt::format("{}.expect.{}", place_, key), std::move(what));
  }

  ExportDraft& draft_;
  const std::string& place_;
  std::string status_ = "*";
  std::string lines_;
  std::string captures_;
  std::string query_;
  std::string path_;
};

}  // namespace

std::string hurl_answer(const HurlChecks& checks) {
  AssertWriter writer(checks);
  if (checks.flow != nullptr) writer.capture(*checks.flow);
  return writer.write(checks.checks);
}

}  // namespace plimsoll
