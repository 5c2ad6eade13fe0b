#include "scenarios/reading/validate.h"

#include "core/nearest_name.h"
#include "core/text.h"
#include "core/units.h"
#include "scenarios/document/document_path.h"
#include "scenarios/document/rule_findings.h"
#include "scenarios/header_list.h"
#include "scenarios/reading/batch_rules.h"
#include "scenarios/reading/flow_rules.h"
#include "scenarios/reading/load_rules.h"
#include "scenarios/reading/probe_rules.h"
#include "scenarios/reading/threshold_rules.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>
#include <utility>

namespace plimsoll {
namespace {

// One look at the whole plan; the methods are its rules.
class Rules : private RuleFindings {
 public:
  explicit Rules(const Scenario& scenario) : scenario_(scenario) {}

  std::vector<Finding> findings() {
    target();
    connection();
    headers(scenario_.headers, "headers");
    tasks();
    sent_once("before_all", scenario_.before_all);
    sent_once("login", scenario_.login);
    sent_once("after_all", scenario_.after_all);
    names();
    limits();
    thresholds();
    for (const auto find : {load_findings, flow_findings, threshold_findings, probe_findings, batch_findings})
      add_all(find(scenario_));
    return taken();
  }

 private:
  void target() {
    const auto& target = scenario_.target;
    if (target.url.host.empty()) refuse("target", R"(expected a URL like "http://127.0.0.1:5000", got nothing)");
    if (target.tls.certificate_file.empty() != target.tls.key_file.empty())
      refuse(target.tls.key_file.empty() ? "target.tls.cert" : "target.tls.key",
             "cert and key belong together: give both");
    if (target.managed && !target.managed->ready.predicts.empty()) {
      const auto names = scenario_.request_names();
      const auto& wanted = target.managed->ready.predicts;
      if (std::find(names.begin(), names.end(), wanted) == names.end()) {
        const std::vector<std::string_view> known(names.begin(), names.end());
        refuse("target.ready.predicts",
               fmt::format("no request is called \"{}\"{}", wanted, name_advice(wanted, known)));
      }
    }
    if (target.version && !target.version->path.starts_with('/'))
      refuse("target.version.path", fmt::format(R"(a path starts with "/": write "/{}")", target.version->path));
    if (!target.managed) return;
    if (target.managed->start.empty()) refuse("target.start", "expected a command, got nothing");
    if (!target.managed->ready.path.starts_with('/'))
      refuse("target.ready.get", fmt::format(R"(a path starts with "/": write "/{}")", target.managed->ready.path));
    above_zero(target.managed->ready.within, "target.ready.within");
    for (const auto& [name, value] : target.managed->environment)
      if (name.empty() || name.find('=') != std::string::npos)
        refuse(path_to_key("target.env", name), "expected the name of an environment variable");
  }

  void connection() {
    const auto& url = scenario_.target.url;
    const auto& connection = scenario_.target.connection;
    for (std::size_t i = 0; i < connection.sources.size(); ++i) {
      const auto& source = connection.sources[i];
      if (!url.socket_path.empty())
        refuse(path_to_item("connection.source", i), "a Unix socket is not reached from an address: remove it");
      else if (is_ipv6_address(source) ? is_ipv4(url.host) : is_ipv6_address(url.host))
        refuse(path_to_item("connection.source", i),
               fmt::format("{} cannot reach {}: one is IPv4, the other IPv6", source, url.host));
    }
    for (const auto& known : connection.resolve) {
      const auto named = known.host + ":" + std::to_string(known.port);
      if (!url.socket_path.empty() || known.host != url.host || known.port != url.port)
        refuse(path_to_key("connection.resolve", named),
               fmt::format("nobody asks for it: the target is {}", url.place()));
      if (known.addresses.empty()) refuse(path_to_key("connection.resolve", named), "expected at least one address");
    }
  }

  static bool is_ipv4(const std::string& host) { return !is_ipv6_address(host) && parse_address(host).has_value(); }

  void headers(const std::vector<Header>& headers, const std::string& path) {
    constexpr std::string_view kToken = "!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    std::vector<std::string> seen;
    for (const auto& [name, value] : headers) {
      const auto here = path_to_key(path, name);
      const auto lower = lower_case(name);
      if (name.empty() || name.find_first_not_of(kToken) != std::string::npos)
        refuse(here, "expected the name of a header: letters, digits and hyphens");
      if (value.find_first_of(std::string_view("\r\n\0", 3)) != std::string::npos)
        refuse(here, "a header has one line: remove the line break");
      if (lower == "content-length" || lower == "transfer-encoding")
        refuse(here, "follows from the body and is set by itself: remove it");
      if (std::find(seen.begin(), seen.end(), lower) != seen.end())
        refuse(here, "is given twice: the case of a header's name does not matter");
      seen.push_back(lower);
    }
  }

  bool is_replayed() const {
    return std::all_of(scenario_.load.parts.begin(), scenario_.load.parts.end(), std::mem_fn(&LoadPart::replays_log));
  }

  void tasks() {
    double sum = 0;
    for (std::size_t i = 0; i < scenario_.tasks.size(); ++i) {
      const auto& task = scenario_.tasks[i];
      const auto path = path_to_item("requests", i);
      if (!(task.weight >= 0) || !std::isfinite(task.weight)) refuse(path + ".weight", "expected a number from 0");
      sum += task.weight;
      if (task.steps.empty()) refuse(path + ".steps", "expected at least one step");
      for (std::size_t j = 0; j < task.steps.size(); ++j)
        request(task.steps[j], task.steps.size() == 1 ? path : path_to_item(path + ".steps", j));
    }
    if (scenario_.tasks.empty() && !is_replayed()) refuse("requests", "expected at least one request");
    if (!scenario_.tasks.empty() && !(sum > 0) && !is_replayed())
      refuse("requests", "every weight is 0: nothing would be sent");
  }

  void sent_once(const std::string& path, const std::optional<Task>& task) {
    if (!task) return;
    for (std::size_t i = 0; i < task->steps.size(); ++i) request(task->steps[i], path_to_item(path, i));
  }

  void request(const RequestTemplate& request, const std::string& path) {
    const auto method_path = path + "." + lower_case(to_string(request.method));
    url_path(fixed_path(request), method_path);
    if (request.name.empty()) refuse(path + ".name", "expected a name, got nothing");
    above_zero(request.timeout, path + ".timeout");
    headers(request.headers, path + ".headers");
    if (request.fault && request.fault->kind == FaultKind::abort_after_tokens && !request.stream)
      refuse(path + ".fault.abort_after_tokens",
             "counts the tokens of a stream: say what the answer is, for example stream: sse");
    if (request.bodies.content_type.starts_with("multipart/") &&
        (has_header(request.headers, "Content-Type") || has_header(scenario_.headers, "Content-Type")))
      refuse(path + ".headers", "a multipart body has its own content type with the boundary in it: remove the header");
    if (request.bodies.content_type.find_first_of("\r\n") != std::string::npos)
      refuse(path + ".content_type", "a content type has one line");
  }

  // What of a path is known before the run; a template that begins with a value stands for one with a slash.
  static std::string fixed_path(const RequestTemplate& request) {
    if (!has_template(request.path)) return request.path;
    if (!request.varying || !request.varying->path) return "/";  // wrong, and told elsewhere
    const auto& literals = request.varying->path->literals;
    std::string text = literals.front().empty() ? "/" : "";
    for (const auto& literal : literals) text += literal;
    return text;
  }

  void url_path(const std::string& text, const std::string& method_path) {
    if (text.find("://") != std::string::npos && !text.starts_with('/'))
      refuse(method_path, "expected a path of the target like \"/predict\", got a whole URL");
    else if (!text.starts_with('/'))
      refuse(method_path, fmt::format(R"(a path starts with "/": write "/{}")", text));
    if (text.find('#') != std::string::npos) refuse(method_path, "a path has no fragment: remove it from the # on");
    const bool blank = std::any_of(text.begin(), text.end(), [](char c) {
      return static_cast<unsigned char>(c) <= ' ' || static_cast<unsigned char>(c) >= 127;
    });
    if (blank) refuse(method_path, "expected a path that is percent-encoded");
  }

  // A name is a row of every report; the steps of one task may share one.
  void names() {
    std::map<std::string_view, std::string> owners;
    const auto take = [&](const Task& task, const std::string& path) {
      for (const auto& step : task.steps) {
        const auto [owner, fresh] = owners.emplace(step.name, path);
        if (fresh || owner->second == path) continue;
        refuse(path + ".name", fmt::format(R"(there is a request named "{}" already, {}: give each its own name)",
                                           step.name, owner->second));
      }
    };
    for (std::size_t i = 0; i < scenario_.tasks.size(); ++i) take(scenario_.tasks[i], path_to_item("requests", i));
    if (scenario_.login) take(*scenario_.login, "login");
  }

  const Task* login() const { return scenario_.login ? &*scenario_.login : nullptr; }

  void limits() {
    above_zero(scenario_.connect_timeout, "connect_timeout");
    if (scenario_.max_response_bytes == 0) refuse("max_response_size", "expected a size above 0");
    if (scenario_.monitoring.limit_bytes == 0u) refuse("limit", "expected a size above 0");
  }

  void thresholds() {
    const auto requests = scenario_.request_names();
    std::vector<std::string> flows;
    for (const auto* task : scenario_.user_tasks())
      if (is_flow(*task) || task == login()) flows.push_back(task->name);
    const auto& monitoring = scenario_.monitoring;
    const bool unwatched = !monitoring.automatic && monitoring.watches.empty();
    for (std::size_t i = 0; i < scenario_.thresholds.size(); ++i) {
      const auto& threshold = scenario_.thresholds[i];
      const auto path = path_to_item("thresholds", i);
      const bool of_flows = threshold.metric->of_flows;
      const auto& names = of_flows ? flows : requests;
      const std::vector<std::string_view> known(names.begin(), names.end());
      if (of_flows && names.empty())
        refuse(path, fmt::format("{}: there is no flow: a request with several steps is one", threshold.expression));
      else if (!threshold.request.empty() && std::find(names.begin(), names.end(), threshold.request) == names.end())
        refuse(path,
               fmt::format(R"({}: there is no {} named "{}"{})", threshold.expression, of_flows ? "flow" : "request",
                           threshold.request, name_advice(threshold.request, known)));
      if (threshold.metric->of_memory && unwatched)
        refuse(path, fmt::format("{}: nothing is watched: remove `monitor: none`, or this", threshold.expression));
    }
  }

  const Scenario& scenario_;
};

void advise_requests(const Scenario& scenario, std::vector<Finding>& advice) {
  for (std::size_t i = 0; i < scenario.tasks.size(); ++i)
    for (const auto& step : scenario.tasks[i].steps) {
      const bool bodiless = step.method == Method::get || step.method == Method::head;
      if (bodiless && !step.bodies.payloads.empty())
        advice.push_back({"", path_to_item("requests", i),
                          fmt::format("a {} with a body: many servers ignore it", to_string(step.method))});
      if (step.bodies.order == BodySet::Order::random && step.bodies.payloads.size() < 2)
        advice.push_back({"", path_to_item("requests", i) + ".order", "makes no difference with a single body"});
    }
}

}  // namespace

std::vector<Finding> validate(const Scenario& scenario) { return Rules(scenario).findings(); }

std::vector<Finding> advise(const Scenario& scenario) {
  std::vector<Finding> advice;
  const auto& target = scenario.target;
  if (target.managed && !target.url.is_loopback())
    advice.push_back(
        {"", "target.url", fmt::format("{} is not this machine: is that where `start` listens?", target.url.host)});
  const bool trusts = target.tls.insecure || !target.tls.ca_file.empty() || !target.tls.certificate_file.empty();
  if (trusts && target.url.scheme == Url::Scheme::http)
    advice.push_back({"", "target.tls", "makes no difference for an http:// target"});
  advise_requests(scenario, advice);
  return advice;
}

}  // namespace plimsoll
