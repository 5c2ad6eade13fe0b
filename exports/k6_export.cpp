#include "exports/k6_export.h"

#include "core/text.h"
#include "exports/export_words.h"
#include "exports/k6_options.h"
#include "exports/scripted_tasks.h"
#include "exports/unsaid_parts.h"

#include <fmt/format.h>

#include <algorithm>
#include <variant>

namespace plimsoll {
namespace {

constexpr std::string_view kReadPlace = R"(
// What stands there in the JSON of an answer; undefined: nothing does.
function at(response, path) {
  try {
    return path.reduce((value, step) => value[step], response.json());
  } catch (error) {
    return undefined;
  }
}
)";
constexpr std::string_view kChoose = R"(
function choose(list) {
  return list[Math.floor(Math.random() * list.length)];
}
)";
constexpr std::string_view kRandomInt = R"(
function randomInt(low, high) {
  return low + Math.floor(Math.random() * (high - low + 1));
}
)";
constexpr std::string_view kRandomNormal = R"(
function randomNormal(mean, deviation) {
  const radius = Math.sqrt(-2 * Math.log(1 - Math.random()));
  return mean + deviation * radius * Math.cos(2 * Math.PI * Math.random());
}
)";

class K6Writer {
 public:
  K6Writer(ExportDraft& draft, const std::string& out)
      : draft_(draft), scenario_(draft.scenario), out_(out), script_(ScriptLanguage::Name::javascript, draft) {}

  std::string write() {
    const auto script = scripted(draft_, script_);
    std::string code;
    for (const auto& task : script.tasks) code += function_of(task);
    for (std::size_t i = 0; i < scenario_.load.parts.size(); ++i) code += iteration(i, script);
    auto options = k6_options(draft_, script_);
    list_unsaid_parts(draft_, {.load = true, .checks = true});
    auto rows = feeders();
    for (const auto& line : script.declarations) rows += line + "\n";
    if (!rows.empty()) rows.insert(0, 1, '\n');
    return fmt::format("// From {} by plimsoll export.\n//   k6 run {}\n", comment_words(draft_, draft_.source),
                       out_.empty() ? "script.js" : out_) +
           imports() + "\n" + base() + rows + options + helpers() + code + unsaid_comment(draft_, "//");
  }

 private:
  std::string base() {
    const auto& url = scenario_.target.url;
    auto text = url.text();
    if (text.ends_with(url.base_path)) text.resize(text.size() - url.base_path.size());
    if (!url.socket_path.empty()) {
      text = "http://localhost";
      draft_.leave_unsaid("target", "a Unix socket: k6 speaks TCP alone");
    }
    return fmt::format("const BASE = {};\n", script_.text(text));
  }

  std::string imports() const {
    std::string text = "\nimport http from 'k6/http';\n";
    std::vector<std::string> names;
    for (const auto* name : {"check", "sleep"})
      if (script_.needs(name)) names.emplace_back(name);
    if (!names.empty()) text += fmt::format("import {{ {} }} from 'k6';\n", fmt::join(names, ", "));
    if (script_.needs("SharedArray")) text += "import { SharedArray } from 'k6/data';\n";
    if (script_.needs("encoding")) text += "import encoding from 'k6/encoding';\n";
    if (script_.needs("exec")) text += "import exec from 'k6/execution';\n";
    if (script_.needs("papaparse")) text += "import papaparse from 'https://jslib.k6.io/papaparse/5.1.1/index.js';\n";
    return text;
  }

  std::string helpers() const {
    std::string text;
    if (script_.needs("at")) text += kReadPlace;
    if (script_.needs("choose")) text += kChoose;
    if (script_.needs("randomInt")) text += kRandomInt;
    if (script_.needs("randomNormal")) text += kRandomNormal;
    return text;
  }

  // ---- rows ----

  std::string feeders() {
    return for_rows_taken(draft_, script_, [this](std::size_t index) { return feeder(index); });
  }

