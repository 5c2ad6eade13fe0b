#include "imports/collections/postman_tests.h"

#include "core/json/json.h"
#include "core/text.h"

#include <fmt/format.h>
#include <algorithm>
#include <nlohmann/json.hpp>
#include <regex>

namespace plimsoll {
namespace {

constexpr std::size_t kLongestStatement = 400;  // std::regex recurses for each character

// 'text' of JavaScript as JSON; numbers, true, false and null as they are. Empty: it is no such value.
std::string json_literal(std::string text) {
  text = trimmed(text);
  if (text.size() >= 2 && text.front() == '\'' && text.back() == '\'') {
    if (text.find_first_of("\\\"") != std::string::npos) return "";
    return to_text(nlohmann::ordered_json(text.substr(1, text.size() - 2)));
  }
  const auto value = parse_ordered_json(text);
  return value.is_discarded() || value.is_structured() ? "" : text;
}

struct TestStatement {
  std::string text;
  ImportedRequest& request;
  std::vector<std::string> bodies;  // names that hold the answer's JSON
};

bool take_status(TestStatement& statement) {
  static const std::regex kStatus(
      R"((?:to\.have\.status\(|response\.code\)\.to\.(?:eql|equal|be\.equal)\(|responseCode\.code\s*={2,3}\s*)(\d{3})\b.*)");
  static const std::regex kOneOf(R"(response\.code\)\.to\.be\.oneOf\(\[([\d,\s]+)\]\).*)");
  std::smatch match;
  if (std::regex_search(statement.text, match, kStatus))
    return statement.request.expected_status = match[1].str(), true;
  if (std::regex_search(statement.text, match, kOneOf))
    return statement.request.expected_status = fmt::format("[{}]", match[1].str()), true;
  return false;
}

bool take_time(TestStatement& statement) {
  static const std::regex kTime(R"(responseTime\)\.to\.be\.below\((\d+)\))");
  std::smatch match;
  if (!std::regex_search(statement.text, match, kTime)) return false;
  statement.request.expected_time = match[1].str() + "ms";
  return true;
}

bool take_json(TestStatement& statement) {
  static const std::regex kEqual(
      R"(expect\((\w+|pm\.response\.json\(\))((?:\.\w+|\[\d+\])+)\)\.to\.(?:eql|equal|be\.equal|equals)\((.+?)\);?$)");
  static const std::regex kType(
      R"(expect\((\w+|pm\.response\.json\(\))((?:\.\w+|\[\d+\])+)\)\.to\.be\.an?\(["'](\w+)["']\);?$)");
  static const std::regex kProperty(
      R"(expect\((\w+|pm\.response\.json\(\))((?:\.\w+|\[\d+\])*)\)\.to\.have\.property\(["'](\w+)["']\);?$)");
  const auto is_answer = [&](const std::string& name) {
    return name.starts_with("pm.") ||
           std::find(statement.bodies.begin(), statement.bodies.end(), name) != statement.bodies.end();
  };
  std::smatch match;
  if (std::regex_search(statement.text, match, kEqual) && is_answer(match[1].str())) {
    const auto value = json_literal(match[3].str());
    if (value.empty()) return false;
    statement.request.expected_json.push_back({"$" + match[2].str(), value});
    return true;
  }
  if (std::regex_search(statement.text, match, kType) && is_answer(match[1].str())) {
    const auto type = match[3].str();
    if (type != "string" && type != "number" && type != "boolean" && type != "array" && type != "object") return false;
    statement.request.expected_json.push_back({"$" + match[2].str(), fmt::format(R"({{"type": "{}"}})", type)});
    return true;
  }
  if (std::regex_search(statement.text, match, kProperty) && is_answer(match[1].str())) {
    statement.request.expected_json.push_back({fmt::format("${}.{}", match[2].str(), match[3].str()), ""});
    return true;
  }
  return false;
}

// `const body = pm.response.json();`
bool takes_body(TestStatement& statement) {
  static const std::regex kBody(
      R"(^(?:const|let|var)\s+(\w+)\s*=\s*(?:pm\.response\.json\(\)|JSON\.parse\(responseBody\));?$)");
  std::smatch match;
  if (!std::regex_search(statement.text, match, kBody)) return false;
  statement.bodies.push_back(match[1].str());
  return true;
}

// What only holds others together.
bool is_frame(std::string_view text) {
  return text.empty() || text.starts_with("//") || text.starts_with("pm.test(") ||
         text.find_first_not_of("(){};") == std::string_view::npos;
}

}  // namespace

std::vector<std::string> take_postman_tests(std::string_view script, ImportedRequest& request) {
  std::vector<std::string> rest;
  TestStatement statement{"", request, {}};
  while (!script.empty()) {
    const auto end = script.find('\n');
    auto row = trimmed(script.substr(0, end));
    script.remove_prefix(end == std::string_view::npos ? script.size() : end + 1);
    // A whole test on one line: what it does is between the braces.
    if (const auto open = row.find('{'); row.starts_with("pm.test(") && open != std::string_view::npos &&
                                         row.find("expect", open) != std::string_view::npos) {
      row.remove_prefix(open + 1);
      row = trimmed(row.substr(0, row.rfind('}')));
    }
    if (const auto arrow = row.find("=>");
        row.starts_with("pm.test(") && arrow != std::string_view::npos && row.back() != '{') {
      row.remove_prefix(arrow + 2);
      if (row.ends_with(';')) row.remove_suffix(1);
      if (row.ends_with(')')) row.remove_suffix(1);
      row = trimmed(row);
    }
    if (is_frame(row)) continue;
    statement.text = row.substr(0, kLongestStatement);
    if (row.size() <= kLongestStatement &&
        (take_status(statement) || take_time(statement) || take_json(statement) || takes_body(statement)))
      continue;
    rest.emplace_back(
        row.substr(0, std::min(row.find_first_of("(="), std::size_t{80})));  // no value: it may be a secret
  }
  return rest;
}

}  // namespace plimsoll
