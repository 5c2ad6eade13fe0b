#include "exports/locust_export.h"

#include "core/text.h"
#include "core/units.h"
#include "exports/export_words.h"
#include "exports/scripted_tasks.h"
#include "exports/unsaid_parts.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <variant>

namespace plimsoll {
namespace {

constexpr std::string_view kAt = R"(
def at(response, *path):
    """What stands there in the JSON of an answer; None: nothing does."""
    try:
        value = response.json()
        for step in path:
            value = value[step]
        return value
    except (KeyError, IndexError, TypeError, ValueError):
        return None

)";
constexpr std::string_view kNow = R"(
def now():
    return datetime.now(timezone.utc).isoformat(timespec="milliseconds").replace("+00:00", "Z")

)";
constexpr std::string_view kAsText = R"(
def as_text(value):
    return value if isinstance(value, str) else json.dumps(value)

)";

class LocustWriter {
 public:
  LocustWriter(ExportDraft& draft, const std::string& out)
      : draft_(draft), scenario_(draft.scenario), out_(out), python_(ScriptLanguage::Name::python, draft) {}

  std::string write() {
    const auto script = scripted(draft_, python_);
    std::string classes;
    for (std::size_t i = 0; i < scenario_.load.parts.size(); ++i) classes += user_class(i, script);
    const auto stages = shape();
    tell_load();
    list_unsaid_parts(draft_, {.load = true, .checks = true});
    std::string rows = feeders();
    for (const auto& line : script.declarations) rows += line + "\n";
    if (python_.needs("seq")) rows += "sequence = itertools.count(1)\n";
    if (python_.needs("user")) rows += "numbers = itertools.count(1)\n";
    return head() + imports() + (rows.empty() ? "" : "\n" + rows) + helpers() + classes + stages +
           unsaid_comment(draft_, "#");
  }

 private:
  // ---- the top ----

  std::string head() const {
    double users = 0;
    double rate = 1;
    for (const auto& part : scenario_.load.parts)
      if (const auto* closed = std::get_if<ClosedLoad>(&part.model)) {
        users += closed->users;
        rate = std::max(rate, closed->spawn_rate);
      }
    const bool shaped = has_stages();
    return fmt::format("# From {} by plimsoll export.\n#   locust -f {} --headless{} -t {}s\n",
                       comment_words(draft_, draft_.source), out_.empty() ? "locustfile.py" : out_,
                       shaped ? std::string() : fmt::format(" -u {} -r {}", users > 0 ? users : 10, rate),
                       std::ceil(to_seconds(scenario_.load.duration)));
  }

  std::string imports() {
    std::string text;
    for (const auto* module : {"base64", "csv", "itertools", "json", "os", "random", "re", "time", "uuid"})
      if (python_.needs(module)) text += fmt::format("import {}\n", module);
    if (python_.needs("now")) text += "from datetime import datetime, timezone\n";
    if (python_.needs("quote") || python_.needs("quote_plus"))
      text += fmt::format("from urllib.parse import {}{}{}\n", python_.needs("quote") ? "quote" : "",
                          python_.needs("quote") && python_.needs("quote_plus") ? ", " : "",
                          python_.needs("quote_plus") ? "quote_plus" : "");
    std::vector<std::string> names = {"HttpUser", "task"};
    for (const auto* name : {"LoadTestShape", "between", "constant", "constant_pacing", "constant_throughput"})
      if (python_.needs(name)) names.emplace_back(name);
    return fmt::format("{}\nfrom locust import {}\n", text.empty() ? "" : "\n" + text, fmt::join(names, ", "));
  }

  std::string helpers() const {
    std::string text;
    if (python_.needs("at")) text += "\n" + std::string(kAt);
    if (python_.needs("now")) text += "\n" + std::string(kNow);
    if (python_.needs("as_text")) text += "\n" + std::string(kAsText);
    if (text.ends_with("\n\n")) text.pop_back();
    return text;
  }

  // ---- rows ----

  std::string feeders() {
    return for_rows_taken(draft_, python_, [this](std::size_t index) { return feeder(index); });
  }

  std::string feeder(std::size_t index) {
    const auto& feeder = scenario_.feeders[index];
    const auto file = python_.literal(script_file(draft_, feeder.files.front()));
    std::string rows;
    switch (feeder.format) {
      case Feeder::Format::csv:
      case Feeder::Format::tsv:
        python_.need("csv");
        rows = fmt::format("list(csv.DictReader(open({}, newline=\"\", encoding=\"utf-8-sig\"){}))", file,
                           feeder.format == Feeder::Format::tsv ? R"(, delimiter="\t")" : "");
        break;
      case Feeder::Format::jsonl:
        python_.need("json");
        rows = fmt::format("[json.loads(line) for line in open({}, encoding=\"utf-8\") if line.strip()]", file);
        break;
      case Feeder::Format::json:
        python_.need("json");
        rows = fmt::format("json.load(open({}, encoding=\"utf-8\"))", file);
        break;
      case Feeder::Format::files:
        tell_of_files_as_rows(draft_, feeder);
        rows = "[";
        for (const auto& one : feeder.files)
          rows += fmt::format("\n    {{\"name\": {}, \"path\": {}, \"content\": \"\"}},",
                              python_.literal(one.filename().string()), python_.literal(script_file(draft_, one)));
        rows += "\n]";
    }
    const auto name = python_.row_name(index) + "_rows";
    return fmt::format("{} = {}\n{}", name, rows, order(feeder, name));
  }