  std::string feeder(std::size_t index) {
    const auto& feeder = scenario_.feeders[index];
    const auto name = script_.row_name(index);
    auto file = script_file(draft_, feeder.files.front());
    if (!file.starts_with('/') && !file.starts_with('.')) file.insert(0, "./");
    const auto opened = fmt::format("open({})", script_.literal(file));
    script_.need("SharedArray");
    std::string rows;
    switch (feeder.format) {
      case Feeder::Format::csv:
      case Feeder::Format::tsv:
        script_.need("papaparse");
        rows = fmt::format("papaparse.parse({}, {{ header: true, skipEmptyLines: true }}).data", opened);
        break;
      case Feeder::Format::jsonl:
        rows = fmt::format("{}.split('\\n').filter((line) => line.trim()).map((line) => JSON.parse(line))", opened);
        break;
      case Feeder::Format::json:
        rows = fmt::format("JSON.parse({})", opened);
        break;
      case Feeder::Format::files:
        tell_of_files_as_rows(draft_, feeder);
        rows = "[";
        for (const auto& one : feeder.files)
          rows += fmt::format("\n  {{ name: {}, path: {}, content: '' }},", script_.literal(one.filename().string()),
                              script_.literal(script_file(draft_, one)));
        rows += "\n]";
    }
    using Order = Feeder::Order;
    if (feeder.order == Order::once)
      draft_.leave_unsaid("feeders." + feeder.name, "order once: rows begin again at their end");
    if (feeder.order == Order::shuffle) draft_.leave_unsaid("feeders." + feeder.name, "order shuffle: rows are drawn");
    if (feeder.order == Order::by_user)
      draft_.leave_unsaid("feeders." + feeder.name, "order by_user: rows come in turn over all users");
    return fmt::format("const {0}_rows = new SharedArray({1}, () => {2});\n", name, script_.literal(feeder.name), rows);
  }

  std::string take_row(std::size_t index) const {
    const auto name = script_.row_name(index);
    if (is_drawn(index)) return fmt::format("  const {0} = choose({0}_rows);\n", name);
    return fmt::format("  const {0} = {0}_rows[exec.scenario.iterationInTest % {0}_rows.length];\n", name);
  }
  bool is_drawn(std::size_t index) const {
    const auto order = scenario_.feeders[index].order;
    return order == Feeder::Order::random || order == Feeder::Order::shuffle;
  }

  // ---- requests ----

  std::string function_of(const ScriptedTask& task) {
    auto code = fmt::format("\nfunction {}() {{\n", task.function);
    for (const auto feeder : task.feeders) {
      script_.need(is_drawn(feeder) ? "choose" : "exec");
      code += take_row(feeder);
    }
    for (std::size_t i = 0; i < task.steps.size(); ++i)
      code += request(task.steps[i], task.steps.size() == 1 ? "response" : fmt::format("response{}", i + 1));
    return code + "}\n";
  }

