#include "exports/k6_steps.h"

#include "core/text.h"
#include "exports/export_words.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>
#include <string_view>
#include <utility>
#include <variant>

namespace plimsoll {
namespace {

constexpr std::size_t kLongestCall = 110;
constexpr int kLoginEnded = 401;  // an answer that asks for another one

struct K6Helper {
  std::string_view need;
  std::string_view code;
};
constexpr std::array kK6Helpers = {K6Helper{"at", R"(
// What stands there in the JSON of an answer; undefined: nothing does.
function at(response, path) {
  try {
    return path.reduce((value, step) => (step < 0 ? value[value.length + step] : value[step]), response.json());
  } catch (error) {
    return undefined;
  }
}
)"},
                                   K6Helper{"size", R"(
function size(value) {
  if (typeof value === 'string' || Array.isArray(value)) return value.length;
  return value && typeof value === 'object' ? Object.keys(value).length : -1;
}
)"},
                                   K6Helper{"as_text", R"(
function asText(value) {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
)"},
                                   K6Helper{"choose", R"(
function choose(list) {
  return list[Math.floor(Math.random() * list.length)];
}
)"},
                                   K6Helper{"randomInt", R"(
function randomInt(low, high) {
  return low + Math.floor(Math.random() * (high - low + 1));
}
)"},
                                   K6Helper{"randomNormal", R"(
function randomNormal(mean, deviation) {
  const radius = Math.sqrt(-2 * Math.log(1 - Math.random()));
  return mean + deviation * radius * Math.cos(2 * Math.PI * Math.random());
}
)"},
                                   K6Helper{"table", R"(
// The rows of a table, by the names in its first line.
function table(text, separator) {
  const cell = new RegExp(`("(?:[^"]|"")*"|[^${separator}\\r\\n]*)(${separator}|\\r?\\n|$)`, 'y');
  const lines = [[]];
  const rest = text.replace(/^\uFEFF/, '');
  while (cell.lastIndex < rest.length) {
    const [, value, end] = cell.exec(rest);
    lines[lines.length - 1].push(value.startsWith('"') ? value.slice(1, -1).replace(/""/g, '"') : value);
    if (end !== separator && cell.lastIndex < rest.length) lines.push([]);
  }
  const names = lines.shift();
  return lines
    .filter((line) => line.length > 1 || line[0])
    .map((line) => Object.fromEntries(names.map((name, i) => [name, line[i]])));
}
)"},
                                   K6Helper{"ownRow", R"(
// User k of n has the rows k, k + n, ... for itself, in turn.
function ownRow(rows, users) {
  const first = (exec.vu.idInTest - 1) % Math.min(users, rows.length);
  const count = Math.ceil((rows.length - first) / users);
  return rows[first + users * (exec.vu.iterationInScenario % count)];
}
)"},
                                   K6Helper{"retried", R"(
// The answer of the first attempt that has none of these statuses, or the last one's; 0 is no answer at all.
function retried(send, { on, atMost, shortest, longest, heedsRetryAfter }) {
  for (let attempt = 0; attempt < atMost; attempt++) {
    const response = send();
    if (!on.includes(response.status)) return response;
    const asked = heedsRetryAfter ? Number(response.headers['Retry-After'] || 0) : 0;
    sleep(Math.max(Math.random() * Math.min(longest, shortest * 2 ** attempt), Math.min(60, asked || 0)));
  }
  return send();
}
)"},
                                   K6Helper{"signedIn", R"(
// The answer; where that is 401, once more after a new login.
function signedIn(send) {
  const response = send();
  if (response.status !== 401) return response;
  loggedIn = logIn();
  return loggedIn ? send() : response;
}
)"}};

std::string every_one(const std::vector<ScriptCheck>& checks) {
  std::string code;
  for (const auto& check : checks) {
    const bool bracketed = checks.size() > 1 && check.condition.find(" || ") != std::string::npos;
    code += (code.empty() ? "" : " && ") + (bracketed ? "(" + check.condition + ")" : check.condition);
  }
  return code;
}

// What k6 would count as failed, and is no failure here: what is expected, an attempt, a login that has ended.
std::string expected_statuses(const ScriptedRequest& request) {
  std::set<int> codes;
  std::set<int> classes = {2, 3};
  if (request.logs_in) codes.insert(kLoginEnded);
  if (request.is_retried())
    codes.insert(request.source->rules->retry.statuses.begin(), request.source->rules->retry.statuses.end());
  for (const auto& check : request.source->checks)
    if (const auto* status = std::get_if<StatusCheck>(&check)) {
      codes.insert(status->codes.begin(), status->codes.end());
      classes.insert(status->classes.begin(), status->classes.end());
    }
  std::string words;
  for (const int one : classes)
    words += fmt::format("{}{{ min: {}00, max: {}99 }}", words.empty() ? "" : ", ", one, one);
  const auto plain = words.size();
  for (const int code : codes)
    if (!classes.contains(code / 100)) words += fmt::format(", {}", code);
  return words.size() == plain && classes.size() == 2 ? "" : fmt::format("http.expectedStatuses({})", words);
}

}  // namespace

std::string k6_pause(ScriptLanguage& script, const std::string& seconds) {
  if (seconds.empty()) return {};
  script.need("sleep");
  return fmt::format("sleep({});\n", seconds);
}

std::string k6_helpers(const ScriptLanguage& script) {
  std::string code;
  for (const auto& helper : kK6Helpers)
    if (script.needs(helper.need)) code += helper.code;
  return code;
}

// One answer is a constant; of several the last is looked at by `when`.
std::string K6Steps::write(const ScriptedTask& task) {
  captured_.clear();
  const bool is_one = task.steps.size() == 1;
  answer_ = is_one ? "const response" : "response";
  std::string code = is_one ? "" : "let response;\n";
  for (std::size_t i = 0; i < task.steps.size(); ++i) code += step(task.steps[i], i + 1 == task.steps.size());
  return indented_lines(code, 2);
}

std::string K6Steps::step(const ScriptedRequest& request, bool is_last) {
  const auto& flow = request.flow;
  const auto pause = k6_pause(script_, flow.pause);
  const auto repeat = request.source->flow ? request.source->flow->repeat : 1;
  std::string code;
  if (!flow.until.empty()) {
    code = sent_until(request);
  } else if (repeat > 1) {
    code = fmt::format("for (let turn = 0; turn < {}; turn++) {{\n", repeat);
    if (!pause.empty()) code += "  if (turn > 0) " + pause;
    code += indented_lines(sent(request), 2) + "}\n";
  } else {
    code = sent(request);
  }
  if (!is_last) code += pause;
  if (!flow.when.empty()) code = fmt::format("if ({}) {{\n{}}}\n", every_one(flow.when), indented_lines(code, 2));
  for (const auto& capture : flow.captures) captured_.push_back(capture.variable);
  return code;
}

// Again and again, until its answer is like that.
std::string K6Steps::sent_until(const ScriptedRequest& request) {
  const auto& until = *request.source->flow->until;
  constexpr double kMilliseconds = 1000;
  auto checks = request.checks;
  if (!request.says_status()) checks.insert(checks.begin(), usual_check(script_, "r"));
  auto body = fmt::format("{} = {};\n{}{}", answer_, sending(request), captures(request, true),
                          checked(request, std::move(checks)));
  std::vector<ScriptCheck> found;
  for (const auto& capture : request.flow.captures)
    if (capture.otherwise.empty())
      found.push_back({capture.variable + " is captured", capture.variable + " !== undefined"});
  std::string labels;
  for (const auto& check : request.flow.until) labels += (labels.empty() ? "" : ", ") + check.label;
  const auto done = found.empty() ? "  break;\n" : indented_lines(checked(request, std::move(found)) + "break;\n", 2);
  body += fmt::format("if ({}) {{\n{}}}\n", every_one(request.flow.until), done);
  body += fmt::format("if (turn >= {} || Date.now() + {} > end) {{\n", until.at_most,
                      to_seconds(until.every) * kMilliseconds);
  body += fmt::format("  check(response, {{ {}: () => false }});\n  return{};\n}}\n",
                      script_.literal(draft_.variables.shown("in time: " + labels)), failed_);
  body += k6_pause(script_, seconds_words(until.every));
  script_.need("check");
  return fmt::format("for (let turn = 1, end = Date.now() + {}; ; turn++) {{\n{}}}\n",
                     to_seconds(until.within) * kMilliseconds, indented_lines(body, 2));
}

std::string K6Steps::sent(const ScriptedRequest& request) {
  auto checks = request.checks;
  const bool is_judged = !checks.empty() || request.is_needed || request.logs_in || request.is_retried();
  if (is_judged && !request.says_status()) checks.insert(checks.begin(), usual_check(script_, "r"));
  for (const auto& capture : request.flow.captures)
    if (capture.otherwise.empty())
      checks.push_back({capture.variable + " is captured", capture.variable + " !== undefined"});
  const bool is_kept = is_judged || answer_ == "response";
  return fmt::format("{}{};\n{}{}", is_kept ? answer_ + " = " : "", sending(request), captures(request, false),
                     checked(request, std::move(checks)));
}

std::string K6Steps::captures(const ScriptedRequest& request, bool keeps_older) const {
  std::string code;
  for (const auto& [variable, value, otherwise] : request.flow.captures) {
    const bool is_set = std::find(captured_.begin(), captured_.end(), variable) != captured_.end();
    code += fmt::format("{} = {};\n", variable, value);
    const auto instead = keeps_older && is_set ? variable : otherwise;
    if (instead.empty()) continue;
    code.resize(code.size() - 2);
    code += fmt::format(" ?? {};\n", instead);
  }
  return code;
}

std::string K6Steps::checked(const ScriptedRequest& request, std::vector<ScriptCheck> checks) {
  if (checks.empty()) return {};
  script_.need("check");
  std::string rows;
  std::vector<std::string> labels;
  for (const auto& check : checks) {
    auto label = draft_.variables.shown(check.label);
    const auto first = label;
    for (int i = 2; std::find(labels.begin(), labels.end(), label) != labels.end(); ++i)
      label = fmt::format("{} {}", first, i);
    labels.push_back(label);
    rows += fmt::format("  {}: (r) => {},\n", script_.literal(label), check.condition);
  }
  if (!request.is_needed) return fmt::format("check(response, {{\n{}}});\n", rows);
  return fmt::format("if (!check(response, {{\n{}}})) return{};\n", rows, failed_);
}

std::string K6Steps::sending(const ScriptedRequest& request) {
  auto code = call(request);
  if (request.is_retried()) {
    const auto& retry = request.source->rules->retry;
    auto statuses = retry.statuses;
    if (retry.on_connect || retry.on_timeout || retry.on_lost) statuses.push_back(0);
    script_.need("retried");
    script_.need("sleep");
    const auto words = fmt::format("{{ on: [{}], atMost: {}, shortest: {}, longest: {}, heedsRetryAfter: {} }}",
                                   fmt::join(statuses, ", "), retry.at_most, seconds_words(retry.shortest),
                                   seconds_words(retry.longest), retry.heeds_retry_after);
    code = fmt::format("retried(() => {}, {})", code, script_.constant("RETRY", words));
  }
  if (!request.logs_in) return code;
  script_.need("signedIn");
  return fmt::format("signedIn(() => {})", code);
}

std::string K6Steps::parameters(const ScriptedRequest& request) const {
  std::string code;
  if (!request.headers.empty()) {
    std::string headers;
    for (const auto& [name, value] : request.headers)
      headers += fmt::format("{}{}: {}", headers.empty() ? "" : ", ", script_.literal(name), value);
    code = "headers: { " + headers + " }, ";
  }
  code += "tags: { name: " + script_.text(request.name) + " }";
  if (request.timeout) code += fmt::format(", timeout: '{}s'", seconds_words(*request.timeout));
  const auto& rules = request.source->rules;
  if (rules && rules->redirects.at_most > 0) code += fmt::format(", redirects: {}", rules->redirects.at_most);
  if (!rules || !rules->cookies) code += script_.needs("no cookies") ? ", jar: new http.CookieJar()" : "";
  if (const auto statuses = expected_statuses(request); !statuses.empty())
    code += ", responseCallback: " + script_.constant("EXPECTED", statuses);
  return "{ " + code + " }";
}

std::string K6Steps::call(const ScriptedRequest& request) const {
  const auto has_body = !request.body.empty();
  const auto method = lower_case(request.method);
  std::vector<std::string> arguments = {"BASE + " + request.path};
  if (method != "get" && method != "head")
    arguments.push_back(!has_body ? "null" : request.is_json ? "JSON.stringify(" + request.body + ")" : request.body);
  else if (has_body)
    draft_.leave_unsaid(request.name, fmt::format("a {} with a body", request.method));
  arguments.push_back(parameters(request));
  auto code = fmt::format("http.{}(", method == "delete" ? "del" : method);
  std::size_t length = code.size();
  for (const auto& argument : arguments) length += argument.size() + 2;
  if (length <= kLongestCall && request.body.find('\n') == std::string::npos)
    return code + fmt::format("{})", fmt::join(arguments, ", "));
  for (auto argument : arguments) {
    replace_all(argument, "\n", "\n  ");
    code += "\n  " + argument + ",";
  }
  return code + "\n)";
}

}  // namespace plimsoll
