#include "exports/k6_export.h"

#include "exports/export_words.h"
#include "exports/k6_options.h"
#include "exports/k6_steps.h"
#include "exports/scripted_tasks.h"
#include "exports/unsaid_parts.h"

#include <fmt/format.h>

#include <algorithm>
#include <variant>

namespace plimsoll {
namespace {

class K6Writer {
 public:
  K6Writer(ExportDraft& draft, const std::string& out)
      : draft_(draft), scenario_(draft.scenario), out_(out), script_(ScriptLanguage::Name::javascript, draft) {}

  std::string write() {
    if (!has_cookies() && (scenario_.login || std::any_of(scenario_.tasks.begin(), scenario_.tasks.end(), is_flow)))
      script_.need("no cookies");
    const auto script = scripted(draft_, script_);
    std::string code;
    if (script.login) code += login(*script.login);
    if (script.before_all) code += before_all(*script.before_all);
    for (const auto& task : script.tasks) code += function_of(task);
    for (std::size_t i = 0; i < scenario_.load.parts.size(); ++i) code += iteration(i, script);
    if (script.after_all) code += after_all(*script.after_all);
    auto options = k6_options(draft_, script_);
    list_unsaid_parts(draft_, {.load = true, .checks = true, .flow = true, .exchange = true});
    auto rows = feeders();
    for (const auto& line : script.declarations) rows += line + "\n";
    for (const auto& [name, value] : script_.constants()) rows += fmt::format("const {} = {};\n", name, value);
    if (!rows.empty()) rows.insert(0, 1, '\n');
    return fmt::format("// From {} by plimsoll export.\n//   k6 run {}\n", comment_words(draft_, draft_.source),
                       out_.empty() ? "script.js" : out_) +
           imports() + "\n" + base() + rows + options + k6_helpers(script_) + code + unsaid_comment(draft_, "//");
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
    for (const auto* name : {"check", "fail", "sleep"})
      if (script_.needs(name)) names.emplace_back(name);
    if (!names.empty()) text += fmt::format("import {{ {} }} from 'k6';\n", fmt::join(names, ", "));
    if (script_.needs("SharedArray")) text += "import { SharedArray } from 'k6/data';\n";
    if (script_.needs("encoding")) text += "import encoding from 'k6/encoding';\n";
    if (script_.needs("exec")) text += "import exec from 'k6/execution';\n";
    return text;
  }

  // ---- rows ----

  std::string feeders() {
    return for_rows_taken(draft_, script_, [this](std::size_t index) { return feeder(index); });
  }

