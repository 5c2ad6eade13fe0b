#include "exports/locust_steps.h"

#include "core/text.h"
#include "exports/export_words.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace plimsoll {
namespace {

constexpr std::size_t kWidth = 110;
constexpr std::size_t kBody = 8;  // columns in front of a method's body
constexpr std::size_t kLevel = 4;

// All of them; in brackets where that is needed within a longer condition.
std::string all_of(const std::vector<ScriptCheck>& checks) {
  std::string code;
  for (const auto& check : checks) {
    const bool bracketed = checks.size() > 1 && check.condition.find(" or ") != std::string::npos;
    code += (code.empty() ? "" : " and ") + (bracketed ? "(" + check.condition + ")" : check.condition);
  }
  return code;
}

std::string labels_of(const std::vector<ScriptCheck>& checks) {
  std::string words;
  for (const auto& check : checks) words += (words.empty() ? "" : ", ") + check.label;
  return words;
}

}  // namespace

std::string LocustSteps::write(const ScriptedTask& task) {
  captured_.clear();
  std::string code;
  for (std::size_t i = 0; i < task.steps.size(); ++i) code += step(task.steps[i], i + 1 == task.steps.size());
  return indented_lines(code, kBody);
}

std::string LocustSteps::step(const ScriptedRequest& request, bool is_last) {
  const auto& flow = request.flow;
  std::string pause;
  if (!flow.pause.empty()) {
    python_.need("time");
    pause = fmt::format("time.sleep({})\n", flow.pause);
  }
  std::string code;
  const auto repeat = request.source->flow ? request.source->flow->repeat : 1;
  if (!flow.until.empty()) {
    code = sent_until(request);
  } else if (repeat > 1) {
    code = fmt::format("for turn in range({}):\n", repeat);
    if (!pause.empty()) code += indented_lines("if turn > 0:\n" + indented_lines(pause, kLevel), kLevel);
    code += indented_lines(sent(request), kLevel);
  } else {
    code = sent(request);
  }
  if (!is_last) code += pause;
  if (!flow.when.empty()) code = fmt::format("if {}:\n{}", all_of(flow.when), indented_lines(code, kLevel));
  for (const auto& capture : flow.captures) captured_.push_back(capture.variable);
  return code;
}

// Again and again, until its answer is like that.
std::string LocustSteps::sent_until(const ScriptedRequest& request) {
  python_.need("time");
  const auto& until = *request.source->flow->until;
  const auto every = seconds_words(until.every);
  std::string body = captures(request, true);
  auto checks = request.checks;
  if (!request.says_status()) checks.push_back(usual_check(python_, "response"));
  for (const auto& check : checks)
    body += fmt::format("if not ({}):\n    return {}\n", check.condition, failure("not so: " + check.label));
  std::string found;
  for (const auto& capture : request.flow.captures)
    if (capture.otherwise.empty())
      found += fmt::format("    if {} is nothing:\n        return {}\n", capture.variable,
                           failure(capture.variable + " is not captured"));
  body += fmt::format("if {}:\n{}    response.success()\n    break\n", all_of(request.flow.until), found);
  body += fmt::format("if turn == {} or time.monotonic() + {} > end:\n    return {}\n", until.at_most, every,
                      failure("not so in time: " + labels_of(request.flow.until)));
  body += "response.success()\n";
  const auto loop =
      fmt::format("with {} as response:\n{}time.sleep({})\n", sending(request), indented_lines(body, kLevel), every);
  return fmt::format("end = time.monotonic() + {}\nfor turn in range(1, {}):\n{}", seconds_words(until.within),
                     until.at_most + 1, indented_lines(loop, kLevel));
}

std::string LocustSteps::sent(const ScriptedRequest& request) {
  const bool is_judged = !request.checks.empty() || !request.flow.captures.empty() || request.is_needed ||
                         request.logs_in || request.is_retried();
  if (is_judged) return judged(request);
  return call(request, false) + "\n";
}