  // Whose order Python has words for.
  std::string order(const Feeder& feeder, const std::string& name) {
    using Order = Feeder::Order;
    if (feeder.order == Order::random) return python_.need("random"), "";
    python_.need("itertools");
    if (feeder.order == Order::once)
      draft_.leave_unsaid("feeders." + feeder.name, "order once: rows begin again at their end");
    if (feeder.order == Order::by_user)
      draft_.leave_unsaid("feeders." + feeder.name, "order by_user: rows come in turn over all users");
    if (!feeder.is_kept())
      draft_.leave_unsaid("feeders." + feeder.name, "a large file: the script keeps all of it in memory");
    if (feeder.order == Order::shuffle) {
      python_.need("random");
      return fmt::format("random.shuffle({0})\n{0} = itertools.cycle({0})\n", name);
    }
    return fmt::format("{0} = itertools.cycle({0})\n", name);
  }

  std::string take_row(std::size_t index) const {
    const auto name = python_.row_name(index);
    const bool random = scenario_.feeders[index].order == Feeder::Order::random;
    return fmt::format("        {0} = {1}({0}_rows)\n", name, random ? "random.choice" : "next");
  }

  // ---- users ----

  std::string user_class(std::size_t index, const ScriptedScenario& script) {
    const auto& part = scenario_.load.parts[index];
    const auto words = draft_.variables.shown(part.name.empty() ? scenario_.name : part.name);
    std::string name;
    for (const char c : words)
      if (std::isalnum(static_cast<unsigned char>(c)) != 0) name += c;
    if (name.empty() || std::isdigit(static_cast<unsigned char>(name.front())) != 0) name = "Api" + name;
    name.front() = static_cast<char>(std::toupper(static_cast<unsigned char>(name.front())));
    auto code = fmt::format("\n\nclass {}User(HttpUser):\n    host = {}\n", name, host());
    if (const auto* closed = std::get_if<ClosedLoad>(&part.model)) {
      if (scenario_.load.parts.size() > 1 && closed->stages.empty())
        code += fmt::format("    fixed_count = {}\n", closed->users);
      code += wait(closed->wait);
    }
    code += begin_of_user();
    const auto place = part.name.empty() ? std::string("load") : "loads." + part.name;
    if (std::holds_alternative<OpenLoad>(part.model))
      draft_.leave_unsaid(place, "requests at a rate: Locust has users alone, choose their number and wait_time");
    for (std::size_t i = 0; i < script.tasks.size(); ++i)
      if (part.tasks.empty() || std::find(part.tasks.begin(), part.tasks.end(), i) != part.tasks.end())
        code += task(i, script.tasks[i]);
    return code;
  }

  std::string host() {
    const auto& url = scenario_.target.url;
    auto text = url.text();
    if (text.ends_with(url.base_path)) text.resize(text.size() - url.base_path.size());
    if (!url.socket_path.empty()) {
      text = "http://localhost";
      draft_.leave_unsaid("target", "a Unix socket: Locust speaks TCP alone");
    }
    return python_.text(text);
  }

  std::string wait(const Wait& wait) {
    const auto call = [&](const char* name, const std::string& arguments) {
      python_.need(name);
      return fmt::format("    wait_time = {}({})\n", name, arguments);
    };
    if (const auto* one = std::get_if<ConstantWait>(&wait)) return call("constant", seconds_words(one->pause));
    if (const auto* range = std::get_if<UniformWait>(&wait))
      return call("between", seconds_words(range->low) + ", " + seconds_words(range->high));
    if (const auto* pacing = std::get_if<Pacing>(&wait)) return call("constant_pacing", seconds_words(pacing->period));
    if (const auto* rate = std::get_if<ThroughputWait>(&wait))
      return call("constant_throughput", fmt::format("{}", rate->tasks_per_second));
    if (const auto* mean = std::get_if<ExponentialWait>(&wait)) {
      python_.need("random");
      return fmt::format("\n    def wait_time(self):\n        return random.expovariate(1 / {})\n",
                         seconds_words(mean->mean));
    }
    return {};
  }

  std::string begin_of_user() {
    std::string lines;
    const auto& tls = scenario_.target.tls;
    if (tls.insecure) lines += "        self.client.verify = False\n";
    if (!tls.ca_file.empty())
      lines += fmt::format("        self.client.verify = {}\n", python_.literal(script_file(draft_, tls.ca_file)));
    if (!tls.certificate_file.empty())
      lines += fmt::format("        self.client.cert = ({}, {})\n",
                           python_.literal(script_file(draft_, tls.certificate_file)),
                           python_.literal(script_file(draft_, tls.key_file)));
    if (python_.needs("user")) {
      python_.need("itertools");
      lines += "        self.number = next(numbers)\n";
    }
    return lines.empty() ? lines : "\n    def on_start(self):\n" + lines;
  }