  std::string feeder(std::size_t index) {
    const auto& feeder = scenario_.feeders[index];
    const auto name = script_.row_name(index);
    auto file = feeder.has_prompts() ? "" : script_file(draft_, feeder.files.front());
    if (!file.starts_with('/') && !file.starts_with('.')) file.insert(0, "./");
    const auto opened = fmt::format("open({})", script_.literal(file));
    script_.need("SharedArray");
    std::string rows;
    switch (feeder.format) {
      case Feeder::Format::csv:
      case Feeder::Format::tsv:
        script_.need("table");
        rows = fmt::format("table({}, '{}')", opened, feeder.format == Feeder::Format::tsv ? "\\t" : ",");
        break;
      case Feeder::Format::jsonl:
        rows = fmt::format("{}.split('\\n').filter((line) => line.trim()).map((line) => JSON.parse(line))", opened);
        break;
      case Feeder::Format::json:
        rows = fmt::format("JSON.parse({})", opened);
        break;
      case Feeder::Format::prompts:
      case Feeder::Format::trace:
      case Feeder::Format::synthetic:
        rows = first_prompts(draft_, script_, feeder);
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
    return fmt::format("const {0}_rows = new SharedArray({1}, () => {2});\n", name, script_.literal(feeder.name), rows);
  }

  // An expression that takes the next.
  std::string row_of(std::size_t index) {
    using Order = Feeder::Order;
    const auto name = script_.row_name(index);
    const auto order = scenario_.feeders[index].order;
    const bool is_drawn = order == Order::random || order == Order::shuffle;
    script_.need(is_drawn ? "choose" : "exec");
    if (is_drawn) return fmt::format("choose({}_rows)", name);
    if (order != Order::by_user) return fmt::format("{0}_rows[exec.scenario.iterationInTest % {0}_rows.length]", name);
    script_.need("ownRow");
    return fmt::format("ownRow({}_rows, {})", name, most_users());
  }
  std::uint32_t most_users() const {
    std::uint32_t users = 1;
    for (const auto& part : scenario_.load.parts)
      if (const auto* closed = std::get_if<ClosedLoad>(&part.model)) users = std::max(users, closed->users);
    return users;
  }

  // ---- requests ----

  bool has_cookies() const {
    for (const auto* task : scenario_.all_tasks())
      for (const auto& step : task->steps)
        if (step.rules && step.rules->cookies) return true;
    return false;
  }

  static std::string declared(const std::vector<std::string>& variables) {
    return variables.empty() ? "" : fmt::format("let {};\n", fmt::join(variables, ", "));
  }

  std::string function_of(const ScriptedTask& task) {
    auto code = fmt::format("\nfunction {}() {{\n", task.function);
    for (const auto feeder : task.feeders)
      code += fmt::format("  const {} = {};\n", script_.row_name(feeder), row_of(feeder));
    if (!task.variables.empty()) code += "  " + declared(task.variables);
    return code + K6Steps(draft_, script_, "").write(task) + "}\n";
  }

  // Of each user, by the rows that it took first.
  std::string login(const ScriptedTask& task) {
    auto code = "\n// What a user has from its login.\n" + declared(task.variables) + "let loggedIn = false;\n";
    if (!task.feeders.empty()) code += "const loginRows = {};\n";
    code += "\nfunction logIn() {\n";
    for (const auto feeder : task.feeders)
      code += fmt::format("  const {0} = (loginRows.{0} = loginRows.{0} || {1});\n", script_.row_name(feeder),
                          row_of(feeder));
    return code + K6Steps(draft_, script_, " false").write(task) + "  return true;\n}\n";
  }

  std::string before_all(const ScriptedTask& task) {
    script_.need("fail");
    return "\n// What is captured before the load, for all.\nlet shared = {};\n\nexport function setup() {\n" +
           K6Steps(draft_, script_, " fail('before_all failed')").write(task) + "  return shared;\n}\n";
  }

  std::string after_all(const ScriptedTask& task) {
    auto code = fmt::format("\nexport function teardown({}) {{\n", scenario_.before_all ? "data" : "");
    if (scenario_.before_all) code += "  shared = data;\n";
    if (!task.variables.empty()) code += "  " + declared(task.variables);
    return code + K6Steps(draft_, script_, "").write(task) + "}\n";
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
    const std::string_view given = scenario_.before_all ? "data" : "";
    auto code = part.name.empty() ? fmt::format("\nexport default function ({}) {{\n", given)
                                  : fmt::format("\nexport function {}({}) {{\n", k6_function(part.name), given);
    if (scenario_.before_all) code += "  shared = data;\n";
    if (scenario_.login)
      code += "  if (!loggedIn && !(loggedIn = logIn())) {\n    " + k6_pause(script_, "1") + "    return;\n  }\n";
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
    if (std::holds_alternative<Pacing>(wait) || std::holds_alternative<ThroughputWait>(wait))
      draft_.leave_unsaid("load.wait", "a pace from start to start: k6 has arrival rates for that");
    const auto code = k6_pause(script_, seconds_of(script_, wait));
    return code.empty() ? code : "  " + code;
  }

  ExportDraft& draft_;
  const Scenario& scenario_;
  const std::string& out_;
  ScriptLanguage script_;
};

}  // namespace

Result<std::string> write_k6(ExportDraft& draft, const std::string& out) { return K6Writer(draft, out).write(); }

}  // namespace plimsoll