std::string LocustSteps::judged(const ScriptedRequest& request) {
  auto checks = request.checks;
  if (!request.says_status()) checks.insert(checks.begin(), usual_check(python_, "response"));
  std::string body = captures(request, false);
  for (const auto& capture : request.flow.captures)
    if (capture.otherwise.empty())
      checks.push_back({capture.variable + " is captured", capture.variable + " is not nothing"});
  for (std::size_t i = 0; i < checks.size(); ++i)
    body += fmt::format("{} not ({}):\n    {}{}\n", i == 0 || request.is_needed ? "if" : "elif", checks[i].condition,
                        request.is_needed ? "return " : "", failure("not so: " + checks[i].label));
  body += request.is_needed ? "response.success()\n" : "else:\n    response.success()\n";
  return fmt::format("with {} as response:\n{}", sending(request), indented_lines(body, kLevel));
}

// `keeps_older`: of one answer of several, which may not have it yet.
std::string LocustSteps::captures(const ScriptedRequest& request, bool keeps_older) const {
  std::string code;
  for (const auto& [variable, value, otherwise] : request.flow.captures) {
    if (keeps_older && std::find(captured_.begin(), captured_.end(), variable) != captured_.end()) {
      code += fmt::format("{0} = {1} if {1} is not nothing else {0}\n", variable, value);
      continue;
    }
    code += fmt::format("{} = {}\n", variable, value);
    if (!otherwise.empty()) code += fmt::format("if {0} is nothing:\n    {0} = {1}\n", variable, otherwise);
  }
  return code;
}

std::string LocustSteps::failure(const std::string& label) const {
  return fmt::format("response.failure({})", python_.text(label));
}

// With the login and the attempts that it may take.
std::string LocustSteps::sending(const ScriptedRequest& request) {
  auto code = call(request, true);
  if (request.is_retried()) {
    const auto& retry = request.source->rules->retry;
    auto statuses = retry.statuses;
    if (retry.on_connect || retry.on_timeout || retry.on_lost) statuses.push_back(0);
    python_.need("retried");
    python_.need("random");
    python_.need("time");
    const auto words =
        fmt::format(R"({{"on": [{}], "at_most": {}, "shortest": {}, "longest": {}, "heeds_retry_after": {}}})",
                    fmt::join(statuses, ", "), retry.at_most, seconds_words(retry.shortest),
                    seconds_words(retry.longest), retry.heeds_retry_after ? "True" : "False");
    code = fmt::format("retried(lambda: {}, **{})", code, python_.constant("RETRY", words));
  }
  if (!request.logs_in) return code;
  python_.need("signed_in");
  return fmt::format("self.signed_in(lambda: {})", code);
}

std::string LocustSteps::call(const ScriptedRequest& request, bool is_judged) const {
  std::vector<std::string> arguments = {request.path};
  if (!request.body.empty())
    arguments.push_back((request.is_json ? "json=" : request.is_form ? "files=" : "data=") + request.body);
  if (!request.headers.empty()) {
    std::string headers;
    for (const auto& [name, value] : request.headers)
      headers += fmt::format("{}{}: {}", headers.empty() ? "" : ", ", python_.literal(name), value);
    arguments.push_back("headers={" + headers + "}");
  }
  arguments.push_back("name=" + python_.text(request.name));
  if (request.timeout) arguments.push_back("timeout=" + seconds_words(*request.timeout));
  if (!request.source->rules || request.source->rules->redirects.at_most == 0)
    arguments.emplace_back("allow_redirects=False");
  if (is_judged) arguments.emplace_back("catch_response=True");
  auto code = fmt::format("self.client.{}(", lower_case(request.method));
  std::size_t length = code.size() + 20;
  bool lines = false;
  for (const auto& argument : arguments)
    length += argument.size() + 2, lines = lines || argument.find('\n') != std::string::npos;
  if (!lines && length <= kWidth) return code + fmt::format("{})", fmt::join(arguments, ", "));
  for (auto argument : arguments) {
    replace_all(argument, "\n", "\n    ");
    code += "\n    " + argument + ",";
  }
  return code + "\n)";
}

}  // namespace plimsoll