  std::string request(const ScriptedRequest& request, const std::string& variable) {
    const auto has_body = !request.body.empty();
    const auto method = lower_case(request.method);
    std::vector<std::string> arguments = {"BASE + " + request.path};
    if (method != "get" && method != "head")
      arguments.push_back(!has_body ? "null" : request.is_json ? "JSON.stringify(" + request.body + ")" : request.body);
    else if (has_body)
      draft_.leave_unsaid(request.name, fmt::format("a {} with a body", request.method));
    std::string parameters;
    if (!request.headers.empty()) {
      std::string headers;
      for (const auto& [name, value] : request.headers)
        headers += fmt::format("{}{}: {}", headers.empty() ? "" : ", ", script_.literal(name), value);
      parameters = "headers: { " + headers + " }, ";
    }
    parameters += "tags: { name: " + script_.text(request.name) + " }";
    if (request.timeout) parameters += fmt::format(", timeout: '{}s'", seconds_words(*request.timeout));
    arguments.push_back("{ " + parameters + " }");
    auto call = fmt::format("http.{}(", method == "delete" ? "del" : method);
    std::size_t length = call.size();
    for (const auto& argument : arguments) length += argument.size() + 2;
    if (length <= 110 && request.body.find('\n') == std::string::npos) {
      call += fmt::format("{});\n", fmt::join(arguments, ", "));
    } else {
      for (auto argument : arguments) {
        replace_all(argument, "\n", "\n    ");
        call += "\n    " + argument + ",";
      }
      call += "\n  );\n";
    }
    if (request.checks.empty()) return "  " + call;
    script_.need("check");
    auto code = fmt::format("  const {} = {}  check({}, {{\n", variable, call, variable);
    for (const auto& check : request.checks)
      code +=
          fmt::format("    {}: (r) => {},\n", script_.literal(draft_.variables.shown(check.label)), check.condition);
    return code + "  });\n";
  }

  // ---- one iteration of a load ----

  std::string iteration(std::size_t index, const ScriptedScenario& script) {
    const auto& part = scenario_.load.parts[index];
    std::vector<std::size_t> own;
    for (std::size_t i = 0; i < script.tasks.size(); ++i)
      if (part.tasks.empty() || std::find(part.tasks.begin(), part.tasks.end(), i) != part.tasks.end())
        own.push_back(i);
    double sum = 0;
    for (const auto i : own) sum += script.tasks[i].weight;
    auto code = part.name.empty() ? std::string("\nexport default function () {\n")
                                  : fmt::format("\nexport function {}() {{\n", k6_function(part.name));
    if (own.size() == 1) {
      code += fmt::format("  {}();\n", script.tasks[own[0]].function);
    } else {
      // By weight: the first whose sum lies above what was drawn.
      code += fmt::format("  let drawn = Math.random() * {};\n", sum);
      for (std::size_t i = 0; i < own.size(); ++i) {
        const auto& task = script.tasks[own[i]];
        const bool last = i + 1 == own.size();
        if (i == 0)
          code += fmt::format("  if ((drawn -= {}) < 0) {}();\n", task.weight, task.function);
        else if (!last)
          code += fmt::format("  else if ((drawn -= {}) < 0) {}();\n", task.weight, task.function);
        else
          code += fmt::format("  else {}();\n", task.function);
      }
    }
    for (const auto i : own)
      if (scenario_.tasks[i].wait)
        draft_.leave_unsaid(fmt::format("requests[{}].wait", i), "a pause of its own: all have the load's");
    if (const auto* closed = std::get_if<ClosedLoad>(&part.model)) code += pause(closed->wait);
    return code + "}\n";
  }

  std::string pause(const Wait& wait) {
    std::string seconds;
    if (const auto* one = std::get_if<ConstantWait>(&wait)) seconds = seconds_words(one->pause);
    if (const auto* range = std::get_if<UniformWait>(&wait))
      seconds =
          fmt::format("{} + Math.random() * {}", seconds_words(range->low), seconds_words(range->high - range->low));
    if (const auto* mean = std::get_if<ExponentialWait>(&wait))
      seconds = fmt::format("-Math.log(1 - Math.random()) * {}", seconds_words(mean->mean));
    if (std::holds_alternative<Pacing>(wait) || std::holds_alternative<ThroughputWait>(wait))
      draft_.leave_unsaid("load.wait", "a pace from start to start: k6 has arrival rates for that");
    if (seconds.empty()) return {};
    script_.need("sleep");
    return fmt::format("  sleep({});\n", seconds);
  }

  ExportDraft& draft_;
  const Scenario& scenario_;
  const std::string& out_;
  ScriptLanguage script_;
};

}  // namespace

Result<std::string> write_k6(ExportDraft& draft, const std::string& out) { return K6Writer(draft, out).write(); }

}  // namespace plimsoll
