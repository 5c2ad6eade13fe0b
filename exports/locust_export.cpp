#include "exports/locust_export.h"

#include "core/text.h"
#include "core/units.h"
#include "exports/export_words.h"
#include "exports/locust_helpers.h"
#include "exports/locust_rows.h"
#include "exports/locust_steps.h"
#include "exports/scripted_tasks.h"
#include "exports/unsaid_parts.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <tuple>
#include <variant>

namespace plimsoll {
namespace {

constexpr std::string_view kSignedIn = R"(
    def signed_in(self, send):
        """Its answer; where that is 401, once more after a new login."""
        response = send()
        if response.status_code != 401:
            return response
        with response:
            response.success()  # the login has ended: that is no failure
        return send() if self.log_in() else response
)";
constexpr auto kListener = R"(

@events.{0}.add_listener
def send_{1}(environment, **_):
    once = Once(environment)
    once.on_start()
    if not once.{1}():
        {2}
)";

class LocustWriter {
 public:
  LocustWriter(ExportDraft& draft, const std::string& out)
      : draft_(draft), scenario_(draft.scenario), out_(out), python_(ScriptLanguage::Name::python, draft) {}

  std::string write() {
    const auto script = scripted(draft_, python_);
    std::string classes;
    for (std::size_t i = 0; i < scenario_.load.parts.size(); ++i) classes += user_class(i, script);
    const auto once = sent_once(script);
    const auto stages = shape();
    tell_load();
    list_unsaid_parts(draft_, {.load = true, .checks = true, .flow = true, .exchange = true});
    auto rows = rows_.declared();
    for (const auto& line : script.declarations) rows += line + "\n";
    for (const auto& [name, value] : python_.constants()) rows += fmt::format("{} = {}\n", name, value);
    if (scenario_.before_all) rows += "shared = SimpleNamespace()  # what is captured before the load, for all\n";
    if (python_.needs("seq")) rows += "sequence = itertools.count(1)\n";
    if (python_.needs("user")) rows += "numbers = itertools.count(1)\n";
    return head() + imports() + (rows.empty() ? "" : "\n" + rows) + locust_helpers(python_) + once + classes + stages +
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
    for (const auto* module : {"base64", "csv", "itertools", "json", "os", "random", "re", "sys", "time", "uuid"})
      if (python_.needs(module)) text += fmt::format("import {}\n", module);
    if (python_.needs("now")) text += "from datetime import datetime, timezone\n";
    if (python_.needs("no cookies")) text += "from http.cookiejar import DefaultCookiePolicy\n";
    if (scenario_.before_all) text += "from types import SimpleNamespace\n";
    if (python_.needs("quote") || python_.needs("quote_plus"))
      text += fmt::format("from urllib.parse import {}{}{}\n", python_.needs("quote") ? "quote" : "",
                          python_.needs("quote") && python_.needs("quote_plus") ? ", " : "",
                          python_.needs("quote_plus") ? "quote_plus" : "");
    std::vector<std::string> names = {"HttpUser", "task"};
    for (const auto* name :
         {"LoadTestShape", "between", "constant", "constant_pacing", "constant_throughput", "events"})
      if (python_.needs(name)) names.emplace_back(name);
    return fmt::format("{}\nfrom locust import {}\n", text.empty() ? "" : "\n" + text, fmt::join(names, ", "));
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
    const auto place = part.name.empty() ? std::string("load") : "loads." + part.name;
    if (std::holds_alternative<OpenLoad>(part.model))
      draft_.leave_unsaid(place, "requests at a rate: Locust has users alone, choose their number and wait_time");
    // What a user begins with follows from what its tasks need.
    std::string tasks;
    for (std::size_t i = 0; i < script.tasks.size(); ++i)
      if (part.tasks.empty() || std::find(part.tasks.begin(), part.tasks.end(), i) != part.tasks.end())
        tasks += task(i, script.tasks[i]);
    return code + begin_of_user(part, script) + tasks;
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

  std::string begin_of_user(const LoadPart& part, const ScriptedScenario& script) {
    auto lines = begin_of_client();
    const auto users = [&] {
      const auto* closed = std::get_if<ClosedLoad>(&part.model);
      return closed == nullptr || !closed->stages.empty() ? 1U : closed->users;
    };
    const auto rows = rows_.own(users());
    if (python_.needs("user")) {
      python_.need("itertools");
      lines += "        self.number = next(numbers)\n";
    }
    lines += rows;
    if (script.login) {
      for (const auto feeder : script.login->feeders)
        lines += fmt::format("        self.{} = {}\n", python_.row_name(feeder), rows_.next(feeder));
      python_.need("time");
      lines +=
          "        pause = 0.1\n        while not self.log_in():\n            time.sleep(pause)\n"
          "            pause = min(1, 2 * pause)\n";
    }
    auto code = lines.empty() ? lines : "\n    def on_start(self):\n" + lines;
    if (script.login) code += login(*script.login);
    if (python_.needs("signed_in")) code += kSignedIn;
    return code;
  }

  std::string begin_of_client() {
    std::string lines;
    const auto& tls = scenario_.target.tls;
    if (tls.insecure) lines += "        self.client.verify = False\n";
    if (!tls.ca_file.empty())
      lines += fmt::format("        self.client.verify = {}\n", python_.literal(script_file(draft_, tls.ca_file)));
    if (!tls.certificate_file.empty())
      lines += fmt::format("        self.client.cert = ({}, {})\n",
                           python_.literal(script_file(draft_, tls.certificate_file)),
                           python_.literal(script_file(draft_, tls.key_file)));
    std::uint32_t redirects = 0;
    bool cookies = false;
    for (const auto* task : scenario_.all_tasks())
      for (const auto& step : task->steps) {
        if (!step.rules) continue;
        redirects = std::max(redirects, step.rules->redirects.at_most);
        cookies = cookies || step.rules->cookies;
      }
    if (redirects > 0) lines += fmt::format("        self.client.max_redirects = {}\n", redirects);
    if (!cookies) {
      python_.need("no cookies");
      lines += "        self.client.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))  # it keeps none\n";
    }
    return lines;
  }

  std::string login(const ScriptedTask& task) {
    std::string code = "\n    def log_in(self):\n";
    if (task.counts) {
      python_.need("itertools");
      python_.need("seq");
      code += "        seq = next(sequence)\n";
    }
    for (const auto feeder : task.feeders) code += fmt::format("        {0} = self.{0}\n", python_.row_name(feeder));
    return code + LocustSteps(python_).write(task) + "        return True\n";
  }

  // By a user that Locust does not start: with the same words as all others.
  std::string sent_once(const ScriptedScenario& script) {
    if (!script.before_all && !script.after_all) return {};
    python_.need("events");
    python_.need("sys");
    auto code = fmt::format("\n\nclass Once(HttpUser):\n    abstract = True\n    host = {}\n", host());
    if (const auto lines = begin_of_client(); !lines.empty()) code += "\n    def on_start(self):\n" + lines;
    std::string listeners;
    for (const auto& [task, event, stops] :
         {std::tuple{&script.before_all, "test_start", true}, std::tuple{&script.after_all, "test_stop", false}}) {
      if (!*task) continue;
      const auto& steps = **task;
      code += fmt::format("\n    def {}(self):\n", steps.function) + LocustSteps(python_).write(steps) +
              "        return True\n";
      listeners += fmt::format(kListener, event, steps.function,
                               stops ? "sys.exit(\"before_all failed\")" : "environment.process_exit_code = 1");
    }
    return code + listeners;
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
    for (const auto feeder : task.feeders) code += rows_.take(feeder);
    code += LocustSteps(python_).write(task);
    if (scenario_.tasks[index].wait)
      draft_.leave_unsaid(fmt::format("requests[{}].wait", index), "a pause of its own: Locust has one a user");
    return code;
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
  LocustRows rows_{draft_, python_};
};

}  // namespace

Result<std::string> write_locust(ExportDraft& draft, const std::string& out) {
  return LocustWriter(draft, out).write();
}

}  // namespace plimsoll