  // Locust has whole weights.
  std::string weight_of(std::size_t index, double weight) {
    constexpr double kFiner = 100;
    const bool whole = std::all_of(scenario_.tasks.begin(), scenario_.tasks.end(),
                                   [](const Task& one) { return std::trunc(one.weight) == one.weight; });
    const double shown = whole ? weight : std::round(weight * kFiner);
    if (!whole && shown != weight * kFiner)
      draft_.leave_unsaid(fmt::format("requests[{}].weight", index),
                          fmt::format("{}: Locust has whole weights", weight));
    return shown == 1 ? "@task" : fmt::format("@task({})", shown);
  }

  std::string task(std::size_t index, const ScriptedTask& task) {
    auto code = fmt::format("\n    {}\n    def {}(self):\n", weight_of(index, task.weight), task.function);
    if (task.counts) {
      python_.need("itertools");
      code += "        seq = next(sequence)\n";
    }
    for (const auto feeder : task.feeders) code += take_row(feeder);
    for (const auto& step : task.steps) code += request(step);
    if (scenario_.tasks[index].wait)
      draft_.leave_unsaid(fmt::format("requests[{}].wait", index), "a pause of its own: Locust has one a user");
    return code;
  }

  std::string request(const ScriptedRequest& request) {
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
    if (!request.checks.empty()) arguments.emplace_back("catch_response=True");
    auto call = fmt::format("self.client.{}(", lower_case(request.method));
    std::size_t length = call.size() + 20;
    bool lines = false;
    for (const auto& argument : arguments)
      length += argument.size() + 2, lines = lines || argument.find('\n') != std::string::npos;
    if (!lines && length <= 110) {
      call += fmt::format("{})", fmt::join(arguments, ", "));
    } else {
      for (auto argument : arguments) {
        replace_all(argument, "\n", "\n            ");
        call += "\n            " + argument + ",";
      }
      call += "\n        )";
    }
    if (request.checks.empty()) return "        " + call + "\n";
    auto code = fmt::format("        with {} as response:\n", call);
    for (std::size_t i = 0; i < request.checks.size(); ++i)
      code += fmt::format("            {} not ({}):\n                response.failure({})\n", i == 0 ? "if" : "elif",
                          request.checks[i].condition, python_.text("not so: " + request.checks[i].label));
    return code + "            else:\n                response.success()\n";
  }

  // ---- load ----

  bool has_stages() const {
    const auto* closed = std::get_if<ClosedLoad>(&scenario_.load.parts.front().model);
    return closed != nullptr && !closed->stages.empty() && scenario_.load.parts.size() == 1;
  }

  std::string shape() {
    if (!has_stages()) return {};
    python_.need("LoadTestShape");
    std::string rows;
    Nanos sum{0};
    double level = 0;
    for (const auto& stage : std::get<ClosedLoad>(scenario_.load.parts.front().model).stages) {
      rows += fmt::format("({}, {}), ", seconds_words(stage.length), stage.level);
      sum += stage.length;
      level = stage.level;
    }
    if (sum < scenario_.load.duration)
      rows += fmt::format("({}, {}), ", seconds_words(scenario_.load.duration - sum), level);
    rows.resize(rows.size() - 2);
    return fmt::format(R"(

class Stages(LoadTestShape):
    stages = [{}]  # seconds, and the users that they lead to

    def tick(self):
        at, before = self.get_run_time(), 0
        for length, users in self.stages:
            if at < length:
                return round(before + (users - before) * at / length), 100
            at, before = at - length, users
        return None
)",
                       rows);
  }

  void tell_load() {
    const auto& load = scenario_.load;
    for (std::size_t i = 0; i < load.parts.size(); ++i) {
      const auto* closed = std::get_if<ClosedLoad>(&load.parts[i].model);
      if (closed != nullptr && !closed->stages.empty() && load.parts.size() > 1)
        draft_.leave_unsaid(fmt::format("loads[{}].stages", i), "stages of several loads: Locust has one shape");
    }
    if (load.requests) draft_.leave_unsaid("load.requests", fmt::format("{}: Locust ends by time", *load.requests));
    for (std::size_t i = 0; i < scenario_.thresholds.size(); ++i)
      draft_.leave_unsaid(fmt::format("thresholds[{}]", i), scenario_.thresholds[i].expression);
    if (!scenario_.target.connection.keep_alive) draft_.leave_unsaid("connection.keep_alive", "connections are kept");
    if (scenario_.connect_timeout != Scenario().connect_timeout)
      draft_.leave_unsaid("connect_timeout", format_duration_exact(scenario_.connect_timeout));
  }

  ExportDraft& draft_;
  const Scenario& scenario_;
  const std::string& out_;
  ScriptLanguage python_;
};

}  // namespace

Result<std::string> write_locust(ExportDraft& draft, const std::string& out) {
  return LocustWriter(draft, out).write();
}

}  // namespace plimsoll
